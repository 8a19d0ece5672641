"""Numbers, units, dates, durations and dosages: what is the same, and what is not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.checks import CHECKS, Pair, run_checks
from pipeline.checks.language.english_quantity import english_quantities
from pipeline.checks.language.korean_quantity import korean_quantities
from pipeline.records import Finding


def found(source: str, target: str, languages: tuple[str, str] = ("ko", "en")) -> list[str]:
    pair = Pair(
        source=source,
        target=target,
        source_language=languages[0],
        target_language=languages[1],
    )
    return [finding.check for finding in run_checks(pair)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("두 번", 2, "times"),
        ("열흘", 10, "day"),
        ("보름", 15, "day"),
        ("3.5mm", Fraction(7, 2), "mm"),
        ("20cc", 20, "ml"),
        ("1,200샷", 1200, "shot"),
        ("30만 원", 300_000, "won"),
        ("3천만 원", 30_000_000, "won"),
        ("1만 5천 원", 15_000, "won"),
        ("이백오십 명", 250, ""),
        ("스물다섯 살", 25, "age"),
        ("30대", 30, "decade"),
        ("1시간 30분", 90, "minute"),
        ("1년 6개월", 18, "month"),
        ("한 시간 반", Fraction(3, 2), "hour"),
        ("3분의 1", Fraction(1, 3), ""),
        ("반년", 6, "month"),
        ("오후 2시 30분", 14 * 60 + 30, "clock"),
        ("2시 반", 2 * 60 + 30, "clock12"),
        ("제2의 인생", 2, ""),
        ("３０％", 30, "percent"),
    ],
)
def test_korean_quantities(text: str, value: int | Fraction, unit: str) -> None:
    from pipeline.checks.language.scan import narrow

    (quantity,) = korean_quantities(narrow(text))
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("서너 달", [3, 4], "month"),
        ("한두 번", [1, 2], "times"),
        ("1~2주", [1, 2], "week"),
        ("이삼 일 동안", [2, 3], "day"),
        ("사나흘", [3, 4], "day"),
        ("20, 30대", [20, 30], "decade"),
        ("2개월에서 3개월", [2, 3], "month"),
    ],
)
def test_korean_ranges_have_one_unit(text: str, values: list[int], unit: str) -> None:
    quantities = korean_quantities(text)
    assert [quantity.value for quantity in quantities] == values
    assert {quantity.unit for quantity in quantities} == {unit}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("twenty-five years old", 25, "age"),
        ("a week", 1, "week"),
        ("two and a half hours", Fraction(5, 2), "hour"),
        ("half an hour", 30, "minute"),
        ("a quarter of an hour", 15, "minute"),
        ("half a million won", 500_000, "won"),
        ("3 million won", 3_000_000, "won"),
        ("KRW 300,000", 300_000, "won"),
        ("two hundred and fifty", 250, ""),
        ("her 30s", 30, "decade"),
        ("the thirties", 30, "decade"),
        ("twice", 2, "times"),
        ("every other day", 2, "day"),
        ("a fortnight", 2, "week"),
        ("two-thirds", Fraction(2, 3), ""),
        ("2:30 p.m.", 14 * 60 + 30, "clock"),
        ("day 5", 5, "day"),
        ("the third week", 3, "week"),
        ("an hour and a half", Fraction(3, 2), "hour"),
        ("1 hour and 30 minutes", 90, "minute"),
    ],
)
def test_english_quantities(text: str, value: int | Fraction, unit: str) -> None:
    assert (value, unit) in [(q.value, q.unit) for q in english_quantities(text)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("붓기는 1~2주면 빠집니다.", "The swelling goes down in one to two weeks."),
        ("실밥은 보름 뒤에 뽑습니다.", "The stitches come out in two weeks."),
        ("1년 6개월이 지났습니다.", "Eighteen months have passed."),
        ("시술은 30분 걸립니다.", "The procedure takes half an hour."),
        ("하루 두 번 바르세요.", "Apply it twice a day."),
        ("6개월 뒤에 오세요.", "Come back in half a year."),
        ("절반이 만족했습니다.", "50% were satisfied."),
        ("비용은 150만 원입니다.", "The fee is KRW 1,500,000."),
        ("30대 여성 두 분이 오셨습니다.", "Two women in their thirties came."),
        ("2025년 1월 17일 금요일", "Friday, January 17, 2025"),
        ("오후 2시에서 4시 사이에 오세요.", "Come between 2 and 4 p.m."),
        ("셋째 날부터 걸으세요.", "Walk from the third day."),
        ("5cc를 주입합니다.", "We inject 5 mL."),
        ("1,000명 중 한 명입니다.", "It is one in a thousand."),
        ("3개월 뒤와 6개월 뒤에 오세요.", "Come back at three and six months."),
    ],
)
def test_the_same_quantity_in_other_words_is_no_finding(source: str, target: str) -> None:
    assert not set(found(source, target)) & {"number", "unit", "date", "duration", "dosage"}


@pytest.mark.parametrize(
    ("check", "source", "target"),
    [
        ("number", "환자 세 명이 참여했습니다.", "Four patients took part."),
        ("number", "만족도는 94%였습니다.", "Satisfaction was 49%."),
        ("unit", "절개선은 2mm입니다.", "The incision is 2 cm long."),
        ("unit", "피부를 5cm 절개합니다.", "The skin is cut by 2 inches."),
        ("date", "1월 17일에 쉽니다.", "We are closed on January 19."),
        ("date", "월요일에 오세요.", "Please come on Tuesday."),
        ("date", "오전 10시에 시작합니다.", "It starts at 10 p.m."),
        ("duration", "붓기는 1~2주면 빠집니다.", "The swelling goes down in 1–2 months."),
        ("duration", "최소 6주 동안 착용하세요.", "Wear it for up to six weeks."),
        ("duration", "일주일 뒤에 오세요.", "Come back after a month."),
        ("dosage", "하루 세 번 드세요.", "Take it twice a day."),
        ("dosage", "일주일에 두 번 바르세요.", "Apply it twice a day."),
        ("dosage", "식사 한 시간 전에 드세요.", "Take it an hour after meals."),
        ("dosage", "식후에 드세요.", "Take it before meals."),
    ],
)
def test_another_quantity_is_found_by_its_check(check: str, source: str, target: str) -> None:
    assert check in found(source, target)


def test_english_to_korean_is_compared_as_well() -> None:
    source = "Take one tablet twice a day for a week."
    assert not found(source, "일주일 동안 하루 두 번 한 알씩 드세요.", ("en", "ko"))
    assert "dosage" in found(source, "일주일 동안 하루 세 번 한 알씩 드세요.", ("en", "ko"))


def test_digits_are_compared_in_languages_whose_number_words_are_not_read() -> None:
    assert "number" in found(
        "비용은 1500달러입니다.", "El precio es de 1800 dólares.", ("ko", "es")
    )
    assert not found("두 번 받으세요.", "Hágalo dos veces.", ("ko", "es"))


def test_a_finding_says_what_both_sides_say_and_where() -> None:
    source, target = "붓기는 1~2주면 빠집니다.", "The swelling goes down in 1–2 months."
    pair = Pair(source=source, target=target, source_language="ko", target_language="en")
    assert run_checks(pair) == (
        Finding(
            check="duration",
            severity="error",
            message="The source says 1~2주; the translation says 1–2 months.",
            source_spans=((4, 8),),
            target_spans=((26, 36),),
        ),
    )


def test_one_difference_is_told_once_by_the_check_that_tells_it_best() -> None:
    assert found("하루 세 번 드세요.", "Take it twice a day.") == ["dosage"]
    pair = Pair(
        source="하루 세 번 드세요.",
        target="Take it twice a day.",
        source_language="ko",
        target_language="en",
    )
    assert list(CHECKS["number"].find(pair)), "the plainer check sees it too"
