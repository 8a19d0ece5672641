from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.terms import Term
from glossary.tsv import Origin, read_tsv, write_tsv

ORIGIN = Origin("skin.ko-en.tsv", "skin", "ko", "en")

words = (
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
awkward = st.sampled_from(
    ["a|b", "#1", '"quoted"', "back\\slash", "tab\there", "two\nlines", ".*+?["]
)
texts = words | awkward
lists = st.lists(texts, max_size=3).map(tuple)
terms = st.builds(
    Term,
    source=texts,
    target=texts,
    source_language=st.just("ko"),
    target_language=st.just("en"),
    category=texts | st.just(""),
    part_of_speech=st.sampled_from(["noun", "proper", "verb", "phrase"]),
    variants=lists,
    forms=lists,
    status=st.sampled_from(["approved", "draft"]),
    near=lists,
    not_near=lists,
    note=texts | st.just(""),
    citation=texts | st.just(""),
    keep=st.booleans(),
)


def bare(term: Term) -> dict[str, object]:
    """All fields but those that say where the entry was read."""
    return {
        name: getattr(term, name)
        for name in Term.__struct_fields__
        if name not in {"glossary", "path", "line"}
    }


@given(st.lists(terms, max_size=4))
def test_whatever_is_written_is_read_back(written: list[Term]) -> None:
    read, problems = read_tsv(write_tsv(written), ORIGIN)
    assert problems == []
    assert [bare(term) for term in read] == [bare(term) for term in written]


def test_columns_come_in_any_order_and_may_be_left_out() -> None:
    (term,), problems = read_tsv(
        "target\tvariants\tsource\nSMAS layer\t스마스층|SMAS 층\tSMAS층\n", ORIGIN
    )
    assert problems == []
    assert (term.source, term.target, term.variants) == (
        "SMAS층",
        "SMAS layer",
        ("스마스층", "SMAS 층"),
    )
    assert (term.key, term.path, term.line) == ("skin:SMAS층", "skin.ko-en.tsv", 2)


def test_a_file_without_a_header_has_source_and_target() -> None:
    (term,), problems = read_tsv("멍\tbruising\n", ORIGIN)
    assert (term.source, term.target, problems) == ("멍", "bruising", [])


def test_comments_and_empty_lines_are_passed_over_and_counted() -> None:
    (term,), _ = read_tsv("# for the spring posts\nsource\ttarget\n\n멍\tbruising\n", ORIGIN)
    assert term.line == 4


def test_cells_that_a_spreadsheet_quoted_are_unquoted() -> None:
    (term,), _ = read_tsv('source\ttarget\n멍\t"a ""blue"" mark"\n', ORIGIN)
    assert term.target == 'a "blue" mark'


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("멍\t", "'멍' has no target term."),
        ("\tbruising", "the source term is empty."),
        ("멍\tbruising\tapproved\textra", "the row has 4 cells and the header 3"),
        ("멍\tbruising\tfinal", "status is 'final'; it must be one of approved, draft, forbidden."),
        ("멍\tblack eye\tforbidden", "'멍' forbids 'black eye' and names no preferred term."),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(row: str, message: str) -> None:
    text = f"source\ttarget\tstatus\n{row}\n부기\tswelling\tapproved\n"
    read, (problem,) = read_tsv(text, ORIGIN)
    assert [term.source for term in read] == ["부기"]
    assert (problem.line, problem.severity) == (2, "error")
    assert problem.message.startswith(message)
    assert str(problem).startswith("skin.ko-en.tsv:2: error: ")


def test_an_unknown_column_is_named_and_its_rows_are_read() -> None:
    read, (problem,) = read_tsv("source\ttarget\tcolour\n멍\tbruising\tblue\n", ORIGIN)
    assert len(read) == 1
    assert problem.severity == "warning"
    assert "unknown column 'colour'" in problem.message


def test_a_kept_term_needs_no_target() -> None:
    (term,), _ = read_tsv("source\ttarget\tkeep\nPDRN\t\tyes\n", ORIGIN)
    assert (term.target, term.keep) == ("PDRN", True)


def test_a_row_without_a_language_pair_is_a_problem() -> None:
    read, (problem,) = read_tsv("멍\tbruising\n", Origin("terms.tsv", "terms", "", ""))
    assert read == []
    assert "terms.ko-en.tsv" in problem.message
