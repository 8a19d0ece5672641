"""Korean numerals and units: how they are written, and what they are worth."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from pipeline.checks.language.scan import DIGITS, number

SINO = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"륙": 6}
SMALL = {"십": 10, "백": 100, "천": 1000}
LARGE = {"만": 10_000, "억": 100_000_000}
NATIVE = {
    "하나": 1,
    "한": 1,
    "둘": 2,
    "두": 2,
    "셋": 3,
    "세": 3,
    "석": 3,
    "넷": 4,
    "네": 4,
    "넉": 4,
    "다섯": 5,
    "닷": 5,
    "여섯": 6,
    "엿": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
}
TENS = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
ROUGHLY = {
    "한두": (1, 2),
    "두세": (2, 3),
    "두서너": (2, 4),
    "서너": (3, 4),
    "너덧": (4, 5),
    "네댓": (4, 5),
    "너댓": (4, 5),
    "네다섯": (4, 5),
    "대여섯": (5, 6),
    "예닐곱": (6, 7),
    "일고여덟": (7, 8),
    "엳아홉": (8, 9),
}
ADJACENT = {
    "일이": (1, 2),
    "이삼": (2, 3),
    "삼사": (3, 4),
    "사오": (4, 5),
    "오륙": (5, 6),
    "육칠": (6, 7),
    "칠팔": (7, 8),
    "팔구": (8, 9),
}
UNITS: dict[str, str] = {
    r"mmHg": "mmHg",
    r"mm²|㎟|mm\^?2": "mm²",
    r"cm²|㎠|cm\^?2": "cm²",
    r"mm|㎜|밀리미터|밀리(?!그|리)": "mm",
    r"cm|㎝|센티미터|센티|센치": "cm",
    r"µm|μm|㎛|마이크로미터|마이크론": "µm",
    r"nm|㎚|나노미터": "nm",
    r"cc|CC|㏄|시시|씨씨|ml|mL|ML|㎖|밀리리터": "ml",
    r"[lL](?![A-Za-z])|ℓ|리터": "l",
    r"㎍|µg|μg|mcg|마이크로그램": "µg",
    r"mg|㎎|밀리그램": "mg",
    r"kg|㎏|킬로그램|킬로(?!칼|와|헤|미)": "kg",
    r"g(?![A-Za-z])|그램": "g",
    r"%p|%|퍼센트|프로(?![가-힣]|의)": "percent",
    r"℃|°C|도씨": "°C",
    r"°F|℉": "°F",
    r"°|도(?![가-힣]*(?:움|달))": "degree",
    r"샷": "shot",
    r"유닛|단위|IU|U(?![A-Za-z])": "unit",
    r"바이알": "vial",
    r"앰플": "ampoule",
    r"방울": "drop",
    r"포(?=[\s을를씩만,.]|$)|봉지": "packet",
    r"숟가락|스푼|티스푼": "spoon",
    r"알(?=[\s을이씩만까,.]|$)|정(?=[\s을이씩만까,.]|$)|캡슐": "pill",
    r"줄(?![무이])": "line",
    r"줄\(J\)|J(?![A-Za-z])": "joule",
    r"kHz|킬로헤르츠": "kHz",
    r"MHz|메가헤르츠": "MHz",
    r"Hz|헤르츠": "Hz",
    r"kcal|킬로칼로리|칼로리": "kcal",
    r"W(?![A-Za-z])|와트": "watt",
    r"원(?![가-힣]*[장인형])": "won",
    r"달러": "dollar",
    r"인치": "inch",
    r"시간": "hour",
    r"분의(?=\s?[\d일이삼사])": "of",
    r"분(?!들|께|위|포|산|해|석|리)": "minute",
    r"초(?!반|기|음|진|중|등|점|조|콜|래|면)": "second",
    r"개월": "month",
    r"달(?!러|라|성|리|아)": "month",
    r"년대": "in year",
    r"년": "year",
    r"주년": "year",
    r"해": "year",
    r"주일|주(?!름|사|위|변|말|입|요일|머)": "week",
    r"일(?!반|부(?!터)|상|정(?!도)|치|본|대일)": "day",
    r"월(?!등)": "in month",
    r"시(?!술|기|력|점|작|도|선|행|야|리|절)": "clock12",
    r"세(?!대|포|트|션|기|안)|살": "age",
    r"대(?=[\s는가의에도를,.·~로초중후여남분이면]|$)": "decade",
    r"(?:번째|째)\s?주": "week",
    r"(?:번째|째)\s?(?:날|밤)": "day",
    r"(?:번째|째)\s?달": "month",
    r"(?:번째|째)\s?해": "year",
    r"번째|째": "ordinal",
    r"번|차례|회": "times",
    r"차(?!이|단|례|원)": "session",
    r"배(?!출|액|송)": "fold",
}
COUNTERS = (
    r"명|인(?![가-힣]{2})|개(?!월|인|선)|가지|곳|군데|쪽|겹|층|단계|모|가닥|점|방향|분|올"
    r"|마리|장|대|권|편|"
    r"종류|통|병|잔|컵|끼|알|포|벌|칸|조각|부위|줄기|손가락|마디|방|팀|단"
)
UNIT = "(?P<unit>" + "|".join(UNITS) + ")"
_PARTS = re.compile(rf"({DIGITS})|([가-힣])")
NAMED = [(re.compile(pattern), unit) for pattern, unit in UNITS.items()]
SINO_UNIT = (
    r"(?P<unit>주일|주(?=\s?(?:간|동안|후|뒤|전|이상|이내|정도|쯤|째|차|만에|에))|개월|년(?!대)|"
    r"일(?=\s?(?:간|동안|후|뒤|전|이상|이내|정도|쯤|째|차|만에|에|이|\s))|분(?!의|들)"
    r"|초(?=\s?(?:간|동안|후|뒤|씩|정도))|"
    r"회|시간|번|차례|킬로그램|킬로|월|가닥|모(?=[를\s])|샷|쪽|장|통|개(?!월)|가지|곳|명|인"
    r"|보(?=[를씩\s])|대|세|원|퍼센트|단계|배|도(?=\s|[의로])|미터|밀리(?:미터)?"
    r"|센티(?:미터)?|시시|그램|밀리그램|샷|장)"
)


# A unit is looked for among sixty patterns, and texts write few.
@lru_cache(maxsize=1024)
def unit_of(text: str | None) -> str:
    """Return the canonical unit that `text` names, empty where it names none."""
    if not text:
        return ""
    for pattern, unit in NAMED:
        match = pattern.match(text)
        if match and match.end() == len(text):
            return unit
    return ""


@lru_cache(maxsize=4096)
def sino_value(text: str) -> Fraction:
    """Return the value of a Sino-Korean numeral, with or without digits: `1만 5천`, `이십오`."""
    total, section, current = Fraction(0), Fraction(0), Fraction(0)
    for digits, char in _PARTS.findall(text):
        if digits:
            current = number(digits)
        elif char in SINO:
            current = Fraction(SINO[char])
        elif char in SMALL:
            section += (current or 1) * SMALL[char]
            current = Fraction(0)
        elif char in LARGE:
            total += (section + current or 1) * LARGE[char]
            section = current = Fraction(0)
    return total + section + current


def native_value(word: str) -> Fraction:
    """Return the value of a native numeral up to 99 (스물다섯)."""
    value = 0
    for tens, worth in TENS.items():
        if word.startswith(tens):
            value, word = worth, word[len(tens) :].lstrip()
            break
    return Fraction(value + NATIVE.get(word, 0))
