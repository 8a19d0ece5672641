"""How likely a translation is free of faults, from what is known without a reference.

A logistic model. The weights of findings and length were fitted to the pairs with odd numbers of
`benchmarks/data/accuracy.tsv`, those of the decoder's score and coverage to translations by the
bundled model, close to their reference or not (chrF 40). `benchmarks/accuracy.py --confidence`
prints how well the figures hold on the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.checks import Pair
from pipeline.checks.length import weight
from pipeline.records import Finding

_BASE = 2.25
_BASE_SCORED = 0.7
_ERROR = -4.9
_FURTHER_ERROR = -0.25
_WARNING = -3.0
_LENGTH = -0.2
_SCORE = 5.1
_USUAL_SCORE = -0.7
_COVERAGE = 1.7
_USUAL_COVERAGE = 0.93
_MOST = 3
"""More findings than this tell nothing more."""


def confidence(
    pair: Pair,
    findings: Sequence[Finding],
    score: float | None = None,
    coverage: float | None = None,
) -> float:
    """Return the confidence in the translation of `pair`, 0 to 1, rounded to three decimals.

    `findings` are those of the checks on it. `score` is the decoder's mean log probability a piece
    (natural logarithm), `coverage` the share (0 to 1) of source pieces that some target piece
    attends to (`covered`); leave out what is not known. The same values give the same result.
    """
    errors = min(_MOST, sum(finding.severity == "error" for finding in findings))
    warnings = min(_MOST, sum(finding.severity == "warning" for finding in findings))
    odds = _BASE if score is None else _BASE_SCORED + _SCORE * (score - _USUAL_SCORE)
    if coverage is not None:
        odds += _COVERAGE * (coverage - _USUAL_COVERAGE)
    odds += _ERROR * min(errors, 1) + _FURTHER_ERROR * max(0, errors - 1) + _WARNING * warnings
    odds += _LENGTH * abs(math.log((weight(pair.target) + 10) / (weight(pair.source) + 10)))
    probability: float = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    return round(probability, 3)


def covered(attention: Sequence[Sequence[float]]) -> float:
    """Return the share of source pieces that some target piece attends to.

    `attention` has a row for each target piece and a column for each source piece.
    """
    if not attention or not attention[0]:
        return 0.0
    strongest: list[float] = [max(column) for column in zip(*attention, strict=True)]
    return sum(most > _ATTENDED for most in strongest) / len(strongest)


_ATTENDED = 0.1
"""A source piece is covered where some target piece gives it more than this of its attention."""
