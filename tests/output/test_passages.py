"""Texts cut at the spans that findings point at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from output.passages import runs

SPANS = st.lists(
    st.tuples(st.integers(-5, 30), st.integers(-5, 30)).map(lambda ends: (min(ends), max(ends)))
)


def test_the_spans_are_marked_and_the_rest_is_not() -> None:
    assert runs("one two three", [(4, 7)]) == [("one ", False), ("two", True), (" three", False)]


def test_overlapping_and_touching_spans_are_one_run() -> None:
    assert runs("abcdef", [(1, 3), (2, 4), (4, 5)]) == [("a", False), ("bcde", True), ("f", False)]


def test_a_text_without_spans_is_one_run() -> None:
    assert runs("abc", []) == [("abc", False)]
    assert runs("", [(0, 4)]) == []


@given(st.text(max_size=20), SPANS)
def test_no_character_is_lost_or_doubled_wherever_the_spans_lie(
    text: str, spans: list[tuple[int, int]]
) -> None:
    cut = runs(text, spans)
    assert "".join(run for run, _ in cut) == text
    marked = [inside for run, inside in cut for _ in run]
    assert marked == [any(a <= at < b for a, b in spans) for at in range(len(text))]
