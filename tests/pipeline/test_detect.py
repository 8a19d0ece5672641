from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect import detect, has_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("스마스층을 당겨 고정합니다.", "ko"),
        ("네", "ko"),
        ("SMAS층(표재성 근건막계)", "ko"),
        ("The SMAS layer is pulled upward and fixed to firm fascia.", "en"),
        ("Ulthera", "en"),
        ("手術の後は腫れが出ることがあります。", "ja"),
        ("手术后可能会出现肿胀。", "zh"),
        ("Après l'opération, un gonflement peut apparaître pendant deux semaines.", "fr"),
        ("После операции может появиться отёк, который проходит за две недели.", "ru"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize("text", ["", "  ", "10:00 ~ 19:00", "☎ 02-000-0000", "※ ✔ → 1, 2, 3"])
def test_a_text_without_letters_is_undetermined(text: str) -> None:
    assert detect(text) == ("und", 1.0)


def test_a_short_text_takes_on_the_language_around_it_when_the_script_is_the_same() -> None:
    assert detect("Prix", expected="fr").language == "fr"
    assert detect("SMAS", expected="ko").language == "en"


def test_a_korean_line_full_of_latin_names_is_still_korean() -> None:
    assert detect("SMAS HIFU Ulthera 시술", expected="ko").language == "ko"


@given(st.text(max_size=200))
def test_detection_is_repeatable_and_never_fails(text: str) -> None:
    first = detect(text)
    assert detect(text) == first
    assert 0 <= first.confidence <= 1


@given(st.text(max_size=200), st.sampled_from(["", "en", "fr", "und"]))
def test_a_text_has_a_language_where_detection_says_one(text: str, expected: str) -> None:
    assert has_language(text, expected) == (detect(text, expected).language != "und")
