"""Durations stay as long as they are."""

from __future__ import annotations

from pipeline.checks.base import Pair
from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import DURATIONS
from pipeline.checks.quantities import QuantityCheck


class Duration(QuantityCheck):
    """A period that differs: in value, in unit (1~2주, "1–2 months"), or one lost or added."""

    name = "duration"

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether one of the two is a period of time."""
        periods = {quantity.per for quantity in difference.quantities if quantity.per}
        return bool(difference.units & DURATIONS) or len(periods) > 1
