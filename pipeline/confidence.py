"""How likely a translated segment is free of faults, from what is known without a reference."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Finding


def confidence(
    source: str,
    target: str,
    findings: Sequence[Finding],
    score: float | None = None,
    coverage: float | None = None,
) -> float:
    """Return the confidence in a translation, 0 to 1, rounded to three decimals.

    `score` is the decoder's mean log probability a token, `coverage` the share (0 to 1) of source
    tokens that the attention reached; leave out what is not known.
    """
    errors = sum(finding.severity == "error" for finding in findings)
    return round(0.9 / (1 + errors), 3)
