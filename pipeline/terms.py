"""Enforcement of terms: a ladder of ways to decode, each tried where the ones before failed.

1. **plain**: the model's own translation. Where it satisfies every term it is left alone, unless
   it says one too often and another of the model's hypotheses does not.
2. **reranked**: another hypothesis of the model has what its first one has not.
3. **inline**: the target term stands in the source in place of what is still missing; or a
   **placeholder** does, a short sign that models copy, where they would garble the term.
4. **spliced**: the term takes the place of the words that the attention gives to its source; where
   there are none, it is set there and the rest of the sentence is decoded again after it.
5. **flagged**: the best translation so far, and a reason for a person.

A candidate counts only for what its decoded text holds. Of those with every term, the one with
the best score is taken. Each rung decodes all that is open in one call, and what is done to a
segment depends on nothing but the segment.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from glossary.enforce import form_in_place, mend, replace_spans
from glossary.satisfy import judge
from glossary.terms import TermMatch
from pipeline.decode import Decoder, Hypothesis
from pipeline.drafts import (
    Alternative,
    Candidate,
    Draft,
    Outcome,
    Request,
    Source,
    outcome,
    verified,
)
from pipeline.parts import fitting, joined
from pipeline.records import How, Span
from pipeline.splice import MIN_ATTENTION, best_place, piece_spans, ranges, words

__all__ = ["Alternative", "Outcome", "Request", "translate_with_terms", "verified"]

N_BEST = 4
PLACEHOLDERS = ("SMAS", "HIFU", "PRP", "LDM", "TX", "NX")
"""Signs in capitals, which translation models copy."""
ROUNDS = 4
"""How many terms of one segment are spliced, at most, with the rest decoded again."""


def translate_with_terms(requests: Sequence[Request], decoder: Decoder) -> list[Outcome]:
    """Translate `requests` so that each satisfies its terms, or says which it does not and why.

    One that is too long for the package is translated in parts.
    """
    cut = [fitting(request, decoder) for request in requests]
    done = iter(_translated([part for parts in cut for part in parts], decoder))
    return [
        joined(request, parts, [next(done) for _ in parts]) if len(parts) > 1 else next(done)
        for request, parts in zip(requests, cut, strict=True)
    ]


def _translated(requests: Sequence[Request], decoder: Decoder) -> list[Outcome]:
    drafts = [Draft(request) for request in requests]
    _plain(drafts, decoder)
    for draft in drafts:
        draft.enforced = draft.plain.unmet
        if draft.best.rank[:2] != (0, 0):
            draft.read()
    for rung in (_carry, _splice):
        waiting = [draft for draft in drafts if draft.open]
        if waiting:
            rung(waiting, decoder)
    return [outcome(draft, _polished(draft, draft.best)) for draft in drafts]


def _carry(drafts: Sequence[Draft], decoder: Decoder) -> None:
    """Put something that the model copies in place of each missing term, and decode again.

    That is the target term itself where it is a phrase of words that the model knows, or else
    a placeholder, in whose place the term is put afterwards.
    """
    carried = [_carriers(draft, decoder) for draft in drafts]
    sources = [
        _replaced(draft, terms | signs, decoder)
        for draft, (terms, signs) in zip(drafts, carried, strict=True)
    ]
    decoded = decoder.translate([source.pieces for source in sources], n_best=N_BEST)
    for draft, (_, signs), source, hypotheses in zip(
        drafts, carried, sources, decoded, strict=True
    ):
        found = _candidates(draft, source, hypotheses, "inline", decoder)
        if signs:
            found = [
                candidate._replace(
                    text=text,
                    verdict=judge(draft.matches, text),
                    how="placeholder",
                    hypothesis=None,
                )
                for candidate in found
                if (text := _with_terms(candidate.text, signs, draft.matches))
            ]
        draft.candidates.extend(found)


def _carriers(draft: Draft, decoder: Decoder) -> tuple[dict[int, str], dict[int, str]]:
    """Return what stands for each missing use: target terms, and placeholders not in the text."""
    held = draft.text + " ".join(match.term.required for match in draft.matches)
    free = iter([sign for sign in PLACEHOLDERS if sign not in held])
    terms: dict[int, str] = {}
    signs: dict[int, str] = {}
    for index in draft.enforced:
        required = draft.matches[index].term.required
        sign = "" if _is_phrase(decoder.encode(required)) else next(free, "")
        if sign:
            signs[index] = sign
        else:
            terms[index] = required
    return terms, signs


def _is_phrase(pieces: Sequence[str]) -> bool:
    """Tell whether a term is several words, each whole in the model's vocabulary.

    Those are copied. A name in pieces is garbled, and a common word by itself is dropped as
    easily as the source word that it stands for was.
    """
    return 1 < len(words(pieces)) == len(pieces)


def _with_terms(text: str, signs: dict[int, str], matches: Sequence[TermMatch]) -> str:
    """Return `text` with terms in place of their placeholders; nothing where one was lost."""
    for index, sign in signs.items():
        if text.count(sign) != 1 or not re.search(rf"\b{sign}\b", text):
            return ""
        before, after = text.split(sign)
        form = form_in_place(matches[index].term, "", after)
        text = _mended(before, form, after, matches[index])
    return text


def _splice(drafts: Sequence[Draft], decoder: Decoder) -> None:
    """Put missing terms where the attention says that their source went.

    They take the place of the words that are there; where there are none, they are set at the
    place, from left to right, and what follows is decoded again.
    """
    bases = _attended([draft.base for draft in drafts], decoder)
    for draft, base in zip(drafts, bases, strict=True):
        _cut_in(draft, base, decoder)
    going = [(draft, base, 0) for draft, base in zip(drafts, bases, strict=True) if draft.open]
    for _ in range(ROUNDS):
        begun = [
            (draft, base, beginning)
            for draft, base, begin in going
            if (beginning := _beginning(draft, base, begin, decoder))
        ]
        if not begun:
            break
        decoded = decoder.translate(
            [base.source.pieces for _, base, _ in begun],
            n_best=N_BEST,
            prefixes=[beginning for _, _, beginning in begun],
        )
        still: list[tuple[Draft, Candidate, int]] = []
        for (draft, base, beginning), hypotheses in zip(begun, decoded, strict=True):
            found = _candidates(draft, base.source, hypotheses, "spliced", decoder)
            draft.candidates.extend(found)
            if draft.open:
                best = min(found, key=lambda candidate: candidate.rank)
                still.append((draft, best, len(beginning)))
        bases = _attended([base for _, base, _ in still], decoder)
        going = [(draft, base, begin) for (draft, _, begin), base in zip(still, bases, strict=True)]


def _attended(bases: Sequence[Candidate], decoder: Decoder) -> list[Candidate]:
    """Return `bases` with the attention of their hypotheses."""
    known = [base.hypothesis for base in bases]
    weights = decoder.attention(
        [base.source.pieces for base in bases],
        [hypothesis.pieces if hypothesis is not None else () for hypothesis in known],
    )
    return [
        base
        if hypothesis is None
        else base._replace(hypothesis=hypothesis._replace(attention=rows))
        for base, hypothesis, rows in zip(bases, known, weights, strict=True)
    ]


def _cut_in(draft: Draft, base: Candidate, decoder: Decoder) -> None:
    """Put missing terms in place of the words that translate their source."""
    hypothesis = base.hypothesis
    if hypothesis is None:
        return
    taken = ranges(base.verdict.spans, piece_spans(base.text, hypothesis.pieces))
    cuts: list[tuple[Span, int]] = []
    for index in base.unmet:
        place = best_place(hypothesis, base.source.columns(index), 0, taken)
        if place is not None and place[1] >= MIN_ATTENTION:
            cuts.append((place[0], index))
            taken.append(place[0])
    text = base.text
    for (start, end), index in sorted(cuts, reverse=True):
        head = decoder.decode(hypothesis.pieces[:start])
        upto = decoder.decode(hypothesis.pieces[:end])
        form = form_in_place(draft.matches[index].term, upto[len(head) :], text[len(upto) :])
        text = _mended(f"{head} " if head else "", form, text[len(upto) :], draft.matches[index])
    verdict = judge(draft.matches, text)
    draft.candidates.append(Candidate(text, base.score, "spliced", verdict, base.source))


def _beginning(draft: Draft, base: Candidate, begin: int, decoder: Decoder) -> list[str]:
    """Return the pieces up to the leftmost place of a missing term, and those of the term.

    The place is not before the piece `begin`, nor inside another term.
    """
    hypothesis = base.hypothesis
    if hypothesis is None:
        return []
    taken = ranges(base.verdict.spans, piece_spans(base.text, hypothesis.pieces))
    starts: list[tuple[int, int]] = []
    for index in base.unmet:
        place = best_place(hypothesis, base.source.columns(index), begin)
        if place is not None:
            start = place[0][0]
            inside = [first for first, end in taken if max(first, begin) <= start < end]
            starts.append((max(inside[0], begin) if inside else start, index))
    if not starts:
        return []
    start, index = min(starts)
    head = decoder.decode(hypothesis.pieces[:start])
    match = draft.matches[index]
    return decoder.encode(_mended(f"{head} " if head else "", match.term.required, "", match))


def _plain(drafts: Sequence[Draft], decoder: Decoder) -> None:
    """Translate as the model does by itself."""
    sources = [_replaced(draft, {}, decoder) for draft in drafts]
    decoded = decoder.translate([source.pieces for source in sources], n_best=N_BEST)
    for draft, source, hypotheses in zip(drafts, sources, decoded, strict=True):
        draft.candidates = _candidates(draft, source, hypotheses[:1], "plain", decoder)
        draft.unread = functools.partial(
            _candidates, draft, source, hypotheses[1:], "reranked", decoder
        )


def _candidates(
    draft: Draft, source: Source, hypotheses: Sequence[Hypothesis], how: How, decoder: Decoder
) -> list[Candidate]:
    found = []
    for place, hypothesis in enumerate(hypotheses):
        text = decoder.decode(hypothesis.pieces)
        verdict = judge(draft.matches, text)
        rung: How = "reranked" if place and how == "inline" else how
        found.append(Candidate(text, hypothesis.score, rung, verdict, source, hypothesis))
    return found


def _replaced(draft: Draft, words: dict[int, str], decoder: Decoder) -> Source:
    """Return the source of `draft` with words in place of some of its uses of terms."""
    language = draft.matches[0].term.source_language if draft.matches else ""
    text, spans = replace_spans(
        draft.text,
        [(match.span, words.get(index)) for index, match in enumerate(draft.matches)],
        language,
    )
    return Source(text, tuple(decoder.encode(text)), tuple(spans))


def _mended(before: str, form: str, after: str, match: TermMatch) -> str:
    span = len(before), len(before) + len(form)
    return mend(before + form + after, span, match.term.target_language)


def _polished(draft: Draft, candidate: Candidate) -> Candidate:
    """Return a candidate made grammatical around the terms put into it, as far as they hold."""
    for index in reversed(draft.enforced):
        span = candidate.verdict.spans[index]
        if span is None or candidate is draft.plain:
            continue
        start, end = span
        text = candidate.text
        text = _mended(text[:start], text[start:end], text[end:], draft.matches[index])
        verdict = judge(draft.matches, text)
        if text != candidate.text and verdict.missing <= candidate.verdict.missing:
            candidate = candidate._replace(text=text, verdict=verdict)
    return candidate
