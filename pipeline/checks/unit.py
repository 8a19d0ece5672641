"""Units stay what they are."""

from __future__ import annotations

from pipeline.checks.base import Pair
from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import CONVERTED
from pipeline.checks.quantities import QuantityCheck


class Unit(QuantityCheck):
    """The same value in another unit, or a value converted to another system of units."""

    name = "unit"

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether the unit differs."""
        return difference.kind == "unit" or _converted(difference)

    def message(self, difference: Difference, source: str, target: str) -> str:
        """Return the sentence for a person; a conversion is named as such."""
        message = super().message(difference, source, target)
        if not _converted(difference):
            return message
        return f"{message[:-1]}: a unit was converted; keep the one of the source."


def _converted(difference: Difference) -> bool:
    ours, theirs = difference.source, difference.target
    if ours is None or theirs is None or not (ours.unit and theirs.unit):
        return False
    return (theirs.unit in CONVERTED) != (ours.unit in CONVERTED)
