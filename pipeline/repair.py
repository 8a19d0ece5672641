"""Repair before report: where a translation has an error, look at others before reporting it.

First the other hypotheses of the decoder, then a plainer segmentation: the clauses of a long
sentence translated one by one, each as a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.decode import Decoder
from pipeline.parts import joined, within
from pipeline.records import Finding, Record, TermUse
from pipeline.terms import Alternative, Outcome, Request, translate_with_terms

Check = Callable[[int, str, tuple[TermUse, ...]], tuple[Finding, ...]]
"""Checks a candidate: index of its request, its text and uses of terms; returns findings."""

SHORTEST = 12
"""A clause shorter than this, in characters, is not translated by itself."""

_CLAUSE_END = re.compile(
    r"(?:지만|는데|은데|ㄴ데|므로|으며|면서|니까|이며|하고|되고|있고|없고),?\s+|[;:]\s+"
)


class Candidate(Alternative, frozen=True, kw_only=True):
    """A possible translation with its findings."""

    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> int:
        """The number of findings that are errors."""
        return sum(finding.severity == "error" for finding in self.findings)


class Repaired(Record, frozen=True, kw_only=True):
    """The candidate taken, and the checks whose errors it no longer has, in order."""

    best: Candidate
    repaired: tuple[str, ...] = ()


def best_hypothesis(candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate with the fewest errors; of those, the one with the best score.

    `candidates` holds at least one; of equals the earlier wins, so put the decoder's own choice
    first.
    """
    return min(candidates, key=lambda candidate: (candidate.errors, -candidate.score))


def repair(
    requests: Sequence[Request], outcomes: Sequence[Outcome], check: Check, decoder: Decoder
) -> list[Repaired]:
    """Return, for each request, the best candidate: its outcome if that has no error.

    The alternatives of an outcome are looked at first; what still has errors is decoded again by
    clauses, all of it in one batch. A candidate without errors always wins over one with errors;
    where all have errors, the one with the fewest.
    """
    tried = [[_checked(index, outcome, check)] for index, outcome in enumerate(outcomes)]
    for index, outcome in enumerate(outcomes):
        if tried[index][0].errors:
            tried[index] += [_checked(index, more, check) for more in outcome.alternatives()]
    waiting = [i for i, candidates in enumerate(tried) if best_hypothesis(candidates).errors]
    plainer = _by_clauses([requests[i] for i in waiting], decoder)
    for index, other in zip(waiting, plainer, strict=True):
        if other is not None:
            tried[index].append(_checked(index, other, check))
    return [_repaired(candidates) for candidates in tried]


def clauses(request: Request) -> list[Request]:
    """Return the clauses of `request`, each with its own terms; one if there is but one.

    It is cut behind connective endings (-지만, -는데, -므로 …), colons and semicolons, nowhere
    inside a term, and into no piece shorter than `SHORTEST` characters.
    """
    text = request.text
    cuts = [0]
    for match in _CLAUSE_END.finditer(text):
        cut = match.end()
        inside = any(start < cut < end for start, end in (m.span for m in request.matches))
        if cut - cuts[-1] >= SHORTEST and len(text) - cut >= SHORTEST and not inside:
            cuts.append(cut)
    return [
        Request(text=text[start:end].rstrip(" ,;:"), matches=within(request.matches, start, end))
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _by_clauses(requests: Sequence[Request], decoder: Decoder) -> list[Outcome | None]:
    """Translate each request clause by clause; None for what has only one."""
    cut = [clauses(request) for request in requests]
    parts = iter(
        translate_with_terms([part for parts in cut if len(parts) > 1 for part in parts], decoder)
    )
    return [
        joined(request, pieces, [next(parts) for _ in pieces]) if len(pieces) > 1 else None
        for request, pieces in zip(requests, cut, strict=True)
    ]


def _checked(index: int, made: Alternative, check: Check) -> Candidate:
    return Candidate(
        text=made.text,
        score=made.score,
        uses=made.uses,
        coverage=made.coverage,
        findings=check(index, made.text, made.uses),
    )


def _repaired(candidates: Sequence[Candidate]) -> Repaired:
    first, best = candidates[0], best_hypothesis(candidates)
    left = {finding.check for finding in best.findings if finding.severity == "error"}
    mended = dict.fromkeys(
        finding.check
        for finding in first.findings
        if finding.severity == "error" and finding.check not in left
    )
    return Repaired(best=best, repaired=tuple(mended))
