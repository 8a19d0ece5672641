from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive import Archive, read_post, read_translation
from pipeline.build import Report, build
from pipeline.errors import ArchiveError, NewerFormatError
from sources.files import import_paths

EXAMPLES = Path(__file__).parents[2] / "examples"
TIME = "1700000000"


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
        page = (archive.site / "ts" / post.id / "en.html").read_text("utf-8")
        for segment in translation.segments:
            assert f'id="s-{segment.segment.id}"' in page
        assert (archive.site / "ts" / post.id / "original.html").is_file()
    assert (archive.site / "index.html").is_file()


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
