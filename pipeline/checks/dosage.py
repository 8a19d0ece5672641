"""How much and how often stays what it is."""

from __future__ import annotations

from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import DOSES
from pipeline.checks.quantities import QuantityCheck


class Dosage(QuantityCheck):
    """An amount given or a frequency that differs: 20cc, 300샷, 하루 두 번."""

    name = "dosage"

    def concerns(self, difference: Difference) -> bool:
        """Return whether one of the two is a dose or a frequency."""
        if difference.units & DOSES:
            return True
        return any(quantity.per for quantity in difference.quantities)
