"""Which words of a text have no rendering in its translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.coverage import gap, korean_words, lexicon, stem


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "applied", "applies", "applying"),
        ("take", "takes", "taking", "took", "taken"),
        ("stop", "stopped", "stopping"),
        ("swelling", "swell", "swollen"),
        ("bruise", "bruising", "bruises"),
        ("patient", "patients", "patient's", "patient’s"),
    ],
)
def test_forms_of_one_english_word_share_a_stem(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


def test_korean_words_are_found_at_the_start_of_an_eojeol_and_in_compounds() -> None:
    known = {"피하": 0, "지방": 0, "코": 0}
    text = "피하지방은 코코아와 코를"
    assert [text[slice(*span)] for _, span in korean_words(text, known)] == ["피하", "지방", "코"]


def test_a_gap_is_the_run_of_words_that_nothing_renders() -> None:
    source = "사우나와 음주는 2주 동안 피하시고, 통증이 심해지면 병원으로 연락하세요."
    missing = gap(source, "Avoid saunas and alcohol for 2 weeks.", "ko", "en")
    assert missing is not None
    start, end = missing.span
    assert "통증" in source[start:end]
    assert "사우나" not in source[start:end]


def test_a_translation_of_every_word_leaves_no_wide_gap() -> None:
    whole = gap(
        "통증이 심하면 진통제를 드세요.", "Take a painkiller if the pain is severe.", "ko", "en"
    )
    assert whole is None or whole.score < 2


def test_a_pair_of_languages_without_lexicon_has_no_gap() -> None:
    assert lexicon("ko", "es") is None
    assert gap("통증", "dolor", "ko", "es") is None


@pytest.mark.parametrize(("source", "target"), [("ko", "en"), ("en", "ko")])
def test_the_entries_of_the_lexicon_are_probabilities_that_tell_something(
    source: str, target: str
) -> None:
    entries = lexicon(source, target)
    assert entries
    assert all(0 < entry.chance < entry.kept < 1 for entry in entries.values())
    assert all(entry.renderings for entry in entries.values())


@given(text=st.text(), other=st.text())
def test_a_gap_lies_in_its_text(text: str, other: str) -> None:
    for languages in (("ko", "en"), ("en", "ko")):
        missing = gap(text, other, *languages)
        if missing is not None:
            assert missing.score > 0
            assert 0 <= missing.span[0] < missing.span[1] <= len(text)
