from __future__ import annotations

import shutil

import pytest

from pipeline.archive import Archive, read_post
from pipeline.build import build
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.errors import ArchiveError, ConfigError
from pipeline.manifest import MANIFEST, read_root
from pipeline.verify import verify
from pipeline.withdraw import WITHDRAWN, read_withdrawals, withdraw

POST = "223728104415"
DATE = "2025-06-01T00:00:00Z"
REASON = "The clinic asked for it."


def test_a_withdrawn_post_leaves_a_notice_and_no_text(archive: Archive) -> None:
    post = read_post(archive.post_file("ts", POST))[0]
    before = read_root(archive.path / MANIFEST)
    sentences = [line for block in post.blocks for line in block.lines if len(line) > 12]
    gone = withdraw(archive, f"ts/{POST}", f"  {REASON}\n", DATE)
    assert (gone.url, gone.reason, gone.manifest) == (post.capture.url, REASON, before)
    report = build(archive)
    assert (report.posts, report.failures) == (1, [])
    assert not (archive.posts / "ts" / POST).exists()
    for page in ("en.html", "original.html"):
        text = (archive.site / "ts" / POST / page).read_text("utf-8")
        assert REASON in text
        assert "June 1, 2025" in text
        assert "noindex" in text
    published = "".join(
        path.read_text("utf-8") for path in archive.site.rglob("*") if path.is_file()
    )
    assert post.title not in published
    assert not [line for line in sentences if line in published]
    assert REASON in (archive.path / MANIFEST).read_text("utf-8")
    assert all(layer.holds for layer in verify(archive.path))


def test_a_withdrawal_holds_in_the_next_build_and_without_the_memory(archive: Archive) -> None:
    withdraw(archive, POST, REASON, DATE)
    build(archive)
    manifest = (archive.path / MANIFEST).read_bytes()
    assert build(archive).written == 0
    archive.memory.unlink()
    shutil.rmtree(archive.site)
    build(archive)
    assert (archive.path / MANIFEST).read_bytes() == manifest


@pytest.mark.parametrize("name", [POST, f"ts/{POST}", f"https://blog.naver.com/tssample/{POST}"])
def test_a_post_is_named_by_id_place_or_address(archive: Archive, name: str) -> None:
    assert withdraw(archive, name, REASON, DATE).post == POST
    with pytest.raises(ArchiveError, match="is withdrawn already, on 2025-06-01"):
        withdraw(archive, name, REASON, DATE)
    assert len(read_withdrawals(archive.path)) == 1


def test_a_post_that_is_not_there_cannot_be_withdrawn(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="has no post '999'"):
        withdraw(archive, "999", REASON, DATE)
    with pytest.raises(ConfigError, match="for a reason"):
        withdraw(archive, POST, "  ", DATE)
    assert not (archive.path / WITHDRAWN).exists()


def test_images_that_only_the_post_shows_go_with_it(archive: Archive) -> None:
    post = read_post(archive.post_file("ts", POST))[0]
    own = {block.image.url for block in post.blocks if block.image}
    other = read_post(archive.post_file("ts", "223762098771"))[0]
    shared = own & {block.image.url for block in other.blocks if block.image}
    assert own
    assert set(withdraw(archive, POST, REASON, DATE).images) == own - shared


def test_corrections_of_a_withdrawn_post_are_no_problem(archive: Archive) -> None:
    edit = Edit(segment="0" * 12, source="x", text="y", editor="Kim", time=DATE)
    add_edit(edits_file(archive.path, "ts", POST, "en"), edit)
    withdraw(archive, POST, REASON, DATE)
    assert not [problem for problem in build(archive).problems if "edits" in problem]
