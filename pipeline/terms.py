"""Enforcement of terms: a ladder of ways to decode, each tried where the ones before failed.

1. **plain**: the model's own translation. Where it satisfies every term it is left alone.
2. **inline**: the target term stands in the source in place of what is still missing.
   Whatever other hypotheses of both have it are **reranked**.
3. **placeholder**: a short sign that models carry through stands in its place.
4. **spliced**: the term is set where the attention says its source went, and the rest of the
   sentence is decoded again after it; or, if that fails, it is cut in.
5. **flagged**: the best translation so far, and a reason for a person.

A candidate counts only for what its decoded text holds. Of those with every term, the one with
the best score is taken. Each rung decodes all that is open in one call, and what is done to a
segment depends on nothing but the segment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from glossary.enforce import form_in_place, mend, replace_spans
from glossary.satisfy import Verdict, judge
from glossary.terms import TermMatch
from pipeline.decode import Decoder, Hypothesis
from pipeline.records import How, Record, Span, TermUse
from pipeline.splice import MIN_ATTENTION, best_place, columns, piece_spans

N_BEST = 4
PLACEHOLDERS = ("SMAS", "HIFU", "PRP", "LDM", "TX", "NX")
"""Signs in capitals, which translation models copy."""
ROUNDS = 6
"""How many terms of one segment are spliced, at most, with the rest decoded again."""


class Request(Record, frozen=True, kw_only=True):
    """A text to translate, and the uses of terms in it."""

    text: str
    matches: tuple[TermMatch, ...] = ()


class Alternative(Record, frozen=True, kw_only=True):
    """A translation, its mean log probability a piece, and how it satisfies each term."""

    text: str
    score: float
    uses: tuple[TermUse, ...] = ()


class Outcome(Record, frozen=True, kw_only=True):
    """The translation of a request.

    `alternatives` are other hypotheses that satisfy no fewer terms than `text`, best first.
    """

    text: str
    score: float
    uses: tuple[TermUse, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class _Source(NamedTuple):
    """A source as it is decoded: its pieces, and the pieces of each use of a term."""

    text: str
    pieces: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]


class _Candidate(NamedTuple):
    """A translation and what it satisfies. `hypothesis` is None where its text was altered."""

    text: str
    score: float
    how: How
    verdict: Verdict
    source: _Source
    hypothesis: Hypothesis | None = None

    @property
    def unmet(self) -> list[int]:
        """The uses that have no form in the text."""
        return [index for index, span in enumerate(self.verdict.spans) if span is None]

    @property
    def rank(self) -> tuple[int, int, float]:
        """The lower the better: terms that fail, terms said once too often, bad score."""
        verdict = self.verdict
        return verdict.missing + len(verdict.forbidden), len(verdict.surplus), -self.score


class _Draft:
    """A request on its way up the ladder: its candidates, the plain translation first.

    `enforced` are the uses that the plain translation does not satisfy.
    """

    def __init__(self, request: Request):
        self.text = request.text
        self.matches = request.matches
        self.candidates: list[_Candidate] = []
        self.enforced: list[int] = []

    @property
    def plain(self) -> _Candidate:
        """The model's own translation."""
        return self.candidates[0]

    @property
    def best(self) -> _Candidate:
        """The candidate of the lowest rank that says no enforced term once too often."""
        fit = (c for c in self.candidates if c is self.plain or not c.verdict.surplus)
        return min(fit, key=lambda candidate: candidate.rank)

    @property
    def base(self) -> _Candidate:
        """The best candidate whose pieces and attention are known."""
        known = (c for c in self.candidates if c is self.plain or not c.verdict.surplus)
        return min((c for c in known if c.hypothesis), key=lambda candidate: candidate.rank)

    @property
    def open(self) -> bool:
        """Whether no candidate satisfies every term yet."""
        return self.best.rank[0] > 0


def translate_with_terms(requests: Sequence[Request], decoder: Decoder) -> list[Outcome]:
    """Translate `requests` so that each satisfies its terms, or says which it does not and why."""
    drafts = [_Draft(request) for request in requests]
    _decode(drafts, [_replaced(draft, {}, decoder) for draft in drafts], "plain", decoder)
    for draft in drafts:
        draft.enforced = draft.plain.unmet
    for rung in (_inline, _placeholder, _splice):
        waiting = [draft for draft in drafts if draft.open]
        if waiting:
            rung(waiting, decoder)
    return [_outcome(draft) for draft in drafts]


def verified(matches: Sequence[TermMatch], text: str) -> tuple[TermUse, ...]:
    """Return which terms a translation `text` satisfies that was made without enforcing them."""
    spans = judge(matches, text).spans
    return tuple(_use(match, span, "plain") for match, span in zip(matches, spans, strict=True))


def _inline(drafts: Sequence[_Draft], decoder: Decoder) -> None:
    sources = [
        _replaced(draft, {i: draft.matches[i].term.required for i in draft.enforced}, decoder)
        for draft in drafts
    ]
    _decode(drafts, sources, "inline", decoder)


def _placeholder(drafts: Sequence[_Draft], decoder: Decoder) -> None:
    signs = [_signs(draft) for draft in drafts]
    sources = [_replaced(draft, sign, decoder) for draft, sign in zip(drafts, signs, strict=True)]
    decoded = decoder.translate([source.pieces for source in sources], n_best=N_BEST)
    for draft, sign, source, hypotheses in zip(drafts, signs, sources, decoded, strict=True):
        for hypothesis in hypotheses:
            text = decoder.decode(hypothesis.pieces)
            for index, placeholder in sign.items():
                text = _swap(text, placeholder, draft.matches[index])
            if text:
                verdict = judge(draft.matches, text, draft.enforced)
                draft.candidates.append(
                    _Candidate(text, hypothesis.score, "placeholder", verdict, source)
                )


def _signs(draft: _Draft) -> dict[int, str]:
    """Choose a placeholder for each missing use, none of which stands in the text already."""
    held = draft.text + " ".join(match.term.required for match in draft.matches)
    free = [sign for sign in PLACEHOLDERS if sign not in held]
    return dict(zip(draft.enforced, free, strict=False))


def _swap(text: str, placeholder: str, match: TermMatch) -> str:
    """Return `text` with the term in place of its placeholder; nothing where it was lost."""
    if len(re.findall(rf"\b{placeholder}\b", text)) != 1 or text.count(placeholder) != 1:
        return ""
    start = text.index(placeholder)
    before, after = text[:start], text[start + len(placeholder) :]
    form = form_in_place(match.term, "", after)
    return _mended(before + form + after, (start, start + len(form)), match)


def _splice(drafts: Sequence[_Draft], decoder: Decoder) -> None:
    """Set missing terms where their source went, from left to right, and decode what follows."""
    going = [(draft, draft.base, 0) for draft in drafts]
    for _ in range(ROUNDS):
        begun = [(draft, base, _beginning(draft, base, at, decoder)) for draft, base, at in going]
        begun = [(draft, base, prefix) for draft, base, prefix in begun if prefix]
        if not begun:
            break
        decoded = decoder.translate(
            [base.source.pieces for _, base, _ in begun],
            n_best=N_BEST,
            attention=True,
            prefixes=[prefix for _, _, prefix in begun],
        )
        going = []
        for (draft, base, prefix), hypotheses in zip(begun, decoded, strict=True):
            found = _candidates(draft, base.source, hypotheses, "spliced", decoder)
            draft.candidates.extend(found)
            if draft.open:
                going.append((draft, min(found, key=lambda c: c.rank), len(prefix)))
    for draft in drafts:
        if draft.open:
            _cut_in(draft, decoder)


def _beginning(draft: _Draft, base: _Candidate, begin: int, decoder: Decoder) -> list[str]:
    """Return the pieces up to the leftmost place of a missing term, and those of the term."""
    assert base.hypothesis is not None
    taken = _taken(base)
    starts = []
    for index in base.unmet:
        place = best_place(base.hypothesis, base.source.columns[index], begin)
        if place is not None:
            (start, _), _ = place
            inside = [first for first, end in taken if first <= start < end and first >= begin]
            starts.append((inside[0] if inside else start, index))
    if not starts:
        return []
    start, index = min(starts)
    head = decoder.decode(base.hypothesis.pieces[:start])
    form = draft.matches[index].term.required
    text = f"{head} {form}" if head else form[0].upper() + form[1:]
    return decoder.encode(_mended(text, (len(text) - len(form), len(text)), draft.matches[index]))


def _taken(candidate: _Candidate) -> list[Span]:
    """Return the ranges of pieces in which the terms stand that a candidate satisfies."""
    assert candidate.hypothesis is not None
    covered = piece_spans(candidate.text, candidate.hypothesis.pieces)
    return [
        (pieces[0], pieces[-1] + 1)
        for span in candidate.verdict.spans
        if span is not None
        for pieces in [columns(span, covered)]
        if pieces
    ]


def _cut_in(draft: _Draft, decoder: Decoder) -> None:
    """Put missing terms in place of the words that translate their source, as a last resort."""
    base = draft.base
    assert base.hypothesis is not None
    pieces = base.hypothesis.pieces
    taken = _taken(base)
    cuts: list[tuple[Span, int]] = []
    for index in base.unmet:
        place = best_place(base.hypothesis, base.source.columns[index], 0, taken)
        if place is not None and place[1] >= MIN_ATTENTION:
            cuts.append((place[0], index))
            taken.append(place[0])
    text = base.text
    for (start, end), index in sorted(cuts, reverse=True):
        match = draft.matches[index]
        head, tail = decoder.decode(pieces[:start]), text[len(decoder.decode(pieces[:end])) :]
        form = form_in_place(match.term, decoder.decode(pieces[start:end]), tail)
        head = f"{head} " if head else ""
        text = _mended(head + form + tail, (len(head), len(head) + len(form)), match)
    verdict = judge(draft.matches, text, draft.enforced)
    draft.candidates.append(_Candidate(text, base.score, "spliced", verdict, base.source))


def _decode(
    drafts: Sequence[_Draft], sources: Sequence[_Source], how: How, decoder: Decoder
) -> None:
    decoded = decoder.translate(
        [source.pieces for source in sources], n_best=N_BEST, attention=True
    )
    for draft, source, hypotheses in zip(drafts, sources, decoded, strict=True):
        draft.candidates.extend(_candidates(draft, source, hypotheses, how, decoder))


def _candidates(
    draft: _Draft, source: _Source, hypotheses: Sequence[Hypothesis], how: How, decoder: Decoder
) -> list[_Candidate]:
    found = []
    for place, hypothesis in enumerate(hypotheses):
        text = decoder.decode(hypothesis.pieces)
        verdict = judge(draft.matches, text, draft.enforced)
        rung: How = "reranked" if place and how in {"plain", "inline"} else how
        found.append(_Candidate(text, hypothesis.score, rung, verdict, source, hypothesis))
    return found


def _replaced(draft: _Draft, words: dict[int, str], decoder: Decoder) -> _Source:
    """Return the source of `draft` with words in place of some of its uses of terms."""
    language = draft.matches[0].term.source_language if draft.matches else ""
    text, spans = replace_spans(
        draft.text,
        [(match.span, words.get(index)) for index, match in enumerate(draft.matches)],
        language,
    )
    pieces = decoder.encode(text)
    if not draft.matches:
        return _Source(text, tuple(pieces), ())
    covered = piece_spans(text, pieces)
    return _Source(text, tuple(pieces), tuple(columns(span, covered) for span in spans))


def _mended(text: str, span: Span, match: TermMatch) -> str:
    return mend(text, span) if match.term.target_language == "en" else text


def _outcome(draft: _Draft) -> Outcome:
    best = draft.best
    others = sorted(
        (
            candidate
            for candidate in draft.candidates
            if candidate is not best and candidate.rank[:2] <= best.rank[:2]
        ),
        key=lambda candidate: candidate.rank,
    )
    return Outcome(
        text=best.text,
        score=best.score,
        uses=_uses(draft, best),
        alternatives=tuple(
            Alternative(text=c.text, score=c.score, uses=_uses(draft, c)) for c in others
        ),
    )


def _uses(draft: _Draft, candidate: _Candidate) -> tuple[TermUse, ...]:
    return tuple(
        _use(match, span, "plain" if first is not None else candidate.how)
        for match, span, first in zip(
            draft.matches, candidate.verdict.spans, draft.plain.verdict.spans, strict=True
        )
    )


def _use(match: TermMatch, span: Span | None, how: How) -> TermUse:
    use = TermUse(
        entry=match.term.key,
        source=match.surface,
        source_span=match.span,
        required=match.term.required,
        how=how if span is not None else "flagged",
        target_span=span,
    )
    if span is not None:
        return use
    reason = f"The translation has no form of {match.term.required!r} for {match.surface!r}."
    return msgspec.structs.replace(use, reason=reason)
