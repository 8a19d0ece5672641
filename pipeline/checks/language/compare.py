"""Where the quantities of two texts differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.language.english_quantity import english_quantities
from pipeline.checks.language.korean_quantity import korean_quantities
from pipeline.checks.language.quantity import LOOSE, Quantity, alike, dimension, opposed, same
from pipeline.checks.language.scan import DIGITS, narrow, number

MOST = 200
"""Quantities of a text that are compared; a sentence has a few."""
SMALL = 10
"""Up to here a language that is not read may write a number as a word."""

_ANY_DIGITS = re.compile(rf"(?<![\w.,]){DIGITS}|(?<=[^\W\dA-Za-z_]){DIGITS}")
_READERS: Mapping[str, Callable[[str], list[Quantity]]] = {
    "ko": korean_quantities,
    "en": english_quantities,
}


class Difference(NamedTuple):
    """A quantity of one side that has no like on the other, and what stands there instead."""

    kind: Literal["value", "unit", "side", "missing", "extra"]
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


@lru_cache(maxsize=64)
def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the first `MOST` quantities of `text`.

    Of a language that is not read these are its digits only.
    """
    reader = _READERS.get(language)
    if reader is not None:
        return tuple(reader(narrow(text))[:MOST])
    found = [
        Quantity(value, "", match.span(), firm=value > SMALL)
        for match in _ANY_DIGITS.finditer(narrow(text))
        for value in (number(match[0]),)
    ]
    return tuple(found[:MOST])


@lru_cache(maxsize=32)
def differences(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[Difference, ...]:
    """Return where the quantities of `source` and `target` differ, in the order of the source."""
    ours = list(quantities(source, source_language))
    theirs = list(quantities(target, target_language))
    if not (source_language in _READERS and target_language in _READERS):
        ours = [q._replace(firm=q.firm and q.digits and q.value > SMALL) for q in ours]
        theirs = [q._replace(firm=q.firm and q.digits and q.value > SMALL) for q in theirs]
    likes = [[other for other in theirs if same(q, other)] for q in ours]
    liked = {id(other) for others in likes for other in others}
    lost = [q for q, others in zip(ours, likes, strict=True) if not others]
    new = [q for q in theirs if id(q) not in liked]
    found = list(_sides(ours, likes))
    for fits in (_other_unit, _other_value, _other_thing):
        found += _couples(lost, new, fits)
    found += [Difference("missing", q, None) for q in lost if q.firm]
    found += [Difference("extra", None, q) for q in new if q.firm]
    return tuple(sorted(found, key=_place))


def _sides(ours: list[Quantity], likes: list[list[Quantity]]) -> Iterable[Difference]:
    """Yield the quantities that all their likes put on the other side (at least, up to)."""
    for quantity, others in zip(ours, likes, strict=True):
        if others and all(opposed(quantity, other) for other in others):
            yield Difference("side", quantity, others[0])


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
    loose = {ours.unit, theirs.unit} <= LOOSE or (ours.per and theirs.per)
    if not (ours.firm or theirs.firm or loose):
        return None
    return Difference("unit", ours, theirs)


def _other_value(ours: Quantity, theirs: Quantity) -> Difference | None:
    loose = ours.unit == theirs.unit in ("season", "part of day")
    if not (ours.firm or theirs.firm or loose) or not _comparable(ours, theirs):
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
