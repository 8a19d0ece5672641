"""A text on its way up the ladder of `pipeline.terms`: what was decoded, and what it satisfies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from glossary.satisfy import Verdict, judge
from glossary.terms import TermMatch
from pipeline.confidence import covered
from pipeline.decode import Hypothesis
from pipeline.records import How, Record, Span, TermUse
from pipeline.splice import columns, piece_spans


class Request(Record, frozen=True, kw_only=True):
    """A text to translate, and the uses of terms in it."""

    text: str
    matches: tuple[TermMatch, ...] = ()


class Alternative(Record, frozen=True, kw_only=True):
    """A translation, its mean log probability a piece, and how it satisfies each term.

    `coverage` is the share (0 to 1) of the source's pieces that its attention covers, where known.
    """

    text: str
    score: float
    uses: tuple[TermUse, ...] = ()
    coverage: float | None = None


class Outcome(Alternative, frozen=True, kw_only=True):
    """The translation of a request, with the same fields.

    `alternatives` returns other hypotheses that satisfy no fewer terms than `text`, best first;
    few are asked for, and they are read only then.
    """

    alternatives: Callable[[], tuple[Alternative, ...]] = tuple


class Source(NamedTuple):
    """A source as it is decoded: its text, its pieces, and where each use of a term stands."""

    text: str
    pieces: tuple[str, ...]
    spans: tuple[Span, ...]

    def columns(self, index: int) -> tuple[int, ...]:
        """Return which pieces the use `index` is made of."""
        return columns(self.spans[index], piece_spans(self.text, self.pieces))


class Candidate(NamedTuple):
    """A translation and what it satisfies. `hypothesis` is None where its text was altered."""

    text: str
    score: float
    how: How
    verdict: Verdict
    source: Source
    hypothesis: Hypothesis | None = None

    @property
    def unmet(self) -> list[int]:
        """The uses that have no form in the text."""
        return [index for index, span in enumerate(self.verdict.spans) if span is None]

    @property
    def rank(self) -> tuple[int, int, float]:
        """The lower the better: terms that fail, terms said once too often, bad score."""
        verdict = self.verdict
        surplus = {span for _, span in verdict.surplus}
        return verdict.missing + len(verdict.forbidden), len(surplus), -self.score


class Draft:
    """A request on its way up the ladder: its candidates, the plain translation first.

    `enforced` are the uses that the plain translation does not satisfy. `unread` reads the other
    hypotheses of the plain translation, which `read` takes among the candidates.
    """

    def __init__(self, request: Request):
        self.text = request.text
        self.matches = request.matches
        self.candidates: list[Candidate] = []
        self.enforced: list[int] = []
        self.unread: Callable[[], list[Candidate]] = list

    def read(self) -> None:
        """Take the other hypotheses of the plain translation among the candidates."""
        self.candidates[1:1] = self.unread()
        self.unread = list

    @property
    def plain(self) -> Candidate:
        """The model's own translation."""
        return self.candidates[0]

    @property
    def best(self) -> Candidate:
        """The fit candidate of the lowest rank."""
        return min(filter(self.is_fit, self.candidates), key=lambda candidate: candidate.rank)

    @property
    def base(self) -> Candidate:
        """The best candidate whose pieces are known."""
        known = (c for c in self.candidates if c.hypothesis is not None and self.is_fit(c))
        return min(known, key=lambda candidate: candidate.rank)

    def is_fit(self, candidate: Candidate) -> bool:
        """Tell whether no term that is enforced is said once too often."""
        return not any(index in self.enforced for index, _ in candidate.verdict.surplus)

    @property
    def open(self) -> bool:
        """Whether no candidate satisfies every term yet."""
        return self.best.rank[0] > 0


def verified(matches: Sequence[TermMatch], text: str) -> tuple[TermUse, ...]:
    """Return which terms a translation `text` satisfies that was made without enforcing them."""
    return _uses(matches, judge(matches, text), ["plain"] * len(matches))


def outcome(draft: Draft, best: Candidate) -> Outcome:
    """Return what becomes of a draft whose best candidate is `best`."""
    first = draft.best

    def alternatives() -> tuple[Alternative, ...]:
        draft.read()
        others = [
            candidate
            for candidate in draft.candidates
            if candidate is not first
            and draft.is_fit(candidate)
            and candidate.rank[:2] <= best.rank[:2]
        ]
        return tuple(
            Alternative(**_told(draft, candidate))
            for candidate in sorted(others, key=lambda candidate: candidate.rank)
        )

    return Outcome(**_told(draft, best), alternatives=alternatives)


def _told(draft: Draft, candidate: Candidate) -> dict[str, Any]:
    """Return the fields that say what a candidate is."""
    hypothesis = candidate.hypothesis
    hows: list[How] = [
        "plain" if span is not None else candidate.how for span in draft.plain.verdict.spans
    ]
    return {
        "text": candidate.text,
        "score": candidate.score,
        "uses": _uses(draft.matches, candidate.verdict, hows),
        "coverage": covered(hypothesis.attention)
        if hypothesis is not None and hypothesis.attention is not None
        else None,
    }


def _uses(
    matches: Sequence[TermMatch], verdict: Verdict, hows: Sequence[How]
) -> tuple[TermUse, ...]:
    uses = []
    for match, span, how in zip(matches, verdict.spans, hows, strict=True):
        term, reason = match.term, ""
        if span is None:
            reason = f"The translation has no form of {term.required!r} for {match.surface!r}."
        elif verdict.forbidden and term.status == "forbidden":
            reason = f"The translation has the forbidden {term.target!r} for {match.surface!r}."
        uses.append(
            TermUse(
                entry=term.key,
                source=match.surface,
                source_span=match.span,
                required=term.required,
                how="flagged" if reason else how,
                target_span=None if reason else span,
                reason=reason,
            )
        )
    return tuple(uses)
