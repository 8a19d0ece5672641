from __future__ import annotations

from pathlib import Path

from pipeline.archive import Archive, read_translation
from pipeline.build import build
from pipeline.edits import Edit, add_edit, edits_file, read_edits
from pipeline.records import Translation
from pipeline.report import Report

POST = "223728104415"


def translated(archive: Archive) -> tuple[Translation, ...]:
    return read_translation(archive.translation_file("ts", POST, "en")).segments


def told(report: Report) -> list[str]:
    """What a build tells of corrections."""
    return [problem for problem in report.problems if "/edits/" in problem]


def correction(archive: Archive, number: int = 3, **changes: str) -> tuple[Path, Edit]:
    """A correction of a sentence of the sample archive, in its file."""
    segment = translated(archive)[number].segment
    values = {
        "segment": segment.id,
        "source": segment.text,
        "text": "A person wrote this sentence.",
        "editor": "Kim",
        "time": "2025-05-01T09:00:00Z",
    }
    edit = Edit(**(values | changes))  # type: ignore[arg-type]
    path = edits_file(archive.path, "ts", POST, "en")
    add_edit(path, edit)
    return path, edit


def test_a_correction_wins_and_says_who_and_when(archive: Archive) -> None:
    before = translated(archive)
    correction(archive)
    assert told(build(archive)) == []
    after = translated(archive)
    corrected = after[3]
    assert (corrected.text, corrected.status) == ("A person wrote this sentence.", "edited")
    assert (corrected.editor, corrected.edited_at) == ("Kim", "2025-05-01T09:00:00Z")
    assert corrected.signature == before[3].signature
    assert [*after[:3], *after[4:]] == [*before[:3], *before[4:]]
    page = (archive.site / "ts" / POST / "en.html").read_text("utf-8")
    assert "A person wrote this sentence." in page
    assert "Kim" in page


def test_the_terms_of_a_correction_are_looked_for_in_its_own_text(archive: Archive) -> None:
    number = next(n for n, s in enumerate(translated(archive)) if s.terms)
    required = [use.required for use in translated(archive)[number].terms]
    correction(archive, number, text=f"We speak of {' and '.join(required)}.")
    build(archive)
    corrected = translated(archive)[number]
    for use in corrected.terms:
        assert use.target_span is not None
        assert corrected.text[slice(*use.target_span)] == use.required
    correction(archive, number, text="Nothing of the kind.")
    build(archive)
    assert {use.how for use in translated(archive)[number].terms} == {"flagged"}


def test_the_last_correction_of_a_sentence_counts(archive: Archive) -> None:
    correction(archive, text="First.")
    correction(archive, text="Second.", status="approved", editor="Lee")
    build(archive)
    third = translated(archive)[3]
    assert (third.text, third.status, third.editor) == ("Second.", "approved", "Lee")


def test_a_correction_whose_sentence_changed_is_kept_and_told(archive: Archive) -> None:
    path, edit = correction(archive, source="원문이 달랐습니다.")
    report = build(archive)
    (problem,) = told(report)
    assert "Kim's correction of '원문이 달랐습니다.'" in problem
    assert "kept but not used" in problem
    assert read_edits(path).unmatched([]) == [edit]
    assert translated(archive)[3].status == "machine"
    assert told(build(archive)) == [problem]


def test_corrections_of_a_post_that_is_gone_are_told(archive: Archive) -> None:
    path = edits_file(archive.path, "ts", "999", "en")
    add_edit(path, correction(archive)[1])
    (problem,) = told(build(archive))
    assert problem == f"{path} is kept but not used: the archive has no such post."


def test_a_damaged_file_of_corrections_fails_its_post_only(archive: Archive) -> None:
    path, _ = correction(archive)
    path.write_text("{ torn\n")
    report = build(archive)
    assert report.posts == 2
    (failure,) = report.failures
    assert f"{path}:1" in failure.message
    assert failure.message.endswith("Its pages stay as they were built before.")
