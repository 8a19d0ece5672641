from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ArchiveError, DamagedFileError, NewerFormatError
from pipeline.manifest import (
    MANIFEST,
    Entry,
    MerkleTree,
    entry_of,
    leaves_folder,
    manifest_bytes,
    read_entries,
    read_root,
    walk,
)


def entry(path: str, data: bytes = b"x") -> Entry:
    return Entry(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def written(folder: Path, entries: list[Entry]) -> Path:
    path = folder / MANIFEST
    path.write_bytes(manifest_bytes(entries))
    return path


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 9162, 2.1.1 defines it."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\0" + leaves[0] if leaves else b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node(root_of(leaves[:half]), root_of(leaves[half:]))


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_root_is_that_of_rfc_9162(leaves: list[bytes]) -> None:
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root == f"sha256:{root_of(leaves).hex()}"


def test_a_manifest_is_json_that_any_reader_reads(tmp_path: Path) -> None:
    entries = [entry("a.txt"), entry("captures/a.warc.gz", b""), entry("글/제목.json")]
    path = written(tmp_path, entries)
    value = msgspec.json.decode(path.read_bytes())
    assert list(value) == ["format", "files", "count", "merkle_root"]
    assert [file["path"] for file in value["files"]] == [e.path for e in entries]
    assert value["merkle_root"] == read_root(path)
    assert list(read_entries(path)) == entries


def test_a_walk_is_in_the_order_of_the_manifest(tmp_path: Path) -> None:
    for name in ("a/z", "a.b", "a-/y", "b", "a/b/c", ".hidden", ".git/config", "memory.sqlite-wal"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = [f.path for f in walk(tmp_path)]
    assert found == [".hidden", "a/b/c", "a/z", "a-/y", "a.b", "b"]
    path = written(tmp_path, [entry_of(f) for f in walk(tmp_path)])
    assert [e.path for e in read_entries(path)] == found


def test_an_empty_manifest_is_one(tmp_path: Path) -> None:
    assert list(read_entries(written(tmp_path, []))) == []


@pytest.mark.parametrize("position", range(0, 420, 7))
def test_every_flipped_byte_of_a_manifest_is_noticed(tmp_path: Path, position: int) -> None:
    path = written(tmp_path, [entry("a"), entry("b/c"), entry("d")])
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= 0x81 if position % 2 else 0x01
    path.write_bytes(data)
    with pytest.raises((DamagedFileError, NewerFormatError), match=r"manifest\.json"):
        list(read_entries(path))


@pytest.mark.parametrize("cut", [0, 1, 20, 100, 300, -1])
def test_a_manifest_that_is_cut_off_is_damaged(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, [entry("a"), entry("b/c"), entry("d")])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DamagedFileError):
        list(read_entries(path))


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "a//b", "./a", ".", "a\\..\\x", "C:x", "", "a/"]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert leaves_folder(name)
    path = written(tmp_path, [entry(name)])
    with pytest.raises(DamagedFileError, match=r"manifest\.json:4: the path .* leaves the folder"):
        list(read_entries(path))


def test_lines_out_of_order_or_twice_are_refused(tmp_path: Path) -> None:
    for entries in ([entry("b"), entry("a")], [entry("a"), entry("a")]):
        with pytest.raises(DamagedFileError, match="out of order"):
            list(read_entries(written(tmp_path, entries)))


def test_a_manifest_of_a_newer_format_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, [entry("a")])
    path.write_bytes(path.read_bytes().replace(b'"format": 1', b'"format": 7'))
    with pytest.raises(NewerFormatError, match="format 7"):
        list(read_entries(path))


def test_what_it_says_of_withdrawn_posts_must_be_what_their_file_says(tmp_path: Path) -> None:
    path = tmp_path / MANIFEST
    path.write_bytes(manifest_bytes([entry("a")], [entry("post")]))
    assert list(read_entries(path, [entry("post")])) == [entry("a")]
    for other in ([], [entry("other")]):
        with pytest.raises(DamagedFileError):
            list(read_entries(path, other))


@pytest.mark.parametrize("kind", ["link", "folder link", "pipe", "bytes"])
def test_what_is_no_plain_file_cannot_be_listed(tmp_path: Path, kind: str) -> None:
    if kind == "link":
        (tmp_path / "x").symlink_to("/etc/hostname")
    elif kind == "folder link":
        (tmp_path / "x").symlink_to("/etc")
    elif kind == "pipe":
        os.mkfifo(tmp_path / "x")
    else:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe")).write_text("x")
    (found,) = walk(tmp_path)
    with pytest.raises(ArchiveError, match=r"symbolic link|regular file|not UTF-8"):
        entry_of(found)


def test_the_same_files_give_the_same_manifest_whatever_their_times(tmp_path: Path) -> None:
    manifests = []
    for name, time in (("one", 0), ("two", 4_000_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("b", "a", "c"):
            (folder / file).write_text(file)
            os.utime(folder / file, (time, time))
        manifests.append(manifest_bytes(map(entry_of, walk(folder))))
    assert manifests[0] == manifests[1]
