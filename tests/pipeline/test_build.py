from __future__ import annotations

import base64
import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import Archive, read_post, read_translation
from pipeline.build import build
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.errors import ArchiveError, NewerFormatError
from pipeline.executors import Pending, Task
from pipeline.executors.threads import Threads
from pipeline.orders import Settings
from pipeline.report import Report
from pipeline.stamp import present, utc
from pipeline.workbench import Workbench
from sources.files import import_paths
from sources.warc_writer import CaptureWriter

EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = Path(__file__).parents[1] / "data"
TIME = "1700000000"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def made(folder: Path, pages: list[Path]) -> Archive:
    archive = Archive.create(folder, "Test")
    shutil.copy(EXAMPLES / "archive.toml", folder)
    archive = Archive.open(folder)
    import_paths(archive.captures, pages)
    return archive


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the modification time of every file but the memory's."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "memory.sqlite" not in path.name
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {name: data for name, (data, _) in tree(folder).items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Report]]:
    """The example archive, built once; tests that change it work on a copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", TIME)
        archive = made(tmp_path_factory.mktemp("built"), sorted((EXAMPLES / "pages").iterdir()))
        yield archive, build(archive)


@pytest.fixture
def copy(built: tuple[Archive, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    shutil.copytree(built[0].path, tmp_path / "copy")
    return Archive.open(tmp_path / "copy")


def test_every_example_post_is_translated_and_published(built: tuple[Archive, Report]) -> None:
    archive, report = built
    assert (report.posts, report.failures, report.not_posts) == (8, [], [])
    assert report.segments > 400
    assert report.terms.total() > 300
    for path in archive.post_files():
        post, digest = read_post(path)
        translation = read_translation(archive.translation_file("ts", post.id, "en"))
        assert translation.post_digest == digest
        assert translation.translated_at == "2023-11-14T22:13:20Z"
        assert translation.notice.startswith("Machine translation: ")
        page = (archive.site / "ts" / post.id / "en.html").read_text("utf-8")
        for segment in translation.segments:
            assert f'id="s-{segment.segment.id}"' in page
        assert (archive.site / "ts" / post.id / "original.html").is_file()
    assert (archive.site / "index.html").is_file()


def test_an_archive_in_the_folder_where_the_build_runs_is_built_alike(
    copy: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(copy.path)
    monkeypatch.chdir(copy.path)
    report = build(Archive.open(Path()))
    assert (report.written, report.removed) == (0, 0)
    assert contents(copy.path) == before


def test_every_term_is_satisfied_or_flagged(built: tuple[Archive, Report]) -> None:
    archive, _ = built
    for path in archive.post_files():
        for translation in read_translation(path.with_name("en.json")).segments:
            for use in translation.terms:
                assert translation.segment.text[slice(*use.source_span)]
                if use.how == "flagged":
                    assert use.reason
                else:
                    assert use.target_span is not None
                    assert translation.text[slice(*use.target_span)]


def test_the_build_after_the_first_reads_no_page(tmp_path: Path) -> None:
    archive = made(tmp_path, [EXAMPLES / "pages" / "PostView-223728104415.html"])
    assert "Extracting" in build(archive).stages
    assert "Extracting" not in build(archive).stages


def test_a_second_build_writes_nothing(copy: Archive) -> None:
    before = tree(copy.path)
    report = build(copy)
    assert (report.written, report.removed, report.decoded) == (0, 0, 0)
    assert tree(copy.path) == before


def test_a_build_without_its_memory_makes_the_same_archive(
    copy: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(copy.path)
    copy.memory.unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    report = build(copy, threads=1)
    assert report.decoded > 0
    assert contents(copy.path) == before


def test_a_post_is_the_same_whatever_is_built_with_it(copy: Archive, tmp_path: Path) -> None:
    page = EXAMPLES / "pages" / "PostView-223728104415.html"
    alone = made(tmp_path / "alone", [page])
    build(alone)
    for archive in (alone, copy):
        assert archive.translation_file("ts", "223728104415", "en").is_file()
    assert alone.translation_file("ts", "223728104415", "en").read_bytes().count(
        b'"text"'
    ) == copy.translation_file("ts", "223728104415", "en").read_bytes().count(b'"text"')
    ours = read_translation(alone.translation_file("ts", "223728104415", "en"))
    theirs = read_translation(copy.translation_file("ts", "223728104415", "en"))
    assert ours.segments == theirs.segments


def test_a_bad_post_is_reported_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    pages = [EXAMPLES / "pages" / f"PostView-{n}.html" for n in ("223728104415", "223741560238")]
    archive = made(tmp_path, pages)
    build(archive)
    damaged = archive.translation_file("ts", "223728104415", "en")
    damaged.write_bytes(b"{ torn")
    report = build(archive)
    assert report.posts == 1
    assert len(report.failures) == 1
    assert str(damaged) in report.failures[0].message


def test_a_page_that_is_gone_leaves_the_site(copy: Archive) -> None:
    stray = copy.site / "ts" / "999" / "en.html"
    stray.parent.mkdir()
    stray.write_text("old")
    report = build(copy)
    assert report.removed == 1
    assert not stray.parent.exists()


def test_two_builds_at_once_do_not_meet(copy: Archive) -> None:
    with copy.locked(), pytest.raises(ArchiveError, match="another command"):
        build(copy)


def test_a_translation_of_a_newer_version_is_not_overwritten(copy: Archive) -> None:
    path = copy.translation_file("ts", "223728104415", "en")
    newer = path.read_bytes().replace(b'"format": 1', b'"format": 9')
    path.write_bytes(newer)
    report = build(copy)
    assert "format 9" in report.failures[0].message
    assert path.read_bytes() == newer
    with pytest.raises(NewerFormatError):
        read_translation(path)


def with_policy(archive: Archive, on_error: str) -> Archive:
    path = archive.path / "archive.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[policy]\non_error = "{on_error}"\n', "utf-8")
    return Archive.open(archive.path)


def test_a_post_with_errors_is_held_back_and_listed_but_not_lost(copy: Archive) -> None:
    before = build(copy)
    assert before.findings["error"] > 0
    held = build(with_policy(copy, "hold"))
    assert held.posts == 8
    assert held.held
    assert held.failures == []
    for message in held.held:
        assert "the translation into en has" in message
    shown = list((copy.site / "ts").glob("*/en.html"))
    assert len(shown) == 8 - len(held.held)
    assert all(path.with_name("en.json").exists() for path in copy.post_files())
    again = build(Archive.open(copy.path))
    assert (again.held, again.written) == (held.held, 0)


def test_a_policy_can_make_errors_fail_the_build(copy: Archive) -> None:
    report = build(with_policy(copy, "fail"))
    assert report.failures
    assert len(list((copy.site / "ts").glob("*/en.html"))) == 8 - len(report.failures)


def test_a_changed_post_is_done_and_the_others_are_left_alone(copy: Archive) -> None:
    page = (EXAMPLES / "pages" / "PostView-223728104415.html").read_bytes()
    changed = copy.path.parent / "changed.html"
    changed.write_bytes(page.replace("감사합니다".encode(), "고맙습니다".encode()))
    import_paths(copy.captures, [changed])
    before = tree(copy.posts)
    report = build(copy)
    after = tree(copy.posts)
    assert report.decoded <= 1
    assert {name.split("/")[1] for name in before if before[name] != after[name]} == {
        "223728104415"
    }


def test_a_changed_term_is_translated_anew_only_where_it_stands(copy: Archive) -> None:
    glossary = copy.path / "house.ko-en.tsv"
    glossary.write_text("source\ttarget\n귓불\tear lobule\n", encoding="utf-8")
    path = copy.path / "archive.toml"
    text = path.read_text("utf-8").replace("glossaries = []", 'glossaries = ["house.ko-en.tsv"]')
    path.write_text(text, "utf-8")
    report = build(Archive.open(copy.path), update_lock=True)
    uses = {
        translation.segment.text
        for file in copy.post_files()
        for translation in read_translation(file.with_name("en.json")).segments
        if any(use.source == "귓불" for use in translation.terms)
    }
    assert 0 < report.decoded == len(uses)


def test_captured_images_are_shown_from_local_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    archive = made(tmp_path, [EXAMPLES / "pages" / "PostView-223741560238.html"])
    config = tmp_path / "archive.toml"
    config.write_text(
        config.read_text("utf-8").replace("format = 1", 'format = 1\nimages = "keep"')
    )
    archive = Archive.open(tmp_path)
    build(archive)
    post, _ = read_post(archive.post_file("ts", "223741560238"))
    url = next(block.image.url for block in post.blocks if block.image)
    with CaptureWriter(archive.captures, present()) as writer:
        writer.resource(url, utc(present()), PIXEL, "image/png")
    build(archive)
    page = (archive.site / "ts" / post.id / "en.html").read_text("utf-8")
    (copy,) = (archive.site / "images").iterdir()
    assert copy.read_bytes() == PIXEL
    assert f'src="../../images/{copy.name}"' in page
    assert build(archive).written == 0


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_post_that_its_site_has_deleted_stays_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = EXAMPLES / "pages" / "PostView-223728104415.html"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    archive = made(tmp_path / "archive", [page])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    gone = (DATA / "naver" / "deleted-223886102255.html").read_bytes()
    with CaptureWriter(archive.captures, present()) as writer:
        url = "https://blog.naver.com/tssample/223728104415"
        writer.resource(url, utc(present()), gone, "text/html")
    report = build(archive)
    assert (report.posts, report.not_posts) == (1, [])
    post, _ = read_post(archive.post_file("ts", "223728104415"))
    assert post.title.startswith("미니거상")
    assert any("2023-11-14" in note for note in post.notes)


def test_of_two_addresses_of_one_post_the_newest_capture_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = EXAMPLES / "pages" / "PostView-223728104415.html"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    archive = made(tmp_path / "archive", [page])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    text = page.read_text("utf-8").replace("오늘 글이", "이번 글이")
    other = saved(tmp_path, "other.html", text)
    view = "https://blog.naver.com/PostView.naver?blogId=tssample&logNo=223728104415"
    import_paths(archive.captures, [other], view)
    for _ in range(2):
        assert build(archive).posts == 1
        assert "이번 글이" in archive.post_file("ts", "223728104415").read_text("utf-8")


def test_a_clinic_that_calls_itself_otherwise_does_so_on_the_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = EXAMPLES / "pages" / "PostView-223728104415.html"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    archive = Archive.create(tmp_path / "archive", "Test")
    import_paths(archive.captures, [page])
    build(archive)
    author = read_post(archive.post_files()[0])[0].author
    assert author in (archive.site / "index.html").read_text("utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    text = page.read_text("utf-8").replace(
        f'nickname" content="{author}"', 'nickname" content="새이름의원"'
    )
    import_paths(archive.captures, [saved(tmp_path, page.name, text)])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)  # nothing else on the list may differ
    build(archive)
    assert read_post(archive.post_files()[0])[0].author == "새이름의원"
    assert "새이름의원" in (archive.site / "index.html").read_text("utf-8")


def test_english_posts_are_built_into_korean_with_the_same_glossary_and_notices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    archive = Archive.create(tmp_path, "Test")
    config = tmp_path / "archive.toml"
    config.write_text(config.read_text("utf-8").replace('["en"]', '["ko"]'), "utf-8")
    archive = Archive.open(tmp_path)
    name = "what-a-mini-facelift-can-and-cannot-do"
    import_paths(archive.captures, [DATA / "wordpress" / f"{name}.html"])
    report = build(archive)
    assert (report.posts, report.failures) == (1, [])
    (file,) = archive.post_files()
    translation = read_translation(file.with_name("ko.json"))
    assert translation.notice.startswith("기계 번역")
    machine = [done for done in translation.segments if done.status == "machine"]
    assert len(machine) > 30
    assert all("|cx:" in done.signature and "en_ko-clinic" in done.signature for done in machine)
    layers = [u for done in machine for u in done.terms if u.source.lower() == "smas layer"]
    assert layers
    assert {use.required for use in layers} == {"SMAS층"}
    page = (archive.site / file.parent.parent.name / name / "ko.html").read_text("utf-8")
    assert '<html lang="ko"' in page


class Interrupting(Threads):
    """Lets somebody save a correction whenever posts go to be translated."""

    def __init__(self, settings: Settings, save: Callable[[], None]):
        super().__init__(Workbench(settings))
        self._save = save

    def submit(self, task: Task, batch: Any) -> Pending:
        if task == "make":
            self._save()
        return super().submit(task, batch)


def test_a_correction_saved_while_its_post_is_translated_is_in_the_next_build(
    copy: Archive,
) -> None:
    path = copy.post_files()[0].with_name("en.json")
    before = read_translation(path)
    first = before.segments[0]
    edit = Edit(
        segment=first.segment.id,
        source=first.segment.text,
        text="Corrected.",
        editor="Kim",
        time="2025-01-01T00:00:00Z",
    )
    file = edits_file(copy.path, path.parts[-3], before.post, "en")
    copy.memory.unlink()
    build(copy, executor=lambda settings: Interrupting(settings, lambda: add_edit(file, edit)))
    assert read_translation(path).segments[0].text != "Corrected."
    build(copy)
    assert read_translation(path).segments[0].text == "Corrected."


def test_a_post_that_fails_keeps_the_pages_it_had(copy: Archive) -> None:
    before = contents(copy.site)
    path = copy.post_files()[0]
    edits = edits_file(copy.path, path.parts[-3], path.parts[-2], "en")
    edits.parent.mkdir(parents=True)
    edits.write_text("no line of corrections\n", "utf-8")
    report = build(copy)
    ((_, message),) = report.failures
    assert message.startswith(f"{edits}:1: ")
    assert message.endswith("Its pages stay as they were built before.")
    assert report.posts == 8
    assert contents(copy.site) == before
    edits.unlink()
    assert build(copy).failures == []
    assert contents(copy.site) == before


def test_damage_that_only_the_seal_meets_is_told(copy: Archive) -> None:
    with contextlib.closing(sqlite3.connect(copy.memory)) as database, database:
        database.execute("UPDATE files SET value = x'00' WHERE key = 'archive.toml'")
    (copy.path / "note.txt").write_text("A file more, so that the seal is made again.\n", "utf-8")
    (problem,) = build(copy).problems
    assert problem == f"{copy.memory}: 1 damaged rows were made again."
