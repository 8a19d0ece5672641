from __future__ import annotations

from pathlib import Path

import pytest

from glossary.load import Glossary, builtin, load_glossaries, load_glossary, merge
from glossary.terms import Term
from pipeline.errors import GlossaryError


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def target_of(glossary: Glossary, surface: str) -> str:
    matcher = glossary.matcher("ko", "en")
    from pipeline.analysis import analyse

    text = f"{surface}의 관리"
    match = matcher.find(text, analyse(text, "ko"))[0]
    return match.term.target


HEADER = "source\ttarget\tvariants\n"


def test_the_name_and_the_pair_are_those_of_the_file_name(tmp_path: Path) -> None:
    (term,) = load_glossary(write(tmp_path, "skin.ko-en.tsv", "멍\tbruising\n")).terms
    assert (term.key, term.source_language, term.target_language) == ("skin:멍", "ko", "en")


def test_the_pair_may_be_given(tmp_path: Path) -> None:
    path = write(tmp_path, "skin.tsv", "멍\tbruising\n")
    (term,) = load_glossary(path, source_language="ko", target_language="en").terms
    assert term.source_language == "ko"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.ko-en.tsv", HEADER + "멍\tbruising\t\n", encoding)
    glossary = load_glossary(path)
    assert [term.source for term in glossary.terms] == ["멍"]
    assert glossary.problems == ()


def test_a_korean_spreadsheet_encoding_is_read_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ko-en.csv", "흉터 관리,scar care\n", "cp949")
    glossary = load_glossary(path)
    assert [term.source for term in glossary.terms] == ["흉터 관리"]
    assert "CP949" in glossary.problems[0].message


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.ko-en.tsv"
    path.write_bytes("source\ttarget\n멍\t".encode() + b"\xff\x00\xfe\n")
    with pytest.raises(GlossaryError, match=r"a\.ko-en\.tsv:2: the file is not UTF-8"):
        load_glossary(path)


def test_an_empty_file_is_an_empty_glossary(tmp_path: Path) -> None:
    assert load_glossary(write(tmp_path, "a.ko-en.tsv", "")) == Glossary()


@pytest.mark.parametrize(
    ("name", "message"), [("a.xlsx", "format is not known"), ("b.tsv", "cannot be read")]
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(GlossaryError, match=message):
        load_glossary(tmp_path / name)


def test_a_mistake_in_every_row_is_told_once(tmp_path: Path) -> None:
    path = write(tmp_path, "terms.tsv", "멍\tbruising\n" * 100_000)
    glossary = load_glossary(path)
    assert glossary.terms == ()
    (problem,) = glossary.problems
    assert (problem.line, "(100000 rows)" in problem.message) == (1, True)


def test_an_entry_takes_the_place_of_a_lower_one_and_its_spellings(tmp_path: Path) -> None:
    project = write(tmp_path, "project.ko-en.tsv", "안면거상술\trhytidectomy\n")
    glossary = load_glossaries([project])
    assert target_of(glossary, "페이스리프트") == "rhytidectomy"
    assert target_of(glossary, "안면거상") == "rhytidectomy"
    notes = [problem for problem in glossary.problems if problem.severity == "note"]
    assert "'안면거상술' is 'rhytidectomy' here and 'facelift'" in notes[0].message


def test_an_entry_that_shares_a_variant_takes_only_that(tmp_path: Path) -> None:
    project = write(tmp_path, "project.ko-en.tsv", "페이스리프트\tface lift\n")
    glossary = load_glossaries([project])
    assert target_of(glossary, "페이스리프트") == "face lift"
    assert target_of(glossary, "안면거상술") == "facelift"


def test_the_earlier_file_takes_precedence(tmp_path: Path) -> None:
    project = write(tmp_path, "project.ko-en.tsv", "멍\tecchymosis\n")
    clinic = write(tmp_path, "clinic.ko-en.tsv", "멍\tcontusion\n")
    assert target_of(load_glossaries([project, clinic]), "멍") == "ecchymosis"
    assert target_of(load_glossaries([clinic, project]), "멍") == "contusion"


def test_a_conflict_within_a_file_is_reported_and_the_first_is_used(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ko-en.tsv", HEADER + "멍\tbruise\t\n부기\tswelling\t멍\n")
    glossary = merge([load_glossary(path)])
    assert target_of(glossary, "멍") == "bruise"
    (problem,) = glossary.problems
    assert (problem.line, problem.severity) == (3, "warning")
    assert "'멍' is 'swelling' here and 'bruise' in line 2" in problem.message


def test_entries_told_apart_by_context_are_no_conflict(tmp_path: Path) -> None:
    text = "source\ttarget\tnear\n눈\tsnow\t내리\n눈\teye\t\n"
    assert merge([load_glossary(write(tmp_path, "a.ko-en.tsv", text))]).problems == ()


def test_the_same_entries_serve_the_opposite_direction() -> None:
    from pipeline.analysis import analyse

    matcher = builtin().matcher("en", "ko")
    text = "After a facelift, the SMAS layer holds."
    found = matcher.find(text, analyse(text, "en"))
    assert [(m.surface, m.term.target) for m in found] == [
        ("facelift", "안면거상술"),
        ("SMAS layer", "SMAS층"),
    ]


def test_entries_with_one_target_become_one_entry_of_the_opposite_direction() -> None:
    terms = tuple(
        Term(source=s, target="facelift", source_language="ko", target_language="en")
        for s in ("안면거상술", "페이스리프트")
    )
    (term,) = Glossary(terms=terms).directed("en", "ko")
    assert (term.source, term.target, term.forms) == ("facelift", "안면거상술", ("페이스리프트",))
