from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.manifest import MANIFEST, Entry, entry_of, manifest_bytes, walk
from pipeline.verification.files import manifest_layer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a few files with its manifest."""
    for name in ("archive.toml", "site/index.html", "captures/a.warc.gz", "edits/가나다.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n")
    sealed(tmp_path)
    return tmp_path


def sealed(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(manifest_bytes(map(entry_of, walk(folder))))


def told(folder: Path) -> dict[str, str]:
    return {problem.path: problem.message for problem in manifest_layer(folder).problems}


def test_a_whole_folder_holds(folder: Path) -> None:
    layer = manifest_layer(folder)
    assert (layer.problems, layer.checked) == ((), 4)


def test_what_git_and_the_memory_keep_is_no_matter(folder: Path) -> None:
    for name in (".git/HEAD", "memory.sqlite", "memory.sqlite-wal", "manifest.sig"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert told(folder) == {}


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "site/index.html").unlink()
    assert told(folder) == {"site/index.html": "is missing"}


def test_an_added_file_is_named(folder: Path) -> None:
    (folder / "site/more.html").write_text("x")
    (folder / "zz").write_text("x")
    assert told(folder) == dict.fromkeys(
        ("site/more.html", "zz"), "is not in the manifest: it was added after the last build"
    )


def test_a_renamed_file_is_named_once(folder: Path) -> None:
    (folder / "site/index.html").rename(folder / "site/start.html")
    assert told(folder) == {"site/index.html": "was renamed: site/start.html has its bytes"}


def test_a_shortened_an_emptied_and_a_longer_file_are_named(folder: Path) -> None:
    (folder / "site/index.html").write_text("site")
    (folder / "archive.toml").write_text("")
    (folder / "captures/a.warc.gz").write_text("a longer text than there was")
    assert told(folder) == {
        "site/index.html": "is cut short: 4 bytes; the manifest says 16",
        "archive.toml": "is empty; the manifest says 13 bytes",
        "captures/a.warc.gz": "is longer: 28 bytes; the manifest says 19",
    }


def test_one_flipped_bit_is_named(folder: Path) -> None:
    path = folder / "captures/a.warc.gz"
    data = bytearray(path.read_bytes())
    data[3] ^= 0x10
    path.write_bytes(data)
    (message,) = told(folder).values()
    assert message == "has other bytes than the manifest says, though as many"


def test_two_files_that_changed_places_are_both_named(folder: Path) -> None:
    one, other = folder / "site/index.html", folder / "captures/a.warc.gz"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert set(told(folder)) == {"site/index.html", "captures/a.warc.gz"}


@pytest.mark.parametrize("size", [0, 1])
def test_a_file_of_no_bytes_is_a_file_like_others(folder: Path, size: int) -> None:
    (folder / "empty").write_bytes(b"x" * size)
    sealed(folder)
    assert told(folder) == {}
    (folder / "empty").write_bytes(b"x" * (1 - size))
    assert set(told(folder)) == {"empty"}


def test_a_link_in_the_place_of_a_file_is_named_and_not_followed(folder: Path) -> None:
    (folder / "site/index.html").unlink()
    (folder / "site/index.html").symlink_to(folder / "archive.toml")
    (folder / "site/away").symlink_to("/etc")
    messages = told(folder)
    assert set(messages) == {"site/index.html", "site/away"}
    for message in messages.values():
        assert message.startswith("this is a symbolic link. An archive holds files only")


def test_a_name_in_another_unicode_form_is_told_as_such(folder: Path) -> None:
    name = "가나다.txt"
    (folder / "edits" / name).rename(folder / "edits" / unicodedata.normalize("NFD", name))
    assert told(folder) == {
        f"edits/{name}": "is named in another Unicode form here (NFD), as some file systems do; "
        "its bytes are the same. Rename it as the manifest has it"
    }


def test_a_name_in_nfd_may_be_listed(folder: Path) -> None:
    (folder / unicodedata.normalize("NFD", "정관.txt")).write_text("x")
    sealed(folder)
    assert told(folder) == {}


def test_a_manifest_whose_paths_leave_the_folder_is_not_followed(folder: Path) -> None:
    outside = folder.parent / "outside.txt"
    outside.write_text("x")
    entry = Entry(path="../outside.txt", size=1, sha256=hashlib.sha256(b"x").hexdigest())
    (folder / MANIFEST).write_bytes(manifest_bytes([entry]))
    (problem,) = manifest_layer(folder).problems
    assert problem.path == MANIFEST
    assert "'../outside.txt' leaves the folder" in problem.message


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{\n "format": 1,\n "files": [\n'])
def test_a_manifest_that_is_none_is_told(folder: Path, data: bytes) -> None:
    (folder / MANIFEST).write_bytes(data)
    (problem,) = manifest_layer(folder).problems
    assert (problem.path, problem.breaks) == (MANIFEST, "the proof that no file was changed")


def test_a_folder_without_a_manifest_is_told(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    assert "is missing" in told(folder)[MANIFEST]


def test_files_of_1970_are_files(folder: Path) -> None:
    for found in walk(folder):
        os.utime(found.place, (0, 0))
    assert told(folder) == {}


def test_damaged_withdrawals_are_told_by_file_and_line(folder: Path) -> None:
    (folder / "withdrawn.jsonl").write_text("torn\n")
    (message,) = told(folder).values()
    assert "withdrawn.jsonl:1: this is no Withdrawal record" in message
