"""Dates, times of day and named periods in Korean, as rules for reading quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.cues import Cue
from pipeline.checks.language.korean_words import native_value
from pipeline.checks.language.quantity import Quantity
from pipeline.checks.language.scan import Rule, number

_DAYS = {
    "하루이틀": (1, 2),
    "하루 이틀": (1, 2),
    "이틀사흘": (2, 3),
    "사나흘": (3, 4),
    "네댓새": (4, 5),
    "너댓새": (4, 5),
    "대엿새": (5, 6),
    "예니레": (6, 7),
    "하루": (1,),
    "이틀": (2,),
    "사흘": (3,),
    "나흘": (4,),
    "닷새": (5,),
    "엿새": (6,),
    "이레": (7,),
    "여드레": (8,),
    "아흐레": (9,),
    "열흘": (10,),
    "보름": (15,),
}


def _season(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(("봄", "여름", "가을", "겨울").index(match["season"]))
    return (Quantity(value, "season", match.span(), firm=False, digits=False),)


def _part_of_day(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction({"아침": 0, "오전": 0, "오후": 1}.get(match["part"], 2))
    return (Quantity(value, "part of day", match.span(), firm=False, digits=False),)


def _date(match: re.Match[str]) -> Iterable[Quantity]:
    span = match.span
    if match["year"]:
        yield Quantity(number(match["year"]), "in year", span("year"))
    yield Quantity(number(match["month"]), "in month", span("month"))
    if match["day"]:
        yield Quantity(number(match["day"]), "on day", span("day"))


def _clock(match: re.Match[str]) -> Iterable[Quantity]:
    word = match["native"]
    hour = native_value(word) if word else number(match["hour"])
    minutes = number(match["minutes"]) if match["minutes"] else Fraction(30 if match["half"] else 0)
    value, part = hour * 60 + minutes, match["part"]
    if not part:
        return (Quantity(value, "clock12", match.span(), digits=not word),)
    if hour == 12 and part in ("밤", "새벽", "오전"):
        value -= 720
    elif hour < 12 and part in ("오후", "저녁", "밤", "낮"):
        value += 720
    return (Quantity(value, "clock", match.span(), digits=not word),)


def _noon(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(720 if match[0] == "정오" else 0)
    return (Quantity(value, "clock", match.span(), digits=False),)


def _weekday(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction("월화수목금토일".index(match["name"] or match["short"] or match["listed"]))
    if match["listed"]:
        return (Quantity(value, "weekday", match.span(), firm=False, digits=False),)
    return (Quantity(value, "weekday", match.span(), digits=False),)


def _stay(match: re.Match[str]) -> Iterable[Quantity]:
    """Read nights and days of a stay (1박 2일); a translation may keep either."""
    for name in ("nights", "days"):
        yield Quantity(number(match[name]), "day", match.span(), firm=False)


def _days(match: re.Match[str]) -> Iterable[Quantity]:
    values = _DAYS[match[0]]
    firm = values != (1,)
    return [Quantity(Fraction(v), "day", match.span(), firm, digits=False) for v in values]


def _spans(match: re.Match[str]) -> Iterable[Quantity]:
    """Whole words for a period: 매주, 반년, 격일."""
    value, unit, firm = _PERIODS[match[0]]
    return (Quantity(value, unit, match.span(), firm, digits=False),)


_PERIODS: dict[str, tuple[Fraction, str, bool]] = {
    "매일": (Fraction(1), "day", False),
    "날마다": (Fraction(1), "day", False),
    "매주": (Fraction(1), "week", False),
    "매달": (Fraction(1), "month", False),
    "매월": (Fraction(1), "month", False),
    "매년": (Fraction(1), "year", False),
    "해마다": (Fraction(1), "year", False),
    "격일": (Fraction(2), "day", True),
    "환갑": (Fraction(60), "age", False),
    "칠순": (Fraction(70), "age", False),
    "팔순": (Fraction(80), "age", False),
    "격주": (Fraction(2), "week", False),
    "반년": (Fraction(6), "month", True),
    "반나절": (Fraction(1, 2), "day", False),
    "이튿날": (Fraction(2), "day", False),
    "첫날": (Fraction(1), "day", False),
    "첫 주": (Fraction(1), "week", False),
    "첫 달": (Fraction(1), "month", False),
    "첫해": (Fraction(1), "year", False),
}

DATES_AND_TIMES: list[Rule] = [
    (
        Cue(
            r"(?:(?P<year>(?:19|20)\d\d)년\s?)?(?<!\d)(?P<month>1[0-2]|0?[1-9])월\s?"
            r"(?P<day>3[01]|[12]\d|0?[1-9])일(?!정)"
        ),
        _date,
    ),
    (
        Cue(
            r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?[.\-/]\s?(?P<month>1[0-2]|0?[1-9])\s?[.\-/]\s?"
            r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
        ),
        _date,
    ),
    (
        Cue(
            r"(?:(?P<part>오전|오후|저녁|밤|낮|아침"
            r"|새벽)\s?)?(?:(?<![\d가-힣])(?P<native>열한|열두|한|두|세|네|다섯|여섯|일곱"
            r"|여덟|아홉|열)"
            r"|(?<!\d)(?P<hour>2[0-4]|1\d|\d))\s?시(?!간|술|기|력|점|작|도|선|행|야|리|절|중"
            r"|내|(?<=두시)[는길면고다지라려니거겠되])(?:\s?(?P<minutes>[0-5]?\d)분"
            r"|\s?(?P<half>반))?"
        ),
        _clock,
    ),
    (
        Cue(
            r"(?:(?P<part>오전|오후|저녁|밤|낮|아침|새벽|AM"
            r"|PM)\s?)?(?P<native>(?!))?(?<![\d:])(?P<hour>2[0-4]|1\d"
            r"|0?\d):(?P<minutes>[0-5]\d)(?!\d)(?P<half>(?!))?"
        ),
        _clock,
    ),
    (Cue(r"정오|자정"), _noon),
    (
        Cue(
            r"(?P<listed>(?<=[월화수목금토일][·,~∼])[월화수목금토일](?![가-힣]{2})"
            r"|(?<![가-힣\d])[월화수목금토일](?=[·,~∼][월화수목금토일](?![가-힣]{2})))"
            r"|(?P<name>[월화수목금토일])(?:요일|(?=(?:\s?[·,~∼]\s?[월화수목금토일])+요일))"
            r"|(?<=\()(?P<short>[월화수목금토일])(?=\))"
        ),
        _weekday,
    ),
    (Cue(r"(?P<nights>\d)박\s?(?P<days>\d)일"), _stay),
]

PERIODS: list[Rule] = [
    (Cue("(?<![가-힣])(?:" + "|".join(_PERIODS) + ")"), _spans),
    (
        Cue(
            r"(?<![가-힣])(?:"
            + "|".join(sorted(_DAYS, key=len, reverse=True))
            + r")(?!달|빛|아침|속|림|트)"
        ),
        _days,
    ),
]

PARTS: list[Rule] = [
    (
        Cue(r"(?<![가-힣])[이올내작지난\s]{0,2}(?P<season>봄|여름|가을|겨울)(?![가-힣]*[눈])"),
        _season,
    ),
    (
        Cue(r"(?<![가-힣])(?P<part>아침|오전|오후|저녁|밤)(?!\s?(?:\d|열|한\s시|두\s시|여))"),
        _part_of_day,
    ),
]
