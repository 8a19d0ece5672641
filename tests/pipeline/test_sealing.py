from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import ArchiveError
from pipeline.manifest import Entry, Found, entry_of, manifest_bytes, walk
from pipeline.memory import Memory
from pipeline.sealing import sealed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "site/b", "site/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def whole(folder: Path) -> bytes:
    """The manifest of files that are all read."""
    return manifest_bytes(map(entry_of, walk(folder)))


def test_it_is_the_manifest_of_what_lies_there(folder: Path) -> None:
    with Memory(None) as memory:
        assert sealed(folder, memory, ()) == whole(folder)
        assert sealed(folder, memory, ()) == whole(folder)


def test_a_file_that_has_not_changed_is_not_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Memory(None) as memory:
        before = sealed(folder, memory, ())
        (folder / "site/c").write_text("other")
        read: list[str] = []

        def noted(found: Found) -> Entry:
            read.append(found.path)
            return entry_of(found)

        monkeypatch.setattr("pipeline.sealing.entry_of", noted)
        assert sealed(folder, memory, ()) != before
        assert read == ["site/c"]


def test_a_change_of_the_same_size_with_the_time_put_back_is_seen(folder: Path) -> None:
    with Memory(None) as memory:
        sealed(folder, memory, ())
        times = (folder / "a").stat()
        (folder / "a").write_text("x")
        os.utime(folder / "a", ns=(times.st_atime_ns, times.st_mtime_ns))
        assert sealed(folder, memory, ()) == whole(folder)


def test_what_a_killed_run_left_is_taken_away(folder: Path) -> None:
    (folder / "site" / ".b.part").write_text("half")
    with Memory(None) as memory:
        assert b".part" not in sealed(folder, memory, ())
    assert not (folder / "site" / ".b.part").exists()


def test_a_link_is_refused_however_often_it_is_met(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "a")
    with Memory(None) as memory:
        for _ in range(2):
            with pytest.raises(ArchiveError, match="symbolic link"):
                sealed(folder, memory, ())
