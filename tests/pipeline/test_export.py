from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import Archive, read_post
from pipeline.build import build
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.errors import ArchiveError, ConfigError
from pipeline.export import copy_captures, copy_public, fresh_target
from pipeline.manifest import walk
from pipeline.verification.files import manifest_layer
from pipeline.withdraw import withdraw

POST = "223728104415"
DATE = "2025-06-01T00:00:00Z"


def withdrawn(archive: Archive) -> list[str]:
    """Withdraw a post that somebody corrected; return lines that only its text has."""
    post = read_post(archive.post_file("ts", POST))[0]
    edit = Edit(segment="0" * 12, source="x", text="y", editor="Kim", time=DATE)
    add_edit(edits_file(archive.path, "ts", POST, "en"), edit)
    withdraw(archive, POST, "Asked for.", DATE)
    build(archive)
    return [line for block in post.blocks for line in block.lines if len(line) > 16]


def test_a_copy_is_the_archive_without_its_memory(archive: Archive, tmp_path: Path) -> None:
    copy_public(archive, tmp_path / "copy")
    ours = {f.path: f.place.read_bytes() for f in walk(archive.path)}
    assert {f.path: f.place.read_bytes() for f in walk(tmp_path / "copy")} == ours
    assert not list((tmp_path / "copy").glob("memory*"))
    assert manifest_layer(tmp_path / "copy").holds


def test_the_text_of_a_withdrawn_post_does_not_leave(archive: Archive, tmp_path: Path) -> None:
    lines = withdrawn(archive)
    copy_public(archive, tmp_path / "copy")
    (warc,) = (tmp_path / "copy" / "captures").glob("*.warc.gz")
    tool = Path(sys.executable).with_name("warcio")
    text = subprocess.run([tool, "extract", "--payload", warc, "0"], capture_output=True)
    assert text.returncode == 0
    unpacked = b"".join(
        subprocess.run(["gzip", "-dc", warc], capture_output=True, check=True).stdout.splitlines(
            keepends=True
        )
    ).decode()
    plain = [f.place.read_text("utf-8") for f in walk(tmp_path / "copy") if f.path[-3:] != ".gz"]
    for line in lines:
        assert line not in unpacked
        assert not any(line in text for text in plain)
    assert not (tmp_path / "copy" / "edits").exists()
    assert subprocess.run([tool, "check", warc]).returncode == 0
    assert manifest_layer(tmp_path / "copy").holds
    rebuilt = Archive.open(tmp_path / "copy")
    assert build(rebuilt).failures == []


def test_the_captures_of_others_stay_where_they_were(archive: Archive, tmp_path: Path) -> None:
    assert copy_captures(archive, tmp_path) == sorted(archive.captures.glob("*.warc.gz"))
    withdrawn(archive)
    (copy,) = copy_captures(archive, tmp_path / "out")
    (original,) = archive.captures.glob("*.warc.gz")
    capture = read_post(archive.post_file("ts", "223762098771"))[0].capture
    assert copy.stat().st_size == original.stat().st_size
    there = original.read_bytes()[capture.offset :]
    assert copy.read_bytes()[capture.offset :] == there


def test_a_withdrawal_without_a_build_stops_an_export(archive: Archive, tmp_path: Path) -> None:
    withdraw(archive, POST, "Asked for.", DATE)
    with pytest.raises(ArchiveError, match="withdrawn, but its text is still there"):
        copy_public(archive, tmp_path / "copy")
    with pytest.raises(ArchiveError, match="withdrawn, but its text is still there"):
        copy_captures(archive, tmp_path / "copy")


def test_an_export_overwrites_nothing_and_stays_out_of_the_archive(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "full", tmp_path / "full" / "x"):
        with pytest.raises(ConfigError, match="exists already"):
            fresh_target(archive, target)
    with pytest.raises(ConfigError, match="inside the archive"):
        fresh_target(archive, archive.path / "bag")
    fresh_target(archive, tmp_path / "empty")


def test_a_link_in_the_archive_is_not_exported(archive: Archive, tmp_path: Path) -> None:
    (archive.path / "link").symlink_to("/etc/hostname")
    with pytest.raises(ArchiveError, match="symbolic link"):
        copy_public(archive, tmp_path / "copy")
