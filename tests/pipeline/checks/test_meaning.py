"""Negation, sides, hedges, warnings and claims."""

from __future__ import annotations

import pytest

from pipeline.checks import CHECKS, Pair
from pipeline.records import Finding


def findings(check: str, source: str, target: str, source_language: str = "ko") -> list[Finding]:
    target_language = "en" if source_language == "ko" else "ko"
    pair = Pair(
        source=source,
        target=target,
        source_language=source_language,
        target_language=target_language,
    )
    return list(CHECKS[check].find(pair))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("상처를 만지지 마세요.", "Touch the wound."),
        ("통증이 없습니다.", "There is pain."),
        ("운전은 금지입니다.", "Driving is allowed."),
        ("샤워가 가능합니다.", "You cannot shower."),
        ("이 약은 졸리지 않습니다.", "This medicine makes you sleepy."),
    ],
)
def test_a_negation_lost_or_added_is_an_error(source: str, target: str) -> None:
    (finding,) = findings("negation", source, target)
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("상처를 만지지 마세요.", "Avoid touching the wound."),
        ("흉터가 거의 보이지 않습니다.", "The scar is nearly invisible."),
        ("얼굴뿐만 아니라 목도 당깁니다.", "It lifts the neck as well as the face."),
        ("두 달밖에 남지 않았습니다.", "Only two months are left."),
        ("상처가 젖지 않게 하세요.", "Keep the wound dry."),
        ("큰 차이가 없습니다.", "They are about the same."),
        ("힘든 수술이 아닙니다.", "It is a simple operation."),
        ("만지거나 문지르지 마세요.", "Do not touch or rub it."),
        ("빠짐없이 알려 주세요.", "Please tell us everything."),
    ],
)
def test_a_negation_in_other_words_is_no_finding(source: str, target: str) -> None:
    assert not findings("negation", source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("왼쪽 볼이 부었습니다.", "The right cheek is swollen."),
        ("윗입술이 얇습니다.", "The lower lip is thin."),
        ("양쪽 눈을 수술했습니다.", "One eye was operated on."),
        ("귀 뒤를 절개합니다.", "An incision is made in front of the ear."),
        ("왼쪽은 2cm, 오른쪽은 3cm입니다.", "It is 2 cm on the right and 3 cm on the left."),
        ("오른쪽이 더 부었습니다.", "It is more swollen."),
    ],
)
def test_a_side_swapped_or_lost_is_found(source: str, target: str) -> None:
    assert findings("laterality", source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("시술 직후부터 가능합니다.", "It is possible right after the procedure."),
        ("나에게 맞는 높이", "The right height for me"),
        ("흉터가 남았습니다.", "A scar was left."),
        ("아랫입술보다 윗입술이 얇아요.", "The upper lip is thinner than the lower one."),
        ("부기를 빼기 위해 누워 계세요.", "Lie down to reduce the swelling."),
    ],
)
def test_right_left_and_up_in_other_senses_are_no_sides(source: str, target: str) -> None:
    assert not findings("laterality", source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("멍이 들 수 있습니다.", "Bruising will occur."),
        ("드물게 감염이 생깁니다.", "Infection occurs."),
        ("대개 일주일이면 가라앉습니다.", "It subsides within a week."),
        ("지방은 남습니다.", "The fat may remain."),
        ("효과는 6개월 유지됩니다.", "The effect always lasts six months."),
    ],
)
def test_a_hedge_that_became_a_fact_or_the_reverse_is_found(source: str, target: str) -> None:
    assert findings("hedge", source, target)


def test_a_hedge_in_other_words_is_no_finding() -> None:
    assert not findings("hedge", "멍이 들 수 있습니다.", "Bruising is possible.")
    assert not findings("hedge", "대부분 일주일이면 낫습니다.", "Most heal within a week.")
    assert not findings("hedge", "5월에 오세요.", "Come in May.")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("반드시 의사와 상의하세요.", "You can talk to your doctor if you like."),
        ("열이 나면 즉시 내원하세요.", "If you have a fever, visit us."),
        ("출혈, 감염, 괴사가 생길 수 있습니다.", "Bleeding and infection may occur."),
        ("부작용이 있을 수 있으니 주의하세요.", "Results may vary."),
    ],
)
def test_a_warning_lost_or_weakened_is_found(source: str, target: str) -> None:
    assert findings("warning", source, target)


def test_a_warning_kept_is_no_finding() -> None:
    source = "※ 출혈, 감염 등의 부작용이 있을 수 있으니 반드시 상담하세요."
    target = "※ Side effects such as bleeding and infection may occur, so be sure to consult us."
    assert not findings("warning", source, target)


def test_a_claim_of_the_source_is_noted() -> None:
    (finding,) = findings("claim", "부작용이 전혀 없는 수술입니다.", "It has no side effects.")
    assert finding.severity == "note"


def test_a_claim_that_only_one_side_makes_is_a_warning() -> None:
    (added,) = findings("claim", "회복이 빠릅니다.", "Recovery is guaranteed.")
    (lost,) = findings("claim", "결과를 보장합니다.", "We do our work.")
    assert {added.severity, lost.severity} == {"warning"}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("결과를 보장하지 않습니다.", "We do not guarantee results."),
        ("부작용이 없는 수술은 없습니다.", "There is no surgery without side effects."),
    ],
)
def test_a_claim_denied_is_none(source: str, target: str) -> None:
    assert not findings("claim", source, target)
