"""What holds for all checks: registry, severities, and texts of any kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks import CHECKS, Pair, run_checks

LANGUAGES = st.sampled_from(["ko", "en", "ja", "zh", "es", "ar", "und", ""])
FRAGMENTS = """
두 번 3주 1~2주 0.5mm 20cc 30만 원 왼쪽 않습니다 수 있습니다 반드시 부작용 100% 오후 2시
not left twice a day 1–2 weeks may never ½ ３ ١٢ 😀 שלום مرحبا 漢字 かな 1.2.3 1,000,000
~ – ( ) [ ⟦ . , ; ' "
"""
WORDS = st.sampled_from([*FRAGMENTS.split(), "\u200b", "\u202e", "\ufffd"])
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(WORDS, max_size=30).map(" ".join), st.lists(WORDS).map("".join)
)


@settings(max_examples=150, deadline=None)
@given(source=TEXTS, target=TEXTS, here=LANGUAGES, there=LANGUAGES)
def test_no_text_crashes_a_check_and_every_span_lies_in_its_text(
    source: str, target: str, here: str, there: str
) -> None:
    pair = Pair(source=source, target=target, source_language=here, target_language=there)
    findings = run_checks(pair)
    assert findings == run_checks(pair)
    for finding in findings:
        assert finding.message.endswith(".")
        assert all(0 <= a <= b <= len(source) for a, b in finding.source_spans)
        assert all(0 <= a <= b <= len(target) for a, b in finding.target_spans)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, language=LANGUAGES)
def test_a_text_beside_itself_in_one_language_differs_in_nothing(text: str, language: str) -> None:
    pair = Pair(source=text, target=text, source_language=language, target_language=language)
    assert not {finding.check for finding in run_checks(pair)} - {"claim"}


@pytest.mark.parametrize(
    "piece",
    [
        "가",
        "a",
        "1",
        "1,",
        "1~",
        "두 번 ",
        "지 않",
        "not ",
        "a b, ",
        "수 있",
        "😀",
        "שלום ",
        "((",
        " ",
    ],
)
def test_ten_thousand_characters_are_checked(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    for source, target in ((text, "short"), ("짧은 글", text), (text, text)):
        run_checks(Pair(source=source, target=target, source_language="ko", target_language="en"))


def test_a_severity_overrides_the_checks_own_and_off_leaves_it_out() -> None:
    pair = Pair(
        source="세 명입니다.",
        target="There are four people.",
        source_language="ko",
        target_language="en",
    )
    assert [finding.severity for finding in run_checks(pair)] == ["error"]
    assert [finding.severity for finding in run_checks(pair, {"number": "note"})] == ["note"]
    assert run_checks(pair, {"number": "off"}) == ()


def test_each_check_is_registered_under_its_name() -> None:
    assert list(CHECKS) == [check.name for check in CHECKS.values()]
    assert set(CHECKS) >= {"number", "negation", "warning", "omission", "term", "claim"}
