"""Putting terms into texts: into a source for the decoder, and into a translation of it.

Everything here is text in, text out; `pipeline.terms` decides when to do which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.english import article, is_plural, noun_forms, plural, singular
from glossary.particles import particle_after
from glossary.terms import Term
from pipeline.records import Span

_ENDING = re.compile(r"입니|이[다고]|인|일|들|의|에|도|만|까지|부터|처럼|보다|마다|뿐|께")
"""What is written together with the noun before it, and does not change with its sound."""
_ARTICLES = frozenset({"a", "an", "the"})
_MASS = re.compile(
    r"(?:ing|ity|ness|osis|itis|surgery|anesthesia|care|fat|cartilage|pain|acne|plasty|aging"
    r"|suction|melasma|rosacea|pus|dermis|scalp)$",
    re.IGNORECASE,
)


def replace_spans(
    text: str, replacements: Sequence[tuple[Span, str | None]], language: str
) -> tuple[str, list[Span]]:
    """Return `text` with words put in place of its spans, and where those stand then.

    The spans are in order; one with None stays as it is. In Korean the particle after a new
    word is made to fit it, and it is set apart from a word that it would touch.
    """
    parts: list[str] = []
    spans: list[Span] = []
    position = length = 0

    def add(part: str) -> None:
        nonlocal length
        parts.append(part)
        length += len(part)

    for (start, end), word in replacements:
        add(text[position:start])
        position = end
        if word is not None and parts[-1][-1:].isalnum() and word[:1].isascii():
            add(" ")
        new = text[start:end] if word is None else word
        spans.append((length, length + len(new)))
        add(new)
        if word is None or language != "ko":
            continue
        particle, taken = particle_after(word, text[end:])
        add(particle)
        position += taken
        if not taken and text[end : end + 1].isalnum() and not _ENDING.match(text, end):
            add(" ")
    add(text[position:])
    return "".join(parts), spans


def form_in_place(term: Term, replaced: str, following: str) -> str:
    """Return the form of `term` that agrees with the words it replaces and what follows them.

    Number follows the verb (`is`, `are`), or else the word replaced: a plural takes the place
    of a plural.
    """
    required = term.required
    if term.target_language != "en" or term.part_of_speech != "noun" or term.keep:
        return required
    head = required.split("(")[0].split()[-1]
    last = re.findall(r"[A-Za-z]+", replaced)
    verb = re.match(r"\W*(is|was|has|are|were|have)\b", following)
    forms = noun_forms(required)
    if verb:
        wants_plural = verb[1] in {"are", "were", "have"}
    elif last:
        wants_plural = is_plural(last[-1].lower())
    else:
        return required
    if wants_plural == is_plural(head) or (wants_plural and _MASS.search(head)):
        return required
    other = plural(head) if wants_plural else singular(head)
    changed = other.join(required.rsplit(head, 1))
    return changed if changed in forms else required


def mend(text: str, span: Span) -> str:
    """Return English `text` made grammatical around the term at `span`.

    `a` or `an` fits the term and is dropped before a plural or a thing that is not counted; an
    article, or a word of the term, does not stand twice; a sentence begins with a capital.
    """
    start, end = span
    before, term, after = text[:start], text[start:end], text[end:]
    words = term.split()
    before = re.sub(r"\b(a|an|the)\s+(?=(?:a|an|the)\s+$)", "", before, flags=re.IGNORECASE)
    match = re.search(r"(?:^|(?<=\s))(a|an|the)(\s+)$", before, re.IGNORECASE)
    if match and words[0].lower() in _ARTICLES:
        before = before[: match.start()]
    elif match and match[1].lower() != "the":
        head = words[-1].rstrip(").,")
        if is_plural(head.lower()) or _MASS.search(head):
            before = before[: match.start()]
        else:
            fitting = article(term)
            fitting = fitting.capitalize() if match[1][0].isupper() else fitting
            before = before[: match.start()] + fitting + match[2]
    again = re.match(rf"[\s-]+({re.escape(words[-1])})\b(?!-)", after, re.IGNORECASE)
    if again:
        after = after[again.end() :]
    again = re.search(rf"\b({re.escape(words[0])})\s+$", before, re.IGNORECASE)
    if again and words[0].lower() not in _ARTICLES:
        before = before[: again.start()]
    if not before.strip() and text[:1].isupper() and term[:1].islower():
        term = term[0].upper() + term[1:]
    return before + term + after
