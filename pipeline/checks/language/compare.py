"""Where the quantities of two texts differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.language.english_quantity import english_quantities
from pipeline.checks.language.korean_quantity import korean_quantities
from pipeline.checks.language.quantity import DURATIONS, Quantity, alike, dimension, same
from pipeline.checks.language.scan import DIGITS, narrow, number

SMALL = 10
"""Up to here a language that is not read may write a number as a word."""

_ANY_DIGITS = re.compile(rf"(?<![\w.,]){DIGITS}|(?<=[^\W\dA-Za-z_]){DIGITS}")
_READERS: Mapping[str, Callable[[str], list[Quantity]]] = {
    "ko": korean_quantities,
    "en": english_quantities,
}


class Difference(NamedTuple):
    """A quantity of one side that has no like on the other, and what stands there instead."""

    kind: Literal["value", "unit", "missing", "extra"]
    source: Quantity | None
    target: Quantity | None

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The one or two quantities that differ."""
        return tuple(q for q in (self.source, self.target) if q is not None)

    @property
    def units(self) -> frozenset[str]:
        """The units of the quantities that differ."""
        return frozenset(quantity.unit for quantity in self.quantities)


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of `text`; of a language that is not read, its digits only."""
    reader = _READERS.get(language)
    if reader is not None:
        return reader(narrow(text))
    return [
        Quantity(value, "", match.span(), firm=value > SMALL)
        for match in _ANY_DIGITS.finditer(narrow(text))
        for value in (number(match[0]),)
    ]


@lru_cache(maxsize=32)
def differences(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[Difference, ...]:
    """Return where the quantities of `source` and `target` differ, in the order of the source."""
    ours = quantities(source, source_language)
    theirs = quantities(target, target_language)
    if not (source_language in _READERS and target_language in _READERS):
        ours = [q._replace(firm=q.firm and q.digits and q.value > SMALL) for q in ours]
        theirs = [q._replace(firm=q.firm and q.digits and q.value > SMALL) for q in theirs]
    lost = [q for q in ours if not any(same(q, other) for other in theirs)]
    new = [q for q in theirs if not any(same(q, other) for other in ours)]
    found: list[Difference] = []
    for fits in (_other_unit, _other_value, _other_thing):
        found += _couples(lost, new, fits)
    found += [Difference("missing", q, None) for q in lost if q.firm]
    found += [Difference("extra", None, q) for q in new if q.firm]
    return tuple(sorted(found, key=_place))


def _place(difference: Difference) -> tuple[bool, tuple[int, int]]:
    source = difference.source
    quantity = source if source is not None else difference.target
    return source is None, quantity.span if quantity is not None else (0, 0)


def _couples(
    lost: list[Quantity],
    new: list[Quantity],
    fits: Callable[[Quantity, Quantity], Difference | None],
) -> Iterable[Difference]:
    """Take out of `lost` and `new` those that stand for each other."""
    for ours in tuple(lost):
        for theirs in new:
            difference = fits(ours, theirs)
            if difference is not None:
                lost.remove(ours)
                new.remove(theirs)
                yield difference
                break


def _other_unit(ours: Quantity, theirs: Quantity) -> Difference | None:
    if ours.value != theirs.value or not (ours.unit or ours.per) or not (theirs.unit or theirs.per):
        return None
    if not (ours.firm or theirs.firm or {ours.unit, theirs.unit} <= DURATIONS):
        return None
    return Difference("unit", ours, theirs)


def _other_value(ours: Quantity, theirs: Quantity) -> Difference | None:
    if not (ours.firm or theirs.firm) or not _comparable(ours, theirs):
        return None
    return Difference("value", ours, theirs)


def _comparable(ours: Quantity, theirs: Quantity) -> bool:
    if dimension(ours.unit) == dimension(theirs.unit):
        return True
    return {dimension(ours.unit), dimension(theirs.unit)} <= {"time", "calendar"}


def _other_thing(ours: Quantity, theirs: Quantity) -> Difference | None:
    if not (ours.firm and theirs.firm) or not alike(ours.unit, theirs.unit):
        return None
    return Difference("value", ours, theirs)
