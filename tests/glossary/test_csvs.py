from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glossary.csvs import read_csv, write_deepl_csv, write_google_csv
from glossary.terms import Term
from glossary.tsv import Origin
from pipeline.errors import GlossaryError

ORIGIN = Origin("terms.csv", "terms", "", "")

texts = (
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
pairs = st.builds(
    Term, source=texts, target=texts, source_language=st.just("ko"), target_language=st.just("en")
)


def pair(term: Term) -> tuple[str, str, str, str]:
    return term.source, term.target, term.source_language, term.target_language


@given(st.lists(pairs, max_size=5))
def test_deepl_csv_keeps_both_terms_and_languages(written: list[Term]) -> None:
    assume(not written or not re.fullmatch("[a-z]{2,3}(-[A-Za-z]{2,4})?", written[0].source))
    read, problems = read_csv(write_deepl_csv(written), ORIGIN)
    assert problems == []
    assert [pair(term) for term in read] == [pair(term) for term in written]


@given(st.lists(pairs, max_size=5), st.sampled_from(["noun", "proper", "adjective", "verb"]))
def test_google_csv_keeps_terms_languages_and_part_of_speech(
    written: list[Term], part_of_speech: str
) -> None:
    marked = [msgspec.structs.replace(t, part_of_speech=part_of_speech) for t in written]
    read, problems = read_csv(write_google_csv(marked), ORIGIN)
    assert problems == []
    assert [(*pair(t), t.part_of_speech) for t in read] == [
        (*pair(t), part_of_speech) for t in marked
    ]


def test_every_spelling_is_a_row_of_a_deepl_csv() -> None:
    term = Term(
        source="SMAS층",
        variants=("스마스층",),
        target="SMAS layer",
        source_language="ko",
        target_language="en",
    )
    assert write_deepl_csv([term]) == "SMAS층,SMAS layer,ko,en\n스마스층,SMAS layer,ko,en\n"


def test_two_columns_take_the_language_pair_of_the_file() -> None:
    (term,), _ = read_csv('멍,"bruise, blue"\n', Origin("t.ko-en.csv", "t", "ko", "en"))
    assert pair(term) == ("멍", "bruise, blue", "ko", "en")


def test_a_google_file_may_have_several_target_languages() -> None:
    read, _ = read_csv("ko,en,es,pos,description\n멍,bruise,moretón,noun,on skin\n", ORIGIN)
    assert [(t.target, t.target_language, t.note) for t in read] == [
        ("bruise", "en", "on skin"),
        ("moretón", "es", "on skin"),
    ]


def test_a_bad_row_is_named_by_its_line_and_the_others_are_read() -> None:
    read, problems = read_csv('멍,"two\nlines",ko,en\na,b,c\n부기,swelling,ko,en\n', ORIGIN)
    assert [term.source for term in read] == ["멍", "부기"]
    assert [(p.line, p.message) for p in problems] == [
        (3, "the row has 3 cells; it must have two or four.")
    ]


def test_a_google_csv_holds_one_language_pair() -> None:
    terms = [
        Term(source="a", target="b", source_language="ko", target_language=code)
        for code in ("en", "es")
    ]
    with pytest.raises(GlossaryError, match="export each pair by itself"):
        write_google_csv(terms)
