"""Dates, times of day and named periods in English, as rules for reading quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.cues import Cue
from pipeline.checks.language.english_words import BASE, HALF, unit_of, value_of
from pipeline.checks.language.quantity import Quantity
from pipeline.checks.language.scan import Rule, number

_I = re.IGNORECASE
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _quarter_hour(match: re.Match[str]) -> Iterable[Quantity]:
    quarters = 3 if match["three"] else 1
    return (Quantity(Fraction(15 * quarters), "minute", match.span(), digits=False),)


def _half_of(match: re.Match[str]) -> Iterable[Quantity]:
    unit = unit_of(match["unit"])
    if unit == "year":
        return (Quantity(Fraction(6), "month", match.span(), digits=False),)
    if unit == "hour":
        return (Quantity(Fraction(30), "minute", match.span(), digits=False),)
    return (Quantity(HALF, unit, match.span(), False, digits=False),)


def _date(match: re.Match[str]) -> Iterable[Quantity]:
    groups = match.groupdict()
    month = groups["month"] or groups["month2"]
    if month:
        value = Fraction(1 + [name[:3] for name in _MONTHS].index(month[:3].lower()))
        yield Quantity(
            value, "in month", match.span("month" if groups["month"] else "month2"), digits=False
        )
    for name in ("day", "day2"):
        if groups[name]:
            yield Quantity(number(groups[name]), "on day", match.span(name))
    for name in ("year", "year2"):
        if groups[name]:
            yield Quantity(number(groups[name]), "in year", match.span(name))


def _numeric_date(match: re.Match[str]) -> Iterable[Quantity]:
    for name, unit in (("year", "in year"), ("month", "in month"), ("day", "on day")):
        yield Quantity(number(match[name]), unit, match.span(name))


def _month(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(1 + _MONTHS.index(match[0].lower()))
    return (Quantity(value, "in month", match.span(), digits=False),)


def _weekday(match: re.Match[str]) -> Iterable[Quantity]:
    names = [name[:3] for name in _WEEKDAYS]
    value = Fraction(names.index(match[0][:3].lower()))
    return (Quantity(value, "weekday", match.span(), len(match[0]) > 5, digits=False),)


def _clock(match: re.Match[str]) -> Iterable[Quantity]:
    hour = number(match["hour"])
    minutes = number(match["minutes"]) if match["minutes"] else Fraction(0)
    part = (match["part"] or "").lower().replace(".", "").strip()
    if not part or ("o" in part and "clock" in part):
        return (Quantity(hour * 60 + minutes, "clock12", match.span()),)
    late = part in ("pm", "in the afternoon", "in the evening", "at night")
    hour = hour % 12 + (12 if late else 0) if hour <= 12 else hour
    return (Quantity(hour * 60 + minutes, "clock", match.span()),)


def _season(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction({"spring": 0, "summer": 1, "winter": 3}.get(match["season"].lower(), 2))
    return (Quantity(value, "season", match.span(), firm=False, digits=False),)


def _part_of_day(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction({"morning": 0, "afternoon": 1}.get(match["part"].lower(), 2))
    return (Quantity(value, "part of day", match.span(), firm=False, digits=False),)


def _past(match: re.Match[str]) -> Iterable[Quantity]:
    value = value_of(match["hour"]) * 60 + (30 if match["past"].lower() == "half" else 15)
    return (Quantity(value, "clock12", match.span(), digits=False),)


def _noon(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(720 if match[0].lower() in ("noon", "midday") else 0)
    return (Quantity(value, "clock", match.span(), firm=False, digits=False),)


_MONTH_WORD = "|".join(name.capitalize() for name in _MONTHS)
_MONTH_SURE = "|".join(n.capitalize() for n in _MONTHS if n not in ("may", "march"))
_MONTH_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_WEEKDAY_WORD = "|".join(name.capitalize() for name in _WEEKDAYS)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_YEAR = r"(?:19|20)\d\d"
_MONTH_NAME = rf"(?:{_MONTH_WORD})\b|(?:{_MONTH_SHORT})\b\.?"

DATES_AND_TIMES: list[Rule] = [
    (
        Cue(
            rf"\b(?P<month>{_MONTH_NAME})\s(?P<day>{_DAY})(?:st|nd|rd"
            rf"|th)?(?:,?\s(?P<year>{_YEAR}))?"
            rf"|(?<!\d)(?P<day2>{_DAY})(?:st|nd|rd|th)?(?:\sof)?\s(?P<month2>{_MONTH_NAME})"
            rf"(?:,?\s(?P<year2>{_YEAR}))?"
        ),
        _date,
    ),
    (
        Cue(
            rf"(?<![\d.])(?P<year>{_YEAR})\s?[.\-/]\s?(?P<month>1[0-2]|0?[1-9])\s?[.\-/]\s?"
            rf"(?P<day>{_DAY})"
        ),
        _numeric_date,
    ),
    (
        Cue(
            r"(?<![\d:.])(?P<hour>2[0-4]|1\d|0?\d)(?::(?P<minutes>[0-5]\d))?\s?"
            r"(?P<part>a\.?m\b\.?|p\.?m\b\.?|AM\b|PM\b|o['’]clock"
            r"|in the (?:morning|afternoon|evening)|at night)"
        ),
        _clock,
    ),
    (
        Cue(r"(?<![\d:])(?P<hour>2[0-4]|1\d|0?\d):(?P<minutes>[0-5]\d)(?![\d:])(?P<part>(?!))?"),
        _clock,
    ),
    (
        Cue(
            rf"\b(?P<past>half|quarter) past (?P<hour>{BASE}|\d{{1,2}})\b"
            r"(?P<part>\s(?:a\.?m|p\.?m|in the (?:morning|afternoon|evening)|at night))?",
            _I,
        ),
        _past,
    ),
    (Cue(r"\b(?:noon|midday|midnight)\b", _I), _noon),
    (
        Cue(rf"\b(?:{_WEEKDAY_WORD})s?\b|\b(?:Mon|Tue|Wed|Thu|Fri)\b"),
        _weekday,
    ),
    (
        Cue(rf"\b(?:{_MONTH_SURE})\b|(?<![.!?:] )(?<!^)\b(?:May|March)\b"),
        _month,
    ),
]

HALVES: list[Rule] = [
    (
        Cue(r"\b(?:(?P<three>three)\s|a\s)?quarters?[\s-](?:of an\s)?hour\b", _I),
        _quarter_hour,
    ),
    (
        Cue(
            r"\b(?:half[\s-](?:an?[\s-])?|(?<!and )(?:an?|one)[\s-]half[\s-])"
            r"(?P<unit>minute|hour|day|week|month|year)\b",
            _I,
        ),
        _half_of,
    ),
]

PARTS: list[Rule] = [
    (
        Cue(
            r"\b(?P<season>spring|summer|autumn|fall|winter)\b(?!\s(?:out|off|back|asleep"
            r"|down|from|into|through|short|under|on))",
            _I,
        ),
        _season,
    ),
    (Cue(r"\b(?P<part>morning|afternoon|evening|night)s?\b", _I), _part_of_day),
]
