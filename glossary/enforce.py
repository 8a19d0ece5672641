"""Putting terms into texts: into a source for the decoder, and into a translation of it.

Everything here is text in, text out; `pipeline.terms` decides when to do which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.english import article, head, in_number, is_plural
from glossary.particles import particle_after
from glossary.terms import Term
from pipeline.records import Span

_ENDING = re.compile(r"입니|이[다고]|인|일|들|의|에|도|만|까지|부터|처럼|보다|마다|뿐|께")
"""What is written together with the noun before it, and does not change with its sound."""
_ARTICLES = frozenset({"a", "an", "the"})
_MASS = re.compile(
    r"(?:ing|ity|ness|osis|itis|surgery|anesthesia|care|fat|cartilage|pain|acne|plasty|aging"
    r"|suction|melasma|rosacea|pus|dermis|insurance|edema|acid|erythema|anemia|collagen|elastin"
    r"|melanin|saline|staff|hygiene|tissue|odor|frequency|oxygen)$",
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
    verb = re.match(r"\W*(is|was|has|are|were|have)\b", following)
    last = re.findall(r"[A-Za-z]+", replaced)
    if verb:
        wants_plural = verb[1] in {"are", "were", "have"}
    elif last:
        wants_plural = is_plural(last[-1].lower())
    else:
        return required
    if wants_plural and _MASS.search(head(required)):
        return required
    return in_number(required, many=wants_plural)


def mend(text: str, span: Span, language: str) -> str:
    """Return `text` made grammatical around the term at `span`.

    In English, `a` or `an` fits the term and is dropped before a plural or a thing that is not
    counted; neither an article nor a word of the term stands twice; a text begins with a
    capital. In Korean, the particle after the term fits it.
    """
    start, end = span
    before, term, after = text[:start], text[start:end], text[end:]
    if language == "ko":
        particle, taken = particle_after(term, after)
        return before + term + particle + after[taken:]
    if language != "en":
        return text
    before = _fit_article(_without_echo(before, term), term)
    last = re.escape(term.split()[-1])
    after = re.sub(rf"^[\s-]+{last}\b(?!-)", "", after, count=1, flags=re.IGNORECASE)
    if not before.strip():
        term = term[0].upper() + term[1:]
    return before + term + after


def _without_echo(before: str, term: str) -> str:
    """Take a word that begins the term, or an article too many, off the end of `before`."""
    before = re.sub(r"\b((?:a|an|the)\s+)(?:a|an|the)\s+$", r"\1", before, flags=re.IGNORECASE)
    first = term.split()[0]
    if first.lower() in _ARTICLES:
        return re.sub(r"\b(?:a|an|the)\s+$", "", before, flags=re.IGNORECASE)
    return re.sub(rf"\b{re.escape(first)}\s+$", "", before, flags=re.IGNORECASE)


def _fit_article(before: str, term: str) -> str:
    match = re.search(r"(?<!\S)(an?)\s+$", before, re.IGNORECASE)
    if not match:
        return before
    if is_plural(head(term).lower()) or _MASS.search(head(term)):
        return before[: match.start()]
    fitting = article(term)
    if match[1][0].isupper():
        fitting = fitting.capitalize()
    return f"{before[: match.start()]}{fitting} "
