from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import fold


@pytest.mark.parametrize(
    "spelling",
    ["SMAS층", "SMAS 층", "ＳＭＡＳ층", "smas층", "SMAS-층", "SMAS\u200b층", "SMAS\u00a0층"],
)
def test_korean_spellings_fold_to_one(spelling: str) -> None:
    assert fold(spelling, "ko").text == "smas층"


@pytest.mark.parametrize("spelling", ["Gore-Tex", "gore tex", "GORE‑TEX®", " Gore - Tex "])
def test_english_spellings_fold_to_one(spelling: str) -> None:
    assert fold(spelling, "en").text == "gore tex"


def test_hangul_in_jamo_is_composed() -> None:
    folded = fold(unicodedata.normalize("NFD", "근막"), "ko")
    assert folded.text == "근막"
    assert folded.spans[0] == (0, 3)


@given(st.text(max_size=60), st.sampled_from(["ko", "en"]))
def test_every_folded_character_leads_back_into_the_text(text: str, language: str) -> None:
    folded = fold(text, language)
    assert len(folded.text) == len(folded.spans)
    assert list(folded.spans) == sorted(folded.spans)
    assert all(0 <= start < end <= len(text) for start, end in folded.spans)


@given(
    st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd", "Po", "Zs"]), max_size=60),
    st.sampled_from(["ko", "en"]),
)
def test_folding_what_is_folded_changes_nothing(text: str, language: str) -> None:
    once = fold(text, language).text
    assert fold(once, language).text == once


@given(st.text(st.characters(max_codepoint=127), max_size=40), st.sampled_from(["en", "ko"]))
def test_ascii_is_folded_like_any_text(text: str, language: str) -> None:
    plain, marked = fold(text, language), fold(f"{text}é", language)
    assert marked.text[:-1].rstrip() == plain.text
    assert marked.spans[: len(plain.spans)] == plain.spans
