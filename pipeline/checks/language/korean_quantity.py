"""Quantities in Korean: digits, Sino-Korean and native numerals with their counters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pipeline.checks.language.quantity import Quantity
from pipeline.checks.language.scan import DIGITS, Rule, compound, inherit, number, scan

_SINO = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"륙": 6}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10_000, "억": 100_000_000}
_NATIVE = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4,
    "다섯": 5, "닷": 5, "여섯": 6, "엿": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50,
    "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_ROUGHLY = {
    "한두": (1, 2), "두세": (2, 3), "두서너": (2, 4), "서너": (3, 4), "너덧": (4, 5),
    "네댓": (4, 5), "너댓": (4, 5), "네다섯": (4, 5), "대여섯": (5, 6), "예닐곱": (6, 7),
    "일고여덟": (7, 8), "엳아홉": (8, 9),
}  # fmt: skip
_ADJACENT = {
    "일이": (1, 2), "이삼": (2, 3), "삼사": (3, 4), "사오": (4, 5), "오륙": (5, 6),
    "육칠": (6, 7), "칠팔": (7, 8), "팔구": (8, 9),
}  # fmt: skip
_DAYS = {
    "하루이틀": (1, 2), "하루 이틀": (1, 2), "이틀사흘": (2, 3), "사나흘": (3, 4),
    "네댓새": (4, 5), "너댓새": (4, 5), "대엿새": (5, 6), "예니레": (6, 7),
    "하루": (1,), "이틀": (2,), "사흘": (3,), "나흘": (4,), "닷새": (5,), "엿새": (6,),
    "이레": (7,), "여드레": (8,), "아흐레": (9,), "열흘": (10,), "보름": (15,),
}  # fmt: skip

_UNITS: dict[str, str] = {
    r"mmHg": "mmHg", r"mm²|㎟|mm\^?2": "mm²", r"cm²|㎠|cm\^?2": "cm²",
    r"mm|㎜|밀리미터|밀리(?!그|리)": "mm", r"cm|㎝|센티미터|센티|센치": "cm",
    r"µm|μm|㎛|마이크로미터|마이크론": "µm", r"nm|㎚|나노미터": "nm",
    r"cc|CC|㏄|시시|씨씨|ml|mL|ML|㎖|밀리리터": "ml", r"[lL](?![A-Za-z])|ℓ|리터": "l",
    r"㎍|µg|μg|mcg|마이크로그램": "µg", r"mg|㎎|밀리그램": "mg",
    r"kg|㎏|킬로그램|킬로(?!칼|와|헤|미)": "kg", r"g(?![A-Za-z])|그램": "g",
    r"%p|%|퍼센트|프로(?![가-힣]|의)": "percent",
    r"℃|°C|도씨": "°C", r"°F|℉": "°F", r"°|도(?![가-힣]*(?:움|달))": "degree",
    r"샷": "shot", r"유닛|단위|IU|U(?![A-Za-z])": "unit", r"바이알": "vial", r"앰플": "ampoule",
    r"방울": "drop", r"알(?=[\s을이씩만까,.]|$)|정(?=[\s을이씩만까,.]|$)|캡슐": "pill",
    r"줄(?![무이])": "line", r"줄\(J\)|J(?![A-Za-z])": "joule",
    r"kHz|킬로헤르츠": "kHz", r"MHz|메가헤르츠": "MHz", r"Hz|헤르츠": "Hz",
    r"kcal|킬로칼로리|칼로리": "kcal", r"W(?![A-Za-z])|와트": "watt",
    r"원(?![가-힣]*[장인형])": "won", r"달러": "dollar", r"인치": "inch",
    r"시간": "hour", r"분의(?=\s?[\d일이삼사])": "of", r"분(?!들|께|위|포|산|해|석|리)": "minute",
    r"초(?!반|기|음|진|중|등|점|조|콜|래|면)": "second",
    r"개월": "month", r"달(?!러|라|성|리|아)": "month", r"년대": "in year", r"년": "year",
    r"주년": "year", r"해": "year", r"주일|주(?!름|사|위|변|말|입|요일|머)": "week",
    r"일(?!반|부(?!터)|상|정(?!도)|치|본|대일)": "day",
    r"월(?!등)": "in month", r"시(?!술|기|력|점|작|도|선|행|야|리|절)": "clock12",
    r"세(?!대|포|트|션|기|안)|살": "age", r"대(?=[\s는가의에도를,.·~로초중후여남분이면]|$)": "decade",
    r"(?:번째|째)\s?주": "week", r"(?:번째|째)\s?(?:날|밤)": "day", r"(?:번째|째)\s?달": "month",
    r"(?:번째|째)\s?해": "year", r"번째|째": "ordinal", r"번|차례|회": "times", r"차(?!이|단|례|원)": "session", r"배(?!출|액|송)": "fold",
}  # fmt: skip
_COUNTERS = (
    r"명|인(?![가-힣]{2})|개(?!월|인|선)|가지|곳|군데|쪽|겹|층|단계|모|가닥|점|방향|분|올|마리|장|대|권|편|"
    r"종류|통|병|잔|컵|끼|알|포|벌|칸|조각|부위|줄기|손가락|마디|방|팀|단"
)
_UNIT = "(?P<unit>" + "|".join(_UNITS) + ")"
_NAMED = [(re.compile(pattern), unit) for pattern, unit in _UNITS.items()]

_PER = (
    r"(?:(?P<day>하루|매일|1?일(?=\s?\d)|날마다)|(?P<week>일주일|1주일?|매주|한\s?주|주(?=\s?\d))|"
    r"(?P<month>한\s?달|1개월|매달|매월|월(?=\s?\d))|(?P<year>1년|일\s?년|한\s?해|매년|연(?=\s?\d)))"
)
_PERIOD = re.compile(rf"{_PER}(?:에|간|동안)?(?:는|도)?\s?(?:총|약|최대|최소|적어도|각각|딱)?\s?$")

_SINO_UNIT = (
    r"(?P<unit>주일|주(?=\s?(?:간|동안|후|뒤|전|이상|이내|정도|쯤|째|차|만에|에))|개월|년(?!대)|"
    r"일(?=\s?(?:간|동안|후|뒤|전|이상|이내|정도|쯤|째|차|만에|에|이|\s))|분(?!의|들)|초(?=\s?(?:간|동안|후|뒤|씩|정도))|"
    r"회|시간|번|차례|킬로그램|킬로|월|개(?!월)|가지|곳|명|인|보(?=[를씩\s])|대|세|원|퍼센트|단계|배|도(?=\s|[의로])|미터|밀리(?:미터)?|센티(?:미터)?|시시|그램|밀리그램|샷|장)"
)
_JOINT = re.compile(r"\s?(?:[~∼〜～–—-]|에서|부터|내지|또는|혹은|이나|나|,|·|와|과|및)\s?")
_PLUS = re.compile(r"\s?(?:하고|과)?\s?")


def korean_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Korean text, in order."""
    found = [_with_period(text, quantity) for quantity in scan(text, _RULES)]
    return compound(text, inherit(text, found, _JOINT), _PLUS)


def _with_period(text: str, quantity: Quantity) -> Quantity:
    if quantity.unit not in ("times", "pill", "drop", "ml", "mg", "unit", ""):
        return quantity
    start = quantity.span[0]
    match = _PERIOD.search(text, max(0, start - 12), start)
    if not match or not match.lastgroup:
        return quantity
    return quantity._replace(per=match.lastgroup)


def _unit(text: str | None) -> str:
    if not text:
        return ""
    for pattern, unit in _NAMED:
        if pattern.match(text) and pattern.match(text).end() == len(text):  # type: ignore[union-attr]
            return unit
    return ""


def _sino(text: str) -> Fraction:
    """Return the value of a Sino-Korean numeral, with or without digits: `1만 5천`, `이십오`."""
    total, section, current = Fraction(0), Fraction(0), Fraction(0)
    for digits, char in re.findall(rf"({DIGITS})|([가-힣])", text):
        if digits:
            current = number(digits)
        elif char in _SINO:
            current = Fraction(_SINO[char])
        elif char in _SMALL:
            section += (current or 1) * _SMALL[char]
            current = Fraction(0)
        elif char in _LARGE:
            total += (section + current or 1) * _LARGE[char]
            section = current = Fraction(0)
    return total + section + current


def _decade(value: Fraction, unit: str) -> str:
    return "" if unit == "decade" and (value % 10 or not 10 <= value <= 100) else unit


def _digits(match: re.Match[str]) -> Iterable[Quantity]:
    value, unit = _sino(match["number"]), _unit(match["unit"])
    if unit == "of":
        return ()
    if unit == "year" and 1900 <= value <= 2100:
        unit = "in year"
    if unit == "minute" and match["after"]:
        unit = ""
    if match["half"]:
        value += Fraction(1, 2)
    firm = value != 1 and (value, unit) != (100, "percent")
    return (Quantity(value, _decade(value, unit), match.span(), firm),)


def _fraction(match: re.Match[str]) -> Iterable[Quantity]:
    below, above = _sino(match["below"]), _sino(match["above"])
    return (Quantity(above / below, "", match.span()),) if below else ()


def _percent_half(match: re.Match[str]) -> Iterable[Quantity]:
    return (Quantity(Fraction(1, 2), "", match.span(), firm=False, digits=False),)


def _date(match: re.Match[str]) -> Iterable[Quantity]:
    span = match.span
    if match["year"]:
        yield Quantity(number(match["year"]), "in year", span("year"))
    yield Quantity(number(match["month"]), "in month", span("month"))
    if match["day"]:
        yield Quantity(number(match["day"]), "on day", span("day"))


def _clock(match: re.Match[str]) -> Iterable[Quantity]:
    word = match["native"]
    hour = _native(word) if word else number(match["hour"])
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
    value = Fraction("월화수목금토일".index(match["name"] or match["short"]))
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
    "매일": (Fraction(1), "day", False), "날마다": (Fraction(1), "day", False),
    "매주": (Fraction(1), "week", False), "매달": (Fraction(1), "month", False),
    "매월": (Fraction(1), "month", False), "매년": (Fraction(1), "year", False),
    "해마다": (Fraction(1), "year", False), "격일": (Fraction(2), "day", True),
    "환갑": (Fraction(60), "age", False),
    "칠순": (Fraction(70), "age", False), "팔순": (Fraction(80), "age", False), "격주": (Fraction(2), "week", False), "반년": (Fraction(6), "month", True),
    "반나절": (Fraction(1, 2), "day", False), "이튿날": (Fraction(2), "day", False),
    "첫날": (Fraction(1), "day", False), "첫 주": (Fraction(1), "week", False),
    "첫 달": (Fraction(1), "month", False), "첫해": (Fraction(1), "year", False),
}  # fmt: skip


def _sino_word(match: re.Match[str]) -> Iterable[Quantity]:
    word, unit = match["word"], _unit(match["unit"])
    scale = {"십": 10, "백": 100, "천": 1000}.get(word[2:], 1)
    if word[:2] in _ADJACENT and (len(word) == 2 or scale > 1):
        values = [Fraction(v * scale) for v in _ADJACENT[word[:2]]]
    else:
        values = [_sino(word)]
    if unit == "in month":
        values = [value for value in values if value <= 12]
    for value in values:
        firm = value != 1 and unit != "in month"
        yield Quantity(value, _decade(value, unit), match.span(), firm, digits=False)


def _native(word: str) -> Fraction:
    value = 0
    for tens, worth in _TENS.items():
        if word.startswith(tens):
            value, word = worth, word[len(tens) :].lstrip()
            break
    return Fraction(value + _NATIVE.get(word, 0))


def _native_word(match: re.Match[str]) -> Iterable[Quantity]:
    unit = _unit(match["unit"]) if match["unit"] else ""
    if unit == "minute":
        unit = ""
    rough = _ROUGHLY.get(match["word"])
    values = [Fraction(v) for v in rough] if rough else [_native(match["word"])]
    counted = bool(match["unit"] or match["counter"])
    if match["word"] in ("석", "서", "넉", "너", "닷", "엿") and unit not in ("month", "week"):
        return
    people = (match["counter"] or "").strip() in ("분", "명", "팀")
    half = Fraction(1, 2) if match["half"] and unit else Fraction(0)
    for value in values:
        firm = value + half != 1 and (counted or (value > 4 and match["word"] not in ("열", "쉰"))) and (value > 2 or not people)
        yield Quantity(value + half, unit, match.span(), firm, digits=False)


def _pair(match: re.Match[str]) -> Iterable[Quantity]:
    value = Fraction(3 if match[0].startswith(("삼중", "세 겹")) else 2)
    return (Quantity(value, "", match.span(), firm=False, digits=False),)


_ONES = "|".join(sorted(_NATIVE, key=len, reverse=True))
_NATIVE_WORD = (
    rf"(?:{'|'.join(_TENS)})\s?(?:{_ONES})|{'|'.join(_ROUGHLY)}|{'|'.join(_TENS)}|{_ONES}"
)
_NATIVE_UNITS = (
    r"(?P<unit>시간|주일|주(?![름사위변말입머제])|달(?![라성리아])|해(?=\s|[가를에])|살|(?:번째|째)(?:\s?(?:날|밤|주(?![름사위변말입머제])|달|해(?=\s|[를에])))?|번(?!호|식)|차례|배(?=\s|[로의가까])|회|샷|방울|줄|"
    r"알(?=[\s을이씩만까,.]|$)|개월|바이알|앰플|센티미터|밀리미터)"
)

_AND_HALF = r"(?P<half>\s반(?=\s|이|에|정도|[.,]|$))?"
_PARTICLE = (
    r"[은는이가을를의에로와과도만씩으까인뿐당쯤째밖중남께들]|정도|마다|부터|입니다|예요|처럼|보다|한테|안"
)
_ATTACHED = r"(?:번째|가지|군데|명|개(?![가-힣]*[월골내저안])|겹|쪽|곳|단계)"
_BARE = (
    r"(?<=하나|다섯|여섯|일곱|여덟|아홉|서른|마흔|예순|일흔|여든|아흔|스물)(?![가-힣]{3})"
    r"|(?<=둘|셋|넷)(?![가-힣]{3})|(?<=열)(?=에\s(?:한|두|세|셋|하나|둘))"
)

_RULES: list[Rule] = [
    (
        re.compile(
            r"(?:(?P<year>(?:19|20)\d\d)년\s?)?(?<!\d)(?P<month>1[0-2]|0?[1-9])월\s?"
            r"(?P<day>3[01]|[12]\d|0?[1-9])일(?!정)"
        ),
        _date,
    ),
    (
        re.compile(
            r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?[.\-/]\s?(?P<month>1[0-2]|0?[1-9])\s?[.\-/]\s?"
            r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
        ),
        _date,
    ),
    (
        re.compile(
            r"(?:(?P<part>오전|오후|저녁|밤|낮|아침|새벽)\s?)?(?:(?<![\d가-힣])(?P<native>열한|열두|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
            r"|(?<!\d)(?P<hour>2[0-4]|1\d|\d))\s?시(?!간|술|기|력|점|작|도|선|행|야|리|절|중|내|(?<=두시)[는길면고다지라려니거겠되])(?:\s?(?P<minutes>[0-5]?\d)분|\s?(?P<half>반))?"
        ),
        _clock,
    ),
    (
        re.compile(
            r"(?:(?P<part>오전|오후|저녁|밤|낮|아침|새벽|AM|PM)\s?)?(?P<native>(?!))?(?<![\d:])(?P<hour>2[0-4]|1\d|0?\d):(?P<minutes>[0-5]\d)(?!\d)(?P<half>(?!))?"
        ),
        _clock,
    ),
    (re.compile(r"정오|자정"), _noon),
    (
        re.compile(
            r"(?P<name>[월화수목금토일])(?:요일|(?=(?:\s?[·,~∼]\s?[월화수목금토일])+요일))"
            r"|(?<=\()(?P<short>[월화수목금토일])(?=\))"
        ),
        _weekday,
    ),
    (re.compile(r"(?P<nights>\d)박\s?(?P<days>\d)일"), _stay),
    (
        re.compile(
            r"(?P<below>\d+|[이삼사오육칠팔구십])\s?분의\s?(?P<above>\d+|[일이삼사오육칠팔구])"
        ),
        _fraction,
    ),
    (re.compile(r"(?<![\d/])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])"), _fraction),
    (
        re.compile(
            rf"(?<![A-Za-z\d.])(?<!\d,)(?P<number>{DIGITS}(?:\s?(?:[백천]?[만억](?!에|나|큼|은|이|약|지|들)|[백천](?![가-힣]))"
            rf"(?:\s?{DIGITS}(?:[백천])?(?=\s?(?:원|명|샷|모|건)))?)?)"
            rf"여?(?:\s?{_UNIT}(?P<after>\s?(?:이|께|들|씩)\s?(?:오|계|함|받))?(?P<half>\s?반(?![가-힣]{{2}}))?)?"
        ),
        _digits,
    ),
    (re.compile("(?<![가-힣])(?:" + "|".join(_PERIODS) + ")"), _spans),
    (
        re.compile(
            r"(?<![가-힣])(?:"
            + "|".join(sorted(_DAYS, key=len, reverse=True))
            + r")(?!달|빛|아침|속|림|트)"
        ),
        _days,
    ),
    (re.compile(r"절반"), _percent_half),
    (
        re.compile(
            rf"(?<![가-힣\d])(?P<word>(?:{'|'.join(_ADJACENT)})[십백천]?|이(?=\s?(?:년\s|개월|주일)|\s주\s(?:만|동안|후|뒤))|"
            rf"[일삼사오육칠팔구](?=\s|주일|개월|년)|[일이삼사오육칠팔구]?[십백천만](?=\s)|"
            rf"[일이삼사오육칠팔구]?[십백천만][일이삼사오육칠팔구십백천만]{{1,8}}|[이삼사오육칠팔구][십백천만])여?\s?{_SINO_UNIT}"
        ),
        _sino_word,
    ),
    (
        re.compile(
            rf"(?<![가-힣])(?P<word>{_NATIVE_WORD})(?:\s?{_NATIVE_UNITS}{_AND_HALF}"
            rf"|(?P<counter>\s(?:{_COUNTERS})(?:(?![가-힣])|(?={_PARTICLE}))|{_ATTACHED})"
            rf"|(?=\s[가-힣])|{_BARE})"
        ),
        _native_word,
    ),
    (
        re.compile(
            r"(?<![가-힣])(?:양(?:쪽|측|옆|악|볼|눈|손|팔|발|다리|끝|광대|어깨|방향|면)|이중|삼중|쌍(?=꺼풀|커풀|방|둥)|두\s|둘|쌍꺼풀|상하|좌우|앞뒤|전후|안팎)"
        ),
        _pair,
    ),
]
