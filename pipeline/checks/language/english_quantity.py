"""Quantities in English: digits, number words, ordinals, fractions, dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.cues import Cue
from pipeline.checks.language.english_time import DATES_AND_TIMES, HALVES, PARTS
from pipeline.checks.language.english_words import (
    BASE,
    HALF,
    ONE,
    SCALE,
    SCALES,
    TENS,
    TENS_WORD,
    TIME,
    UNIT,
    WORDS,
    unit_of,
    value_of,
)
from pipeline.checks.language.quantity import DURATIONS, Quantity
from pipeline.checks.language.scan import (
    DIGITS,
    Rule,
    compound,
    inherit,
    number,
    scan,
    with_rates,
)

_ORDINALS = {
    word: i
    for i, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
        ],
        1,
    )
} | {word[:-1] + "ieth": 10 * i for i, word in enumerate(TENS, 2)}
_DECADES = dict.fromkeys(("teens", "teenage", "teenager", "teenagers", "adolescents"), 10) | {
    word[:-1] + "ies": 10 * i for i, word in enumerate(TENS, 2)
}
_PER = re.compile(
    r"(?:\s(?:sessions?|times?|doses?|tablets?|pills?|drops?|units?))?\s?"
    r"(?:(?:(?:a|per|each|every|in a|in one|within a|/)\s?(?P<unit>day|week|month|year)\b)|"
    r"(?P<adverb>daily|weekly|monthly|yearly|annually))"
)
_BEFORE_PER = re.compile(
    r"(?:each|every|per|a)\s(?P<unit>day|week|month|year),?\s(?:for\s)?(?:about\s)?$"
)
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_EVERY = re.compile(r"\bevery\s", re.I)
_INTERVAL = re.compile(r"\s(?:apart|interval)|-?\s?intervals?")
_JOINT = re.compile(
    r"\s?(?:[~∼–—-]|to|or|and|through|,? or|,? and|until|up to|or (?:even|at most))\s?"
)
_PLUS = re.compile(r"\s?(?:and|,)?\s?")


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text, in order."""
    found = with_rates([_with_period(text, quantity) for quantity in scan(text, _RULES)])
    found = compound(text, inherit(text, found, _JOINT), _PLUS)
    return [quantity._replace(marks=_marks(text, quantity.span)) for quantity in found]


_AFTER = {
    "min": re.compile(r"\s(?:or|and)\s(?:more|longer|over|above|older)\b"),
    "max": re.compile(r"\s(?:or|and)\s(?:less|fewer|under|below|younger)\b"),
    "before": re.compile(r"\s(?:before|prior|ahead|in advance|earlier|beforehand)\b", re.I),
    "after": re.compile(r"\s(?:after|later|following|afterward)\b", re.I),
}
_BEFORE = {
    "min": re.compile(
        r"\b(?:at least|minimum of|no less than|not less than|more than|over)\s(?:about\s|the\s)?$",
        re.I,
    ),
    "max": re.compile(
        r"\b(?:up to|at most|no more than|not more than|less than|within|under|maximum of"
        r"|not exceed(?:ing)?)\s(?:about\s|the\s)?$",
        re.I,
    ),
    "after": re.compile(r"\b(?:after)\s(?:about\s|at least\s)?$", re.I),
}


def _marks(text: str, span: tuple[int, int]) -> frozenset[str]:
    start, end = span
    return frozenset(
        [mark for mark, pattern in _AFTER.items() if pattern.match(text, end)]
        + [
            mark
            for mark, pattern in _BEFORE.items()
            if pattern.search(text, max(0, start - 24), start)
        ]
    )


def _with_period(text: str, quantity: Quantity) -> Quantity:
    if quantity.unit in DURATIONS and (
        _EVERY.search(text, max(0, quantity.span[0] - 7), quantity.span[0] + 6)
        or _INTERVAL.match(text, quantity.span[1])
    ):
        return quantity._replace(per="interval")
    if quantity.unit not in ("times", "session", "pill", "drop", "ml", "mg", "unit", ""):
        return quantity
    after = _PER.match(text, quantity.span[1])
    if after:
        per = _ADVERBS.get(after["adverb"] or "", after["unit"] or "")
        return quantity._replace(per=per, span=(quantity.span[0], after.end()))
    start = quantity.span[0]
    before = _BEFORE_PER.search(text, max(0, start - 20), start)
    return quantity._replace(per=before["unit"]) if before and quantity.unit else quantity


def _digits(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = value_of(match["number"]), unit_of(match["unit"])
    if match["currency"]:
        unit = "won" if match["currency"].strip() in ("₩", "KRW") else "dollar"
    if match["half"]:
        value += HALF
    if not unit and match["literal"]:
        unit = "literal"
    firm = value != 1 and not (value == 100 and unit == "percent") and match["name"] is None
    return (Quantity(value, unit, match.span(), firm),)


def _words(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = value_of(match["number"]), unit_of(match["unit"])
    if match["half"]:
        value += HALF
    listed = match["all"] is not None or (match.start() == 0 and match["colon"] is not None)
    firm = (value > 2 and not listed) or (value == 2 and unit != "")
    return (Quantity(value, unit, match.span(), firm, digits=False),)


def _decade(match: re.Match[str]) -> Iterable[Quantity]:
    word = match["word"]
    value = Fraction(_DECADES[word.lower()]) if word else number(match["tens"])
    unit = "decade" if value <= 100 else "in year"
    firm = not word or not word.lower().startswith(("teen", "adol"))
    return (Quantity(value, unit, match.span(), firm, digits=not word),)


def _ordinal(match: re.Match[str]) -> Iterable[Quantity]:
    word = (match["word"] or "").lower()
    tens, _, ones = word.replace(" ", "-").partition("-")
    if match["digits"]:
        value = number(match["digits"])
    else:
        value = Fraction(WORDS[tens] + _ORDINALS[ones] if ones else _ORDINALS[tens])
    unit = unit_of(match["unit"]) or "ordinal"
    if match["digits"] and value <= 31 and match["the"] is not None and unit == "ordinal":
        unit = "on day"
    firm = value > 3 or bool(match["digits"]) or (unit != "ordinal" and value > 1)
    yield Quantity(value, unit, match.span(), firm, digits=bool(match["digits"]))
    if word in ("third", "fourth") and unit == "ordinal":
        yield Quantity(1 / value, "", match.span(), False, digits=False)


def _numbered(match: re.Match[str]) -> Iterable[Quantity]:
    """A period with its number behind it: `day 3`, `weeks 2`, `month one`."""
    return (Quantity(value_of(match["number"]), unit_of(match["unit"].lower()), match.span()),)


def _one_of(match: re.Match[str]) -> Iterable[Quantity]:
    value = ONE
    if match["and"]:
        value += HALF
    elif match["other"]:
        value = Fraction(2)
    firm = value != 1
    return (Quantity(value, unit_of(match["unit"]), match.span(), firm, digits=False),)


def _half_dose(match: re.Match[str]) -> Iterable[Quantity]:
    value = HALF if match["half"] else ONE
    return (Quantity(value, unit_of(match["unit"]), match.span(), value != ONE, digits=False),)


def _half_scale(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction({"dozen": 12, **SCALES}[match["scale"].lower()], 2)
    unit = unit_of(match["unit"]) if match["unit"] else ""
    return (Quantity(value, unit, match.span(), digits=False),)


def _fraction(match: re.Match[str]) -> Iterable[Quantity]:
    if match["below"]:
        below = number(match["below"])
        values = [number(match["above"]) / below] if below else []
    else:
        above = match["words"].lower()
        values = [Fraction(1 if above == "a" else WORDS[above], _PARTS[match["part"].lower()])]
    return [Quantity(value, "", match.span(), value != HALF) for value in values]


_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10} | {
    "thirds": 3,
    "quarters": 4,
    "fifths": 5,
    "tenths": 10,
}


def _single(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = _SINGLE[match[0].lower().replace("-", " ")]
    firm = unit in ("times", "month", "week", "day") and value > 1
    return (Quantity(value, unit, match.span(), firm, digits=False),)


_SINGLE: dict[str, tuple[Fraction, str]] = {
    "once": (ONE, "times"),
    "twice": (Fraction(2), "times"),
    "thrice": (Fraction(3), "times"),
    "both": (Fraction(2), ""),
    "double": (Fraction(2), ""),
    "dual": (Fraction(2), ""),
    "doubled": (Fraction(2), ""),
    "doubles": (Fraction(2), ""),
    "halves": (HALF, ""),
    "pair": (Fraction(2), ""),
    "pairs": (Fraction(2), ""),
    "couple": (Fraction(2), ""),
    "twofold": (Fraction(2), ""),
    "triple": (Fraction(3), ""),
    "triples": (Fraction(3), ""),
    "threefold": (Fraction(3), ""),
    "tripled": (Fraction(3), ""),
    "quadruple": (Fraction(4), ""),
    "dozen": (Fraction(12), ""),
    "half": (HALF, ""),
    "halved": (HALF, ""),
    "daily": (ONE, "day"),
    "weekly": (ONE, "week"),
    "monthly": (ONE, "month"),
    "yearly": (ONE, "year"),
    "annual": (ONE, "year"),
    "annually": (ONE, "year"),
    "nightly": (ONE, "day"),
    "hourly": (ONE, "hour"),
    "fortnight": (Fraction(2), "week"),
    "secondary": (Fraction(2), ""),
    "primary": (ONE, ""),
    "biweekly": (Fraction(2), "week"),
    "around the clock": (Fraction(24), "hour"),
}
_I = re.IGNORECASE
_NUMBER = rf"{DIGITS}(?:[\s-](?:{SCALE})(?![a-z]))?"

_RULES: list[Rule] = [
    *DATES_AND_TIMES,
    (
        Cue(rf"\b(?P<tens>\d0|(?:19|20)\d0)['’]?s\b|\b(?P<word>{'|'.join(_DECADES)})\b", _I),
        _decade,
    ),
    *HALVES,
    (
        Cue(
            r"\b(?:(?P<half>half)(?:\s(?:an?|of an?|of one|the))?|an?|one whole)\s"
            r"(?P<unit>tablet|pill|capsule|vial|ampoule|packet|sachet|teaspoon|spoonful)\b",
            _I,
        ),
        _half_dose,
    ),
    (
        Cue(rf"\bhalf a (?P<scale>{SCALE}|dozen)\b(?:\s{UNIT})?", _I),
        _half_scale,
    ),
    (
        Cue(
            r"\b(?P<words>a|one|two|three|four)[\s-](?P<part>thirds?|quarters?|fifths?|tenths?)\b"
            r"(?!\s(?:week|day|month|time|year|session))"
            r"|(?<![\d/])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])",
            _I,
        ),
        _fraction,
    ),
    (
        Cue(
            r"\b(?:an?|per|each|every|one|single|the first|another)[\s-](?:(?P<other>other)\s)?"
            rf"(?:full |whole |additional )?{TIME}\b(?![\s-]old)(?P<and>\sand\sa\shalf)?",
            _I,
        ),
        _one_of,
    ),
    (
        Cue(
            rf"\b(?P<unit>days?|weeks?|months?|years?)\s(?P<number>\d{{1,3}}|{BASE})\b"
            r"(?!\s?(?:%|percent|days?|weeks?|months?|years?|hours?|cm|mm|times))",
            _I,
        ),
        _numbered,
    ),
    (
        Cue(
            rf"\b(?P<the>(?<=the )|(?<=day ))?(?:(?P<digits>\d{{1,3}})(?:st|nd|rd|th)"
            rf"|(?P<word>(?:(?:{TENS_WORD})[\s-])?(?:{'|'.join(_ORDINALS)})))\b"
            r"(?:[\s-](?P<unit>days?|nights?|weeks?|months?|years?|hours?|sessions?)\b)?",
            _I,
        ),
        _ordinal,
    ),
    (
        Cue(
            rf"(?<![\w.])(?<!\d,)(?P<name>(?<=[A-Za-z]-))?(?P<currency>₩|KRW\s?|\$"
            rf"|USD\s?)?(?P<number>{_NUMBER})"
            rf"(?:(?P<half>\sand\sa\shalf|½)?[\s-]?{UNIT}|(?P<literal>[A-Za-z]+))?"
        ),
        _digits,
    ),
    (
        Cue(
            rf"(?<![\w-])(?P<all>(?<=all "
            rf"))?(?P<number>{BASE}(?:\s(?:{SCALE})(?:\s(?:and\s)?{BASE}"
            rf"(?:\s(?:{SCALE}))?)?)?|a\s(?:hundred|thousand|million))(?![a-z]|-dimension)"
            rf"(?:(?P<half>\sand\sa\shalf)?[\s-]{UNIT}|(?P<colon>(?=[:.,])))?",
            _I,
        ),
        _words,
    ),
    *PARTS,
    (
        Cue(r"\b(?:" + "|".join(sorted(_SINGLE, key=len, reverse=True)) + r")\b(?<!at once)", _I),
        _single,
    ),
]
