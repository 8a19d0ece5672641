"""Quantities in Korean: digits, Sino-Korean and native numerals with their counters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.cues import Cue
from pipeline.checks.language.korean_time import DATES_AND_TIMES, PARTS, PERIODS
from pipeline.checks.language.korean_words import (
    ADJACENT,
    COUNTERS,
    NATIVE,
    ROUGHLY,
    SINO_UNIT,
    TENS,
    UNIT,
    native_value,
    sino_value,
    unit_of,
)
from pipeline.checks.language.quantity import DURATIONS, Quantity
from pipeline.checks.language.scan import DIGITS, Rule, compound, inherit, scan, with_rates

_PER = (
    r"(?:(?P<day>하루|매일|1?일(?=\s?\d)|날마다)|(?P<week>일주일|1주일?|매주|한\s?주|주(?=\s?\d))|"
    r"(?P<month>한\s?달|1개월|매달|매월|월(?=\s?\d))|(?P<year>1년|일\s?년|한\s?해|매년"
    r"|연(?=\s?\d)))"
)
_PERIOD = re.compile(rf"{_PER}(?:에|간|동안)?(?:는|도)?\s?(?:총|약|최대|최소|적어도|각각|딱)?\s?$")
_EVERY = re.compile(r"\s?(?:마다|간격)")
_JOINT = re.compile(r"\s?(?:[~∼〜～–—-]|에서|부터|내지|또는|혹은|이나|나|,|·|와|과|및)\s?")
_PLUS = re.compile(r"\s?(?:하고|과)?\s?")


def korean_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Korean text, in order."""
    found = with_rates([_with_period(text, quantity) for quantity in scan(text, _RULES)])
    found = compound(text, inherit(text, found, _JOINT), _PLUS)
    return [quantity._replace(marks=_marks(text, quantity.span)) for quantity in found]


_AFTER = {
    "min": re.compile(r"(?:간|동안)?\s?(?:이상|넘게|넘는|남짓\s넘)"),
    "max": re.compile(r"(?:간|동안)?\s?(?:이내|이하|미만|안에|을?\s?넘(?:기|지)\s?(?:지\s?)?않)"),
    "before": re.compile(r"\s?(?:전(?=[에까부\s,.]|$)|이전)"),
    "after": re.compile(r"\s?(?:후(?!반)|뒤|이후|지나|지난)"),
}
_BEFORE = {
    "min": re.compile(r"(?:최소|적어도|최소한)\s(?:[가-힣]{1,4}\s)?$"),
    "max": re.compile(r"(?:최대|많아야|길어야|늦어도)\s?$"),
    "before": re.compile(
        r"(?:식전|(?:수술|시술|검사|식사)\s?(?:하기\s)?전)\s?(?:최소\s|적어도\s|약\s)?$"
    ),
    "after": re.compile(r"(?:식후|(?:수술|시술|식사)\s?(?:후|뒤))\s?(?:약\s)?$"),
}


def _marks(text: str, span: tuple[int, int]) -> frozenset[str]:
    start, end = span
    return frozenset(
        [mark for mark, pattern in _AFTER.items() if pattern.match(text, end)]
        + [
            mark
            for mark, pattern in _BEFORE.items()
            if pattern.search(text, max(0, start - 10), start)
        ]
    )


def _with_period(text: str, quantity: Quantity) -> Quantity:
    if quantity.unit in DURATIONS and _EVERY.match(text, quantity.span[1]):
        return quantity._replace(per="interval")
    if quantity.unit not in ("times", "pill", "drop", "ml", "mg", "unit", ""):
        return quantity
    start = quantity.span[0]
    match = _PERIOD.search(text, max(0, start - 12), start)
    if not match or not match.lastgroup:
        return quantity
    return quantity._replace(per=match.lastgroup, span=(match.start(), quantity.span[1]))


def _decade(value: Fraction, unit: str) -> str:
    return "" if unit == "decade" and (value % 10 or not 10 <= value <= 100) else unit


def _digits(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = sino_value(match["number"]), unit_of(match["unit"])
    if unit == "of":
        return ()
    if unit == "year" and 1900 <= value <= 2100:
        unit = "in year"
    if unit == "minute" and match["after"]:
        unit = ""
    if match["half"]:
        value += Fraction(1, 2)
    firm = value != 1 and not (value == 100 and unit == "percent")
    return (Quantity(value, _decade(value, unit), match.span(), firm),)


def _fraction(match: re.Match[str]) -> Iterable[Quantity]:
    below, above = sino_value(match["below"]), sino_value(match["above"])
    return (Quantity(above / below, "", match.span()),) if below else ()


def _half(match: re.Match[str]) -> Iterable[Quantity]:
    """Read 절반, 반으로 and a half dose (반 알)."""
    unit = "pill" if match[0][-1] in "알정" else ""
    firm = match[0] != "절반"
    return (Quantity(Fraction(1, 2), unit, match.span(), firm, digits=False),)


def _once_more(match: re.Match[str]) -> Iterable[Quantity]:
    """Read 한 번 더 as once, and as the twice that it makes."""
    for value in (1, 2):
        yield Quantity(Fraction(value), "times", match.span(), firm=False, digits=False)


def _sino_word(match: re.Match[str]) -> Iterable[Quantity]:
    word, unit = match["word"], unit_of(match["unit"])
    scale = {"십": 10, "백": 100, "천": 1000}.get(word[2:], 1)
    if word[:2] in ADJACENT and (len(word) == 2 or scale > 1):
        values = [Fraction(v * scale) for v in ADJACENT[word[:2]]]
    else:
        values = [sino_value(word)]
    if unit == "in month":
        values = [value for value in values if value <= 12]
    for value in values:
        firm = value != 1 and unit != "in month"
        yield Quantity(value, _decade(value, unit), match.span(), firm, digits=False)


def _native_word(match: re.Match[str]) -> Iterable[Quantity]:
    unit = unit_of(match["unit"]) if match["unit"] else ""
    if unit == "minute":
        unit = ""
    rough = ROUGHLY.get(match["word"])
    values = [Fraction(v) for v in rough] if rough else [native_value(match["word"])]
    counted = bool(match["unit"] or match["counter"])
    if match["word"] in ("석", "서", "넉", "너", "닷", "엿") and unit not in ("month", "week"):
        return
    people = (match["counter"] or "").strip() in ("분", "명", "팀")
    half = Fraction(1, 2) if match["half"] and unit else Fraction(0)
    for value in values:
        firm = (
            value + half != 1
            and (counted or (value > 4 and match["word"] not in ("열", "쉰")))
            and (value > 2 or not people)
        )
        yield Quantity(value + half, unit, match.span(), firm, digits=False)


def _pair(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(3 if match[0].startswith(("삼중", "세 겹")) else 2)
    return (Quantity(value, "", match.span(), firm=False, digits=False),)


_ONES = "|".join(sorted(NATIVE, key=len, reverse=True))
_NATIVE_WORD = rf"(?:{'|'.join(TENS)})\s?(?:{_ONES})|{'|'.join(ROUGHLY)}|{'|'.join(TENS)}|{_ONES}"
_NATIVE_UNITS = (
    r"(?P<unit>시간|주일|주(?![름사위변말입머제])|달(?![라성리아])|해(?=\s|[가를에])|살"
    r"|(?:번째|째)(?:\s?(?:날|밤|주(?![름사위변말입머제])|달|해(?=\s|[를에])))?|번(?!호|식)"
    r"|차례|배(?=\s|[로의가까])|회|샷|방울|줄|"
    r"알(?=[\s을이씩만까,.]|$)|개월|바이알|앰플|센티미터|밀리미터)"
)
_AND_HALF = r"(?P<half>\s반(?=\s|이|에|정도|[.,]|$))?"
_PARTICLE = (
    r"[은는이가을를의에로와과도만씩으까인뿐당쯤째밖중남께들]|정도|마다|부터|입니다|예요|처럼"
    r"|보다|한테|안"
)
_ATTACHED = r"(?:번째|가지|군데|명|개(?![가-힣]*[월골내저안])|겹|쪽|곳|단계)"
_BARE = (
    r"(?<=하나|다섯|여섯|일곱|여덟|아홉|서른|마흔|예순|일흔|여든|아흔|스물)(?![가-힣]{4})"
    r"|(?<=둘|셋|넷)(?![가-힣]{4})|(?<=열)(?=에\s(?:한|두|세|셋|하나|둘|넷|네|다섯|여섯|일곱"
    r"|여덟|아홉))"
)

_RULES: list[Rule] = [
    *DATES_AND_TIMES,
    (
        Cue(r"(?P<below>\d+|[이삼사오육칠팔구십])\s?분의\s?(?P<above>\d+|[일이삼사오육칠팔구])"),
        _fraction,
    ),
    (Cue(r"(?<![\d/])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])"), _fraction),
    (
        Cue(
            rf"(?<![A-Za-z\d.])(?<!\d,)(?P<number>{DIGITS}(?:\s?(?:[백천]?[만억](?!에|나|큼"
            rf"|은|이|약|지|들)|[백천](?![가-힣]))"
            rf"(?:\s?{DIGITS}(?:[백천])?(?=\s?(?:원|명|샷|모|건)))?)?)"
            rf"여?(?:\s?{UNIT}(?P<after>\s?(?:이|께|들|씩)\s?(?:오|계|함"
            rf"|받))?(?P<half>\s?반(?![가-힣]{{2}}))?)?"
        ),
        _digits,
    ),
    *PERIODS,
    (Cue(r"(?<![가-힣])한\s?번\s?더"), _once_more),
    (
        Cue(r"절반|(?<![가-힣])반으로|(?<![가-힣])반씩|(?<![가-힣])반\s?[알정](?!도)"),
        _half,
    ),
    (
        Cue(
            rf"(?<![가-힣\d])(?P<word>(?:{'|'.join(ADJACENT)})[십백천]?|이(?=\s?(?:년\s"
            rf"|개월|주일)|\s주\s(?:만|동안|후|뒤))|"
            rf"[일삼사오육칠팔구](?=\s|주일|개월|년)|[일이삼사오육칠팔구]?[십백천만](?=\s)|"
            rf"[일이삼사오육칠팔구]?[십백천만][일이삼사오육칠팔구십백천만]{{1,8}}"
            rf"|[이삼사오육칠팔구][십백천만])여?\s?{SINO_UNIT}"
        ),
        _sino_word,
    ),
    (
        Cue(
            rf"(?<![가-힣])(?P<word>{_NATIVE_WORD})(?:\s?{_NATIVE_UNITS}{_AND_HALF}"
            rf"|(?P<counter>\s(?:{COUNTERS})(?:(?![가-힣])|(?={_PARTICLE}))|{_ATTACHED})"
            rf"|(?=\s[가-힣])|{_BARE})"
        ),
        _native_word,
    ),
    (
        Cue(
            r"(?<![가-힣])(?:양(?:쪽|측|옆|악|볼|눈|손|팔|발|다리|끝|광대|어깨|방향|면)|이중"
            r"|삼중|쌍(?=꺼풀|커풀|방|둥)|두\s|둘|쌍꺼풀|상하|좌우|앞뒤|전후|안팎)"
        ),
        _pair,
    ),
    *PARTS,
]
