"""Durations stay as long as they are."""

from __future__ import annotations

from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import DURATIONS
from pipeline.checks.quantities import QuantityCheck


class Duration(QuantityCheck):
    """A period that differs: in value, in unit (1~2주, "1–2 months"), or one lost or added."""

    name = "duration"

    def concerns(self, difference: Difference) -> bool:
        """Return whether one of the two is a period of time."""
        return bool(difference.units & DURATIONS)
