"""Numbers keep their value."""

from __future__ import annotations

from pipeline.checks.base import Pair
from pipeline.checks.language.compare import Difference
from pipeline.checks.quantities import QuantityCheck


class Number(QuantityCheck):
    """A value changed, lost or added: digits, numerals in words, ranges, fractions, percentages."""

    name = "number"

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether the value itself differs."""
        return difference.kind != "unit"
