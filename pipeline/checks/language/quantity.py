"""Quantities of a text: a value, what it counts, and where it stands.

The unit is a canonical name. Measures convert within their dimension (`UNITS`); an empty unit is
a bare number or a count of things, which may be said of anything.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from pipeline.records import Span


class Quantity(NamedTuple):
    """A value with its unit. `per` is the period of a frequency (`day` in "twice a day").

    `marks` say on which side of the value the text means: `min` or `max` (at least, up to),
    `before` or `after`.

    A `firm` quantity must have its like on the other side; others (one, first, both, half) come
    and go with the idiom and only serve as the like of a firm one.
    """

    value: Fraction
    unit: str
    span: Span
    firm: bool = True
    per: str = ""
    digits: bool = True
    marks: frozenset[str] = frozenset()


UNITS: dict[str, tuple[str, Fraction]] = {
    "second": ("time", Fraction(1)),
    "minute": ("time", Fraction(60)),
    "hour": ("time", Fraction(3600)),
    "day": ("time", Fraction(86_400)),
    "week": ("time", Fraction(604_800)),
    "month": ("calendar", Fraction(1)),
    "year": ("calendar", Fraction(12)),
    "nm": ("length", Fraction(1, 1_000_000)),
    "µm": ("length", Fraction(1, 1000)),
    "mm": ("length", Fraction(1)),
    "cm": ("length", Fraction(10)),
    "m": ("length", Fraction(1000)),
    "inch": ("length", Fraction(254, 10)),
    "ft": ("length", Fraction(3048, 10)),
    "ml": ("volume", Fraction(1)),
    "l": ("volume", Fraction(1000)),
    "fl oz": ("volume", Fraction(2957, 100)),
    "µg": ("mass", Fraction(1, 1000)),
    "mg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(1000)),
    "kg": ("mass", Fraction(1_000_000)),
    "oz": ("mass", Fraction(28_350)),
    "lb": ("mass", Fraction(453_592)),
    "kHz": ("frequency", Fraction(1, 1000)),
    "Hz": ("frequency", Fraction(1, 1_000_000)),
    "MHz": ("frequency", Fraction(1)),
}
"""Measures that convert: dimension, and how many of the dimension's base one is."""

CONVERTED = frozenset({"inch", "ft", "fl oz", "oz", "lb", "°F", "dollar"})
"""Units of another system: a translation keeps the unit of its source."""

DATES = frozenset(
    {"in year", "in month", "on day", "weekday", "clock", "clock12", "season", "part of day"}
)
DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
DOSES = frozenset(
    {
        "µg",
        "mg",
        "g",
        "ml",
        "unit",
        "shot",
        "joule",
        "pill",
        "drop",
        "vial",
        "ampoule",
        "packet",
        "spoon",
    }
)

_ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"times", "fold", "session"}),
    frozenset({"age", "year", "decade"}),
    frozenset({"degree", "°C"}),
    frozenset({"degree", "°F"}),
    frozenset({"on day", "day"}),
    frozenset({"pill", "times"}),
    frozenset({"in year", "year"}),
    frozenset({"session", "shot"}),
)
_DAYS_OF_MONTH = (28, 31)


LOOSE = DURATIONS | DOSES | frozenset({"season", "part of day"}) | frozenset(UNITS)
"""Units of which a change is told even where neither quantity is firm."""

_OPPOSITE = (frozenset({"min", "max"}), frozenset({"before", "after"}))


def opposed(one: Quantity, other: Quantity) -> bool:
    """Return whether one means at least and the other at most, or before and after."""
    return any(
        len(one.marks & pair) == len(other.marks & pair) == 1
        and one.marks & pair != other.marks & pair
        for pair in _OPPOSITE
    )


def dimension(unit: str) -> str:
    """Return what `unit` measures: two units of one dimension can be compared."""
    known = UNITS.get(unit)
    return known[0] if known else unit


def amount(quantity: Quantity) -> Fraction:
    """Return the value of `quantity` in the base of its dimension."""
    known = UNITS.get(quantity.unit)
    return quantity.value * known[1] if known else quantity.value


def same(one: Quantity, other: Quantity) -> bool:
    """Return whether both say the same: value, unit and period, each as far as it is given."""
    if one.per and other.per and one.per != other.per:
        return False
    if dimension(one.unit) == dimension(other.unit):
        return amount(one) == amount(other) or {amount(one), amount(other)} == _FORTNIGHT
    if {one.unit, other.unit} == {"percent", ""}:
        share, percent = (one, other) if not one.unit else (other, one)
        return share.value * 100 == percent.value or share.value == percent.value
    if {one.unit, other.unit} <= {"clock", "clock12", ""}:
        return _same_hour(one, other)
    if dimension(one.unit) in _CALENDARS and dimension(other.unit) in _CALENDARS:
        return _same_period(one, other)
    return one.value == other.value and alike(one.unit, other.unit)


def alike(one: str, other: str) -> bool:
    """Return whether two units may name the same thing."""
    if "" in (one, other) or "ordinal" in (one, other) or dimension(one) == dimension(other):
        return True
    return any(one in group and other in group for group in _ALIKE)


_FORTNIGHT = {14 * UNITS["day"][1], 15 * UNITS["day"][1]}
_CALENDARS = frozenset({"time", "calendar"})


def _same_hour(one: Quantity, other: Quantity) -> bool:
    if "" in (one.unit, other.unit):
        clock, bare = (other, one) if not one.unit else (one, other)
        return clock.value % 720 == bare.value * 60 % 720
    return one.value % 720 == other.value % 720


def _same_period(one: Quantity, other: Quantity) -> bool:
    """Compare months with days: 1 month is 28 to 31 days."""
    clock, calendar = (one, other) if dimension(one.unit) == "time" else (other, one)
    days = amount(clock) / UNITS["day"][1]
    months = amount(calendar)
    if months <= 0:
        return days == months
    return _DAYS_OF_MONTH[0] <= days / months <= _DAYS_OF_MONTH[1]
