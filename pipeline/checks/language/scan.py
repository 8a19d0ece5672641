"""Reading quantities by rules: each a cue and what a match of it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from pipeline.checks.cues import Cue, read
from pipeline.checks.language.quantity import UNITS, Quantity, dimension
from pipeline.records import Span

Rule = tuple[Cue, Callable[[re.Match[str]], Iterable[Quantity]]]

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d{1,12})(?:\.\d{1,6})?"
"""A number in digits, with thousands separators or a decimal point."""

_WIDE = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x2460 + i: 0x31 + i for i in range(9)}
    | {0x3000: 0x20}
)


def narrow(text: str) -> str:
    """Return `text` with full-width forms and circled digits made ASCII; no character moves."""
    return text if text.isascii() else text.translate(_WIDE)


@lru_cache(maxsize=4096)
def number(digits: str) -> Fraction:
    """Return the value of a number that `DIGITS` matched."""
    whole, _, part = digits.replace(",", "").partition(".")
    value = Fraction(int(whole))
    return value + Fraction(int(part), 10 ** len(part)) if part else value


def scan(text: str, rules: Sequence[Rule]) -> list[Quantity]:
    """Return what `rules` read in `text`, in order; of overlapping matches the earlier rule's."""
    taken = bytearray(len(text))
    found: list[Quantity] = []
    held = read(text).cues
    for cue, meaning in rules:
        if cue not in held:
            continue
        for match in cue.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            quantities = list(meaning(match))
            if quantities:
                taken[start:end] = b"\1" * (end - start)
                found += quantities
    return sorted(found, key=lambda quantity: quantity.span)


def with_rates(found: Sequence[Quantity]) -> list[Quantity]:
    """Give the period of a frequency the span of the whole: 하루 in 하루 두 번."""
    rates = [quantity.span for quantity in found if quantity.per]

    def whole(span: Span) -> Span:
        return next((rate for rate in rates if rate[0] <= span[0] and span[1] <= rate[1]), span)

    return sorted(
        (quantity._replace(span=whole(quantity.span)) for quantity in found),
        key=lambda quantity: quantity.span,
    )


def inherit(text: str, found: Sequence[Quantity], joint: re.Pattern[str]) -> list[Quantity]:
    """Give a bare number the unit of the next quantity where only `joint` stands between them.

    So both ends of a range are of one unit: `1~2주`, `20, 30대`, `one to two weeks`. Each end
    then has the span of the whole range.
    """
    result = list(found)
    for index in range(len(result) - 2, -1, -1):
        this, following = result[index], result[index + 1]
        between = text[this.span[1] : following.span[0]]
        if len(between) > 12 or not joint.fullmatch(between):
            continue
        if this.unit in ("", "ordinal") and following.unit not in ("", "literal", "in year"):
            whole = (this.span[0], following.span[1])
            clock = following.unit in ("clock", "clock12")
            result[index] = this._replace(
                unit="clock12" if clock else following.unit,
                value=this.value * 60 if clock else this.value,
                per=following.per,
                span=whole,
            )
            result[index + 1] = following._replace(span=whole)
    return result


def compound(text: str, found: Sequence[Quantity], joint: re.Pattern[str]) -> list[Quantity]:
    """Add up parts of one duration: `1시간 30분`, "1 year and 6 months"."""
    result: list[Quantity] = []
    for quantity in found:
        before = result[-1] if result else None
        if before is not None and _continues(text, before, quantity, joint):
            unit = quantity.unit
            value = before.value * UNITS[before.unit][1] / UNITS[unit][1] + quantity.value
            result[-1] = quantity._replace(value=value, span=(before.span[0], quantity.span[1]))
        else:
            result.append(quantity)
    return result


def _continues(text: str, one: Quantity, other: Quantity, joint: re.Pattern[str]) -> bool:
    if one.unit not in _LARGER or other.unit not in _LARGER[one.unit]:
        return False
    if dimension(one.unit) != dimension(other.unit):
        return False
    between = text[one.span[1] : other.span[0]]
    return len(between) <= 6 and bool(joint.fullmatch(between))


_LARGER = {"year": ("month",), "hour": ("minute",), "minute": ("second",)}
