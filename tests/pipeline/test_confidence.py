"""The confidence in a translation: its range, and what raises and lowers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import Pair
from pipeline.confidence import confidence, covered
from pipeline.records import Finding, Severity

PAIR = Pair(
    source="붓기는 2주면 빠집니다.",
    target="The swelling goes down in two weeks.",
    source_language="ko",
    target_language="en",
)


def findings(*severities: Severity) -> list[Finding]:
    return [Finding(check="number", severity=s, message="A number differs.") for s in severities]


SEVERITIES = st.lists(st.sampled_from(["error", "warning", "note"]), max_size=8)
SCORES = st.one_of(st.none(), st.floats(-50, 0))
SHARES = st.one_of(st.none(), st.floats(0, 1))


@given(source=st.text(), target=st.text(), severities=SEVERITIES, score=SCORES, coverage=SHARES)
def test_it_lies_between_0_and_1(
    source: str,
    target: str,
    severities: list[Severity],
    score: float | None,
    coverage: float | None,
) -> None:
    pair = Pair(source=source, target=target, source_language="ko", target_language="en")
    assert 0 <= confidence(pair, findings(*severities), score, coverage) <= 1


def test_an_error_lowers_it_more_than_a_warning_and_a_note_does_not() -> None:
    clean = confidence(PAIR, [])
    assert confidence(PAIR, findings("note")) == clean
    assert confidence(PAIR, findings("error")) < confidence(PAIR, findings("warning")) < clean
    assert confidence(PAIR, findings("error", "error")) < confidence(PAIR, findings("error"))


def test_it_rises_with_the_decoders_score_and_with_coverage() -> None:
    assert confidence(PAIR, [], -1.0) < confidence(PAIR, [], -0.5) < confidence(PAIR, [], -0.1)
    assert confidence(PAIR, [], -0.5, 0.5) < confidence(PAIR, [], -0.5, 1.0)


def test_a_translation_of_unusual_length_is_less_sure() -> None:
    short = Pair(source=PAIR.source, target="Weeks.", source_language="ko", target_language="en")
    assert confidence(short, []) < confidence(PAIR, [])


def test_a_source_piece_is_covered_if_any_target_piece_attends_to_it() -> None:
    assert covered([[0.9, 0.1, 0.0], [0.2, 0.05, 0.0]]) == 1 / 3
    assert covered([]) == 0
