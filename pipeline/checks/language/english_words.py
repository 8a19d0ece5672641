"""English numerals and units: how they are written, and what they are worth."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from pipeline.checks.language.scan import DIGITS, number

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: i for i, word in enumerate(ONES)} | {word: 10 * i for i, word in enumerate(TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
UNITS: dict[str, str] = {
    r"mmHg": "mmHg",
    r"mm²|mm2|square millimet(?:er|re)s?": "mm²",
    r"cm²|cm2|square centimet(?:er|re)s?": "cm²",
    r"mm|millimet(?:er|re)s?": "mm",
    r"cm|centimet(?:er|re)s?": "cm",
    r"µm|μm|um|microns?|micromet(?:er|re)s?": "µm",
    r"nm|nanomet(?:er|re)s?": "nm",
    r"cc|mL|ml|millilit(?:er|re)s?|cubic centimet(?:er|re)s?": "ml",
    r"L|l|lit(?:er|re)s?": "l",
    r"m|met(?:er|re)s?": "m",
    r"inch(?:es)?": "inch",
    r"feet|foot|ft": "ft",
    r"mcg|µg|μg|micrograms?": "µg",
    r"mg|milligrams?": "mg",
    r"kg|kilos?|kilograms?": "kg",
    r"g|grams?": "g",
    r"lbs?|pounds?": "lb",
    r"oz|ounces?": "oz",
    r"%|percent(?:age points?)?|per cent": "percent",
    r"°\s?C|℃|degrees? Celsius|degrees? centigrade": "°C",
    r"°\s?F|℉|degrees? Fahrenheit": "°F",
    r"°|degrees?": "degree",
    r"shots?|pulses": "shot",
    r"units?|IU|U": "unit",
    r"vials?": "vial",
    r"ampoules?": "ampoule",
    r"drops?": "drop",
    r"packets?|sachets?": "packet",
    r"(?:tea|table)?spoon(?:ful)?s?": "spoon",
    r"pills?|tablets?|capsules?": "pill",
    r"lines": "line",
    r"joules?|J": "joule",
    r"kHz": "kHz",
    r"MHz|megahertz": "MHz",
    r"Hz|hertz": "Hz",
    r"kcal|calories|kilocalories": "kcal",
    r"W|watts?": "watt",
    r"won|KRW": "won",
    r"dollars?|USD": "dollar",
    r"(?:full |calendar |whole |more |additional |extra |further |long |business |working "
    r"|consecutive )?"
    r"hours?|hrs?|h": "hour",
    r"minutes?|mins?": "minute",
    r"seconds?|secs?": "second",
    r"(?:full |more |additional |extra |further |whole |consecutive )?months?": "month",
    r"(?:full |more |additional |extra |further |whole |consecutive )?weeks?": "week",
    r"(?:full |more |additional |extra |further |whole |consecutive |business |working "
    r")?days?|nights?": "day",
    r"years?[\s-]olds?|years? of age|yrs?[\s-]olds?": "age",
    r"(?:full |more |additional |extra |further |whole |consecutive )?years?|yrs?": "year",
    r"(?:or more |separate |more |additional )?times": "times",
    r"[\s-]?folds?": "fold",
    r"(?:or more |separate |more |additional |treatment )?sessions?": "session",
}
PLAIN = [(re.compile(pattern), unit) for pattern, unit in UNITS.items()]
UNIT = "(?P<unit>" + "|".join(UNITS) + r")(?![A-Za-z²])"
TIME = r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?)"
ONES_WORD = "|".join(sorted(ONES, key=len, reverse=True))
TENS_WORD = "|".join(TENS)
BASE = rf"(?:(?:{TENS_WORD})(?:-(?:{'|'.join(ONES[1:10])})(?![a-z]))?|{ONES_WORD})"
SCALE = "|".join(SCALES)
ONE = Fraction(1)
HALF = Fraction(1, 2)
_PARTS = re.compile(rf"({DIGITS})|([a-z]+)")


# A unit is looked for among fifty patterns, and texts write few.
@lru_cache(maxsize=1024)
def unit_of(text: str | None) -> str:
    """Return the canonical unit that `text` names, empty where it names none."""
    if not text:
        return ""
    for pattern, unit in PLAIN:
        if pattern.fullmatch(text):
            return unit
    return ""


@lru_cache(maxsize=4096)
def value_of(text: str) -> Fraction:
    """Return the value of a number in words or digits: `two hundred and fifty`, `3 million`."""
    total, section = Fraction(0), Fraction(0)
    for digits, word in _PARTS.findall(text.lower()):
        if digits:
            section += number(digits)
        elif word in WORDS:
            section += WORDS[word]
        elif word in ("hundred", "hundreds"):
            section = (section or ONE) * 100
        elif word in SCALES:
            total += (section or ONE) * SCALES[word]
            section = Fraction(0)
    return total + section
