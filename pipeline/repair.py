"""Repair before report: when the best hypothesis has an error, ask the decoder for others."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Finding, Record


class Candidate(Record, frozen=True, kw_only=True):
    """A possible translation: its text, mean log probability a token, and findings."""

    text: str
    score: float
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> int:
        """The number of findings that are errors."""
        return sum(finding.severity == "error" for finding in self.findings)


def best_hypothesis(candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate with the fewest errors; of those, the one with the best score.

    `candidates` holds at least one; of equals the earlier wins, so put the decoder's own choice
    first.
    """
    return min(candidates, key=lambda candidate: (candidate.errors, -candidate.score))
