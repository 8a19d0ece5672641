"""Quantities in English: digits, number words, ordinals, fractions, dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.language.quantity import Quantity
from pipeline.checks.language.scan import DIGITS, Rule, compound, inherit, number, scan

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: i for i, word in enumerate(_ONES)} | {
    word: 10 * i for i, word in enumerate(_TENS, 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    word: i
    for i, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        1,
    )
} | {word[:-1] + "ieth": 10 * i for i, word in enumerate(_TENS, 2)}
_DECADES = dict.fromkeys(("teens", "teenage", "teenager", "teenagers", "adolescents"), 10) | {word[:-1] + "ies": 10 * i for i, word in enumerate(_TENS, 2)}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_UNITS: dict[str, str] = {
    r"mmHg": "mmHg", r"mm²|mm2|square millimet(?:er|re)s?": "mm²",
    r"cm²|cm2|square centimet(?:er|re)s?": "cm²",
    r"mm|millimet(?:er|re)s?": "mm", r"cm|centimet(?:er|re)s?": "cm",
    r"µm|μm|um|microns?|micromet(?:er|re)s?": "µm", r"nm|nanomet(?:er|re)s?": "nm",
    r"cc|mL|ml|millilit(?:er|re)s?|cubic centimet(?:er|re)s?": "ml", r"L|l|lit(?:er|re)s?": "l",
    r"m|met(?:er|re)s?": "m", r"inch(?:es)?": "inch", r"feet|foot|ft": "ft",
    r"mcg|µg|μg|micrograms?": "µg", r"mg|milligrams?": "mg", r"kg|kilos?|kilograms?": "kg",
    r"g|grams?": "g", r"lbs?|pounds?": "lb", r"oz|ounces?": "oz",
    r"%|percent(?:age points?)?|per cent": "percent",
    r"°\s?C|℃|degrees? Celsius|degrees? centigrade": "°C",
    r"°\s?F|℉|degrees? Fahrenheit": "°F", r"°|degrees?": "degree",
    r"shots?|pulses": "shot", r"units?|IU|U": "unit", r"vials?": "vial", r"ampoules?": "ampoule",
    r"drops?": "drop", r"pills?|tablets?|capsules?": "pill", r"lines": "line", r"joules?|J": "joule",
    r"kHz": "kHz", r"MHz|megahertz": "MHz", r"Hz|hertz": "Hz", r"kcal|calories|kilocalories": "kcal",
    r"W|watts?": "watt", r"won|KRW": "won", r"dollars?|USD": "dollar",
    r"(?:full |calendar |whole |more |additional |extra |further |long |business |working |consecutive )?"
    r"hours?|hrs?|h": "hour",
    r"minutes?|mins?": "minute", r"seconds?|secs?": "second",
    r"(?:full |more |additional |extra |further |whole |consecutive )?months?": "month",
    r"(?:full |more |additional |extra |further |whole |consecutive )?weeks?": "week",
    r"(?:full |more |additional |extra |further |whole |consecutive |business |working )?days?|nights?": "day",
    r"years?[\s-]olds?|years? of age|yrs?[\s-]olds?": "age",
    r"(?:full |more |additional |extra |further |whole |consecutive )?years?|yrs?": "year",
    r"(?:or more |separate |more |additional )?times": "times", r"[\s-]?folds?": "fold",
    r"(?:or more |separate |more |additional |treatment )?sessions?": "session",
}  # fmt: skip
_PLAIN = [(re.compile(pattern), unit) for pattern, unit in _UNITS.items()]
_UNIT = "(?P<unit>" + "|".join(_UNITS) + r")(?![A-Za-z²])"
_TIME = r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?)"

_ONES_WORD = "|".join(sorted(_ONES, key=len, reverse=True))
_TENS_WORD = "|".join(_TENS)
_BASE = rf"(?:(?:{_TENS_WORD})(?:-(?:{'|'.join(_ONES[1:10])})(?![a-z]))?|{_ONES_WORD})"
_SCALE = "|".join(_SCALES)
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
_JOINT = re.compile(
    r"\s?(?:[~∼–—-]|to|or|and|through|,? or|,? and|until|up to|or (?:even|at most))\s?"
)
_PLUS = re.compile(r"\s?(?:and|,)?\s?")
_ONE = Fraction(1)
_HALF = Fraction(1, 2)


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text, in order."""
    found = [_with_period(text, quantity) for quantity in scan(text, _RULES)]
    return compound(text, inherit(text, found, _JOINT), _PLUS)


def _with_period(text: str, quantity: Quantity) -> Quantity:
    if quantity.unit not in ("times", "session", "pill", "drop", "ml", "mg", "unit", ""):
        return quantity
    after = _PER.match(text, quantity.span[1])
    if after:
        return quantity._replace(per=_ADVERBS.get(after["adverb"] or "", after["unit"] or ""))
    start = quantity.span[0]
    before = _BEFORE_PER.search(text, max(0, start - 20), start)
    return quantity._replace(per=before["unit"]) if before and quantity.unit else quantity


def _unit(text: str | None) -> str:
    if not text:
        return ""
    for pattern, unit in _PLAIN:
        if pattern.fullmatch(text):
            return unit
    return ""


def _value(text: str) -> Fraction:
    """Return the value of a number in words or digits: `two hundred and fifty`, `3 million`."""
    total, section = Fraction(0), Fraction(0)
    for digits, word in re.findall(rf"({DIGITS})|([a-z]+)", text.lower()):
        if digits:
            section += number(digits)
        elif word in _WORDS:
            section += _WORDS[word]
        elif word in ("hundred", "hundreds"):
            section = (section or _ONE) * 100
        elif word in _SCALES:
            total += (section or _ONE) * _SCALES[word]
            section = Fraction(0)
    return total + section


def _digits(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = _value(match["number"]), _unit(match["unit"])
    if match["currency"]:
        unit = "won" if match["currency"] in ("₩", "KRW") else "dollar"
    if match["half"]:
        value += _HALF
    if not unit and match["literal"]:
        unit = "literal"
    firm = value != 1 and (value, unit) != (100, "percent") and match["name"] is None
    return (Quantity(value, unit, match.span(), firm),)


def _words(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = _value(match["number"]), _unit(match["unit"])
    if match["half"]:
        value += _HALF
    firm = value > 2 or (value == 2 and unit != "")
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
        value = Fraction(_WORDS[tens] + _ORDINALS[ones] if ones else _ORDINALS[tens])
    unit = _unit(match["unit"]) or "ordinal"
    firm = value > 3 or bool(match["digits"]) or (unit != "ordinal" and value > 1)
    yield Quantity(value, unit, match.span(), firm, digits=bool(match["digits"]))
    if word in ("third", "fourth") and unit == "ordinal":
        yield Quantity(1 / value, "", match.span(), False, digits=False)


def _numbered(match: re.Match[str]) -> Iterable[Quantity]:
    """A period with its number behind it: `day 3`, `weeks 2`, `month one`."""
    return (Quantity(_value(match["number"]), _unit(match["unit"].lower()), match.span()),)


def _one_of(match: re.Match[str]) -> Iterable[Quantity]:
    value = _ONE
    if match["and"]:
        value += _HALF
    elif match["other"]:
        value = Fraction(2)
    firm = value != 1
    return (Quantity(value, _unit(match["unit"]), match.span(), firm, digits=False),)


def _half_of(match: re.Match[str]) -> Iterable[Quantity]:
    unit = _unit(match["unit"])
    if unit == "year":
        return (Quantity(Fraction(6), "month", match.span(), digits=False),)
    if unit == "hour":
        return (Quantity(Fraction(30), "minute", match.span(), digits=False),)
    return (Quantity(_HALF, unit, match.span(), False, digits=False),)


def _fraction(match: re.Match[str]) -> Iterable[Quantity]:
    if match["below"]:
        below = number(match["below"])
        values = [number(match["above"]) / below] if below else []
    else:
        above = match["words"].lower()
        values = [Fraction(1 if above == "a" else _WORDS[above], _PARTS[match["part"].lower()])]
    return [Quantity(value, "", match.span(), value != _HALF) for value in values]


_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10} | {
    "thirds": 3, "quarters": 4, "fifths": 5, "tenths": 10,
}  # fmt: skip


def _single(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = _SINGLE[match[0].lower().replace("-", " ")]
    firm = unit in ("times", "month", "week", "day") and value > 1
    return (Quantity(value, unit, match.span(), firm, digits=False),)


_SINGLE: dict[str, tuple[Fraction, str]] = {
    "once": (_ONE, "times"), "twice": (Fraction(2), "times"), "thrice": (Fraction(3), "times"),
    "both": (Fraction(2), ""), "double": (Fraction(2), ""), "dual": (Fraction(2), ""),
    "doubled": (Fraction(2), ""), "doubles": (Fraction(2), ""), "halves": (_HALF, ""),
    "pair": (Fraction(2), ""), "pairs": (Fraction(2), ""), "couple": (Fraction(2), ""),
    "twofold": (Fraction(2), ""), "triple": (Fraction(3), ""), "triples": (Fraction(3), ""),
    "threefold": (Fraction(3), ""), "tripled": (Fraction(3), ""), "quadruple": (Fraction(4), ""),
    "dozen": (Fraction(12), ""), "half": (_HALF, ""), "halved": (_HALF, ""),
    "daily": (_ONE, "day"), "weekly": (_ONE, "week"), "monthly": (_ONE, "month"),
    "yearly": (_ONE, "year"), "annual": (_ONE, "year"), "annually": (_ONE, "year"),
    "nightly": (_ONE, "day"), "hourly": (_ONE, "hour"), "fortnight": (Fraction(2), "week"),
    "biweekly": (Fraction(2), "week"), "around the clock": (Fraction(24), "hour"),
}  # fmt: skip


def _date(match: re.Match[str]) -> Iterable[Quantity]:
    groups = match.groupdict()
    month = groups["month"] or groups["month2"]
    if month:
        value = Fraction(1 + [name[:3] for name in _MONTHS].index(month[:3].lower()))
        yield Quantity(value, "in month", match.span("month" if groups["month"] else "month2"), digits=False)
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
    if not part or "o" in part and "clock" in part:
        return (Quantity(hour * 60 + minutes, "clock12", match.span()),)
    late = part in ("pm", "in the afternoon", "in the evening", "at night")
    hour = hour % 12 + (12 if late else 0) if hour <= 12 else hour
    return (Quantity(hour * 60 + minutes, "clock", match.span()),)


def _past(match: re.Match[str]) -> Iterable[Quantity]:
    value = _value(match["hour"]) * 60 + (30 if match["past"].lower() == "half" else 15)
    return (Quantity(value, "clock12", match.span(), digits=False),)


def _noon(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(720 if match[0].lower() in ("noon", "midday") else 0)
    return (Quantity(value, "clock", match.span(), firm=False, digits=False),)


_I = re.IGNORECASE
_MONTH_WORD = "|".join(name.capitalize() for name in _MONTHS)
_MONTH_SURE = "|".join(n.capitalize() for n in _MONTHS if n not in ("may", "march"))
_MONTH_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_WEEKDAY_WORD = "|".join(name.capitalize() for name in _WEEKDAYS)
_NUMBER = rf"{DIGITS}(?:\s(?:{_SCALE})(?![a-z]))?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_YEAR = r"(?:19|20)\d\d"
_MONTH_NAME = rf"(?:{_MONTH_WORD})\b|(?:{_MONTH_SHORT})\b\.?"

_RULES: list[Rule] = [
    (
        re.compile(
            rf"\b(?P<month>{_MONTH_NAME})\s(?P<day>{_DAY})(?:st|nd|rd|th)?(?:,?\s(?P<year>{_YEAR}))?"
            rf"|(?<!\d)(?P<day2>{_DAY})(?:st|nd|rd|th)?(?:\sof)?\s(?P<month2>{_MONTH_NAME})"
            rf"(?:,?\s(?P<year2>{_YEAR}))?"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?<![\d.])(?P<year>{_YEAR})\s?[.\-/]\s?(?P<month>1[0-2]|0?[1-9])\s?[.\-/]\s?"
            rf"(?P<day>{_DAY})"
        ),
        _numeric_date,
    ),
    (
        re.compile(
            r"(?<![\d:.])(?P<hour>2[0-4]|1\d|0?\d)(?::(?P<minutes>[0-5]\d))?\s?"
            r"(?P<part>a\.?m\b\.?|p\.?m\b\.?|AM\b|PM\b|o['’]clock"
            r"|in the (?:morning|afternoon|evening)|at night)"
        ),
        _clock,
    ),
    (
        re.compile(
            r"(?<![\d:])(?P<hour>2[0-4]|1\d|0?\d):(?P<minutes>[0-5]\d)(?![\d:])(?P<part>(?!))?"
        ),
        _clock,
    ),
    (
        re.compile(
            rf"\b(?P<past>half|quarter) past (?P<hour>{_BASE}|\d{{1,2}})\b"
            r"(?P<part>\s(?:a\.?m|p\.?m|in the (?:morning|afternoon|evening)|at night))?",
            _I,
        ),
        _past,
    ),
    (re.compile(r"\b(?:noon|midday|midnight)\b", _I), _noon),
    (
        re.compile(rf"\b(?:{_WEEKDAY_WORD})s?\b|\b(?:Mon|Tue|Wed|Thu|Fri)\b"),
        _weekday,
    ),
    (
        re.compile(rf"\b(?:{_MONTH_SURE})\b|(?<![.!?:] )(?<!^)\b(?:May|March)\b"),
        _month,
    ),
    (
        re.compile(rf"\b(?P<tens>\d0|(?:19|20)\d0)['’]?s\b|\b(?P<word>{'|'.join(_DECADES)})\b", _I),
        _decade,
    ),
    (
        re.compile(
            r"\b(?P<words>a|one|two|three|four)[\s-](?P<part>thirds?|quarters?|fifths?|tenths?)\b"
            r"(?!\s(?:week|day|month|time|year|session))"
            r"|(?<![\d/])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])",
            _I,
        ),
        _fraction,
    ),
    (
        re.compile(
            r"\b(?:half[\s-](?:an?[\s-])?|(?<!and )(?:an?|one)[\s-]half[\s-])"
            r"(?P<unit>minute|hour|day|week|month|year)\b",
            _I,
        ),
        _half_of,
    ),
    (
        re.compile(
            r"\b(?:an?|per|each|every|one|single|the first|another)[\s-](?:(?P<other>other)\s)?"
            rf"(?:full |whole |additional )?{_TIME}\b(?![\s-]old)(?P<and>\sand\sa\shalf)?",
            _I,
        ),
        _one_of,
    ),
    (
        re.compile(
            rf"\b(?P<unit>days?|weeks?|months?|years?)\s(?P<number>\d{{1,3}}|{_BASE})\b"
            r"(?!\s?(?:%|percent|days?|weeks?|months?|years?|hours?|cm|mm|times))",
            _I,
        ),
        _numbered,
    ),
    (
        re.compile(
            rf"\b(?:(?P<digits>\d{{1,3}})(?:st|nd|rd|th)"
            rf"|(?P<word>(?:(?:{_TENS_WORD})[\s-])?(?:{'|'.join(_ORDINALS)})))\b"
            r"(?:[\s-](?P<unit>days?|nights?|weeks?|months?|years?|hours?|sessions?)\b)?",
            _I,
        ),
        _ordinal,
    ),
    (
        re.compile(
            rf"(?<![\w.])(?<!\d,)(?P<name>(?<=[A-Za-z]-))?(?P<currency>₩|KRW\s?|\$|USD\s?)?(?P<number>{_NUMBER})"
            rf"(?:(?P<half>\sand\sa\shalf|½)?[\s-]?{_UNIT}|(?P<literal>[A-Za-z]+))?"
        ),
        _digits,
    ),
    (
        re.compile(
            rf"(?<![\w-])(?P<number>{_BASE}(?:\s(?:{_SCALE})(?:\s(?:and\s)?{_BASE}"
            rf"(?:\s(?:{_SCALE}))?)?)?|a\s(?:hundred|thousand|million))(?![a-z]|-dimension)"
            rf"(?:(?P<half>\sand\sa\shalf)?[\s-]{_UNIT})?",
            _I,
        ),
        _words,
    ),
    (re.compile(r"\b(?:" + "|".join(sorted(_SINGLE, key=len, reverse=True)) + r")\b(?<!at once)", _I), _single),
]
