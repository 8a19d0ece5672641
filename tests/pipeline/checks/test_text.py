"""Omission, addition, repetition, residue, terms and names."""

from __future__ import annotations

import pytest

from pipeline.checks import CHECKS, Pair
from pipeline.records import Finding, TermUse


def findings(check: str, source: str, target: str, languages: str = "ko en") -> list[Finding]:
    source_language, target_language = languages.split()
    pair = Pair(
        source=source,
        target=target,
        source_language=source_language,
        target_language=target_language,
    )
    return list(CHECKS[check].find(pair))


LONG = "수술 후 2주 동안은 사우나와 음주를 피하시고, 통증이 심해지면 병원으로 연락해 주세요."


def test_a_lost_clause_is_found_and_shown() -> None:
    (finding,) = findings("omission", LONG, "Avoid saunas and alcohol for 2 weeks after surgery.")
    start, end = finding.source_spans[0]
    assert "통증" in LONG[start:end]


def test_a_whole_translation_leaves_nothing_out_and_adds_nothing() -> None:
    target = (
        "Avoid saunas and alcohol for 2 weeks after surgery, and contact the clinic if the pain "
        "gets worse."
    )
    assert not findings("omission", LONG, target)
    assert not findings("addition", LONG, target)


def test_a_lost_item_of_a_list_is_found() -> None:
    source = "수술 전에는 혈액검사, 심전도, 흉부 엑스레이 검사를 진행합니다."
    assert findings("omission", source, "A blood test and a chest X-ray are done before surgery.")


def test_an_added_sentence_is_found() -> None:
    added = "Rinse with saline. Swelling and bruising usually fade within two weeks after surgery."
    assert findings("addition", "식염수로 헹구세요.", added)


def test_an_empty_side_is_found() -> None:
    assert findings("omission", "안녕하세요.", "")
    assert findings("addition", "", "Hello.")


def test_a_far_too_short_translation_is_found_in_any_language() -> None:
    source = "The swelling after the operation goes down within about two weeks in most patients."
    assert findings("omission", source, "Hinchazón.", "en es")
    assert not findings("omission", source, "La hinchazón cede en unas dos semanas.", "en es")


@pytest.mark.parametrize(
    "target",
    [
        "The swelling the swelling goes down.",
        "Today, today, today we look at lifting.",
        "The scar fades and the skin becomes firm and the skin becomes firm over time.",
        "It helps helps.",
    ],
)
def test_a_loop_is_found(target: str) -> None:
    assert findings("repetition", "붓기가 빠지고 피부가 탄탄해집니다.", target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("붓기와 멍", "The swelling he had had was gone."),
        ("조금씩 조금씩 좋아집니다.", "It gets better little by little by little."),
        ("중심이 맞지 않으면", "If the center is off, the face, the face itself, looks crooked."),
        ("1 1 1", "1 1 1"),
    ],
)
def test_idioms_figures_and_repetitions_of_the_source_are_no_loops(
    source: str, target: str
) -> None:
    assert not findings("repetition", source, target)


@pytest.mark.parametrize(
    ("target", "languages"),
    [
        ("The 붓기 goes down.", "ko en"),
        ("The ⟦T1⟧ goes down.", "ko en"),
        ("The \u2047 goes down.", "ko en"),
        ("腫れが引きます。 붓기", "ko ja"),
    ],
)
def test_source_script_and_machinery_are_residue(target: str, languages: str) -> None:
    assert findings("residue", "붓기가 빠집니다.", target, languages)


def test_a_word_copied_into_korean_is_residue() -> None:
    source = "Stop taking fish oil two weeks before."
    assert findings("residue", source, "2주 전부터 fish oil을 끊으세요.", "en ko")


def test_names_quotations_and_the_targets_own_script_are_no_residue() -> None:
    assert not findings("residue", "쌍꺼풀", "Double eyelid (쌍꺼풀)")
    assert not findings("residue", "SMAS층을 당깁니다.", "The SMAS layer is lifted.")
    assert not findings(
        "residue", "Ulthera lifts the SMAS.", "울쎄라(Ulthera)는 SMAS를 당깁니다.", "en ko"
    )


def _use(how: str, span: tuple[int, int] | None, source_span: tuple[int, int]) -> TermUse:
    return TermUse(
        entry="clinic:진피",
        source="진피",
        source_span=source_span,
        required="dermis",
        how=how,  # type: ignore[arg-type]
        target_span=span,
    )


def _with_terms(target: str, *uses: TermUse) -> list[Finding]:
    pair = Pair(
        source="진피와 진피",
        target=target,
        source_language="ko",
        target_language="en",
        terms=uses,
    )
    return list(CHECKS["term"].find(pair))


def test_a_flagged_term_is_an_error() -> None:
    (finding,) = _with_terms("the skin", _use("flagged", None, (0, 2)))
    assert finding.severity == "error"
    assert finding.message == "진피 should be “dermis” in the translation."


def test_one_entry_in_two_renderings_is_a_warning() -> None:
    uses = _use("plain", (0, 6), (0, 2)), _use("plain", (11, 16), (4, 6))
    (finding,) = _with_terms("dermis and corium", *uses)
    assert finding.severity == "warning"
    uses = _use("plain", (0, 6), (0, 2)), _use("plain", (11, 17), (4, 6))
    assert not _with_terms("Dermis and dermis", *uses)


def test_a_name_of_the_archive_must_be_kept() -> None:
    def check(target: str) -> list[Finding]:
        pair = Pair(
            source="한결성형외과입니다.",
            target=target,
            source_language="ko",
            target_language="en",
            names=(("한결성형외과", "Hangyeol Plastic Surgery"),),
        )
        return list(CHECKS["name"].find(pair))

    assert check("This is Consistent Plastic Surgery.")
    assert not check("This is Hangyeol Plastic Surgery.")


def test_a_surname_and_an_acronym_must_be_kept() -> None:
    assert findings("name", "김OO 원장입니다.", "This is Dr. Lee OO.")
    assert not findings("name", "이OO 원장입니다.", "This is Dr. Lee OO.")
    assert findings("name", "SMAS층을 당깁니다.", "The HIFU layer is lifted.")
