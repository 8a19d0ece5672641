"""Cues: what a text must hold for a pattern to be tried in it, and that nothing is missed so."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.cues import Cue, anyof, english, korean, read
from pipeline.checks.negation import Negation
from pipeline.checks.stems import DIGIT, lower, stems
from pipeline.checks.warning import FORCES

ACCURACY = Path(__file__).parents[3] / "benchmarks" / "data" / "accuracy.tsv"


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("않|없(?!애)", {"않", "없"}),
        (r"\bno (?:doubt|wonder)\b", {"no doubt", "no wonder"}),
        (r"(?<!마)지\s?못", {"못"}),
        (r"오른[쪽손]", {"오른쪽", "오른손"}),
        (r"n['’]t\b", {"n't", "n’t"}),
        (r"\d{1,2}:\d\d", {":"}),
        (r"\d+", {DIGIT}),
        ("(?:Mon|Tues)day", {"monday", "tuesday"}),
    ],
)
def test_a_pattern_needs_the_most_telling_of_its_parts(pattern: str, needed: set[str]) -> None:
    assert set(stems(pattern) or ()) == needed


@pytest.mark.parametrize("pattern", ["(?:가)?", "[가-힣]+", r"\w+ing|\s", "(?!가)"])
def test_a_pattern_that_needs_nothing_is_tried_in_every_text(pattern: str) -> None:
    assert stems(pattern) is None
    cue = Cue(pattern)
    assert cue in read("").cues


@given(st.text(max_size=40), st.sampled_from(string.ascii_lowercase))
def test_a_letter_is_found_in_lower_case_where_it_is_in_any_case(text: str, letter: str) -> None:
    in_any_case = re.compile(letter, re.IGNORECASE)
    assert [m.span() for m in in_any_case.finditer(text)] == [
        m.span() for m in re.finditer(letter, lower(text))
    ]


def test_digits_of_every_script_are_digits() -> None:
    assert [match[0] for match in Cue(r"\d+").finditer("１２ ٣ 4")] == ["１２", "٣", "4"]


def test_words_are_whole_and_of_any_case() -> None:
    text = "NEVER mind: nevertheless, may maybe"
    found = [text[start:end] for start, end in english("never may*").spans(text)]
    assert found == ["NEVER", "may", "maybe"]


def test_what_must_not_stand_before_a_syllable_is_kept() -> None:
    assert anyof("(?<!마)지_못") == r"(?:지(?<!마지)\s?못)"
    assert korean("(?<![가-힣])안_돼").spans("안 돼요, 편안 돼요") == [(0, 3)]


def test_every_cue_finds_what_its_pattern_finds() -> None:
    rows = [line.split("\t") for line in ACCURACY.read_text("utf-8").splitlines()[1:200]]
    cues = [cue for known in Negation.cues.values() for cue in known if cue is not None]
    cues += [cue for force in FORCES for cue in (*force.plain.values(), *force.broad.values())]
    for text in {text for row in rows for text in row[3:5]}:
        for cue in cues:
            pattern = re.compile(cue.source, re.IGNORECASE if cue.uncased else 0)
            assert cue.spans(text) == [match.span() for match in pattern.finditer(text)]
