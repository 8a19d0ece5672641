"""Dates and times of day stay what they are."""

from __future__ import annotations

from pipeline.checks.base import Pair
from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import DATES
from pipeline.checks.quantities import QuantityCheck


class Date(QuantityCheck):
    """A year, month, day, weekday or time of day that differs."""

    name = "date"

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether one of the two is a date or a time of day."""
        return bool(difference.units & DATES)
