"""`manifest.json`: size and SHA-256 of every file of an archive, with a Merkle root over them.

The manifest has one form only, one line a file, so that it is written and read as a stream.
Files are in the order of a walk: by the parts of their path, each by code points. The leaves of
the Merkle tree are the lines of the files; nodes are made as in RFC 9162, section 2.1.1.

Left out are what git keeps for itself, the translation memory (a cache), the manifest and its
signature.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

import msgspec

from pipeline.errors import ArchiveError, DamagedFileError, NewerFormatError
from pipeline.records import FORMAT, NOT_A_RECORD, Record

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"

LEFT_OUT = frozenset(
    {".git", "memory.sqlite", "memory.sqlite-wal", "memory.sqlite-shm", MANIFEST, SIGNATURE}
)
"""What the folder of an archive may hold that no manifest lists."""
_HEAD = f'{{\n "format": {FORMAT},\n'.encode()
_WITHDRAWN = b' "withdrawn": [\n'
_FILES = b' "files": [\n'
_END = b" ],\n"

Kind = Literal["file", "link", "special", "unnamed"]


class Entry(Record, frozen=True, kw_only=True):
    """A file: its path from the root of the archive, its size in bytes, its SHA-256 in hex."""

    path: str
    size: int
    sha256: str

    @property
    def order(self) -> list[str]:
        """The sort key of the manifest."""
        return self.path.split("/")


class Found(NamedTuple):
    """Something that a walk met: its path with forward slashes, and what it is.

    `link` is a symbolic link, `special` a pipe, socket or device, and `unnamed` a file whose
    name is not UTF-8 (shown here with replacement characters). `where` leads to it from here.
    """

    path: str
    kind: Kind
    where: str

    @property
    def place(self) -> Path:
        """The file itself."""
        return Path(self.where)


class MerkleTree:
    """The root of a Merkle tree (RFC 9162) over leaves added one by one, in O(log n) memory."""

    def __init__(self) -> None:
        self._full: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add the next leaf."""
        height, node = 0, hashlib.sha256(b"\0" + leaf).digest()
        while self._full and self._full[-1][0] == height:
            node = _node(self._full.pop()[1], node)
            height += 1
        self._full.append((height, node))

    @property
    def root(self) -> str:
        """`sha256:` and the root of the leaves so far in hexadecimal."""
        if not self._full:
            return f"sha256:{hashlib.sha256().hexdigest()}"
        node = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            node = _node(left, node)
        return f"sha256:{node.hex()}"


def walk(root: Path) -> Iterator[Found]:
    """Yield the files that a manifest of the folder `root` lists, in its order.

    Links are not followed. Memory is that of the largest folder's names.
    """
    start = len(os.path.join(root, ""))  # noqa: PTH118  # as long as what scandir puts before
    open_folders = [iter(_sorted(os.fspath(root), LEFT_OUT))]
    while open_folders:
        entry = next(open_folders[-1], None)
        if entry is None:
            open_folders.pop()
        elif entry.is_dir(follow_symlinks=False):
            open_folders.append(iter(_sorted(entry.path, frozenset())))
        else:
            yield _found(entry, entry.path[start:])


def entry_of(found: Found) -> Entry:
    """Return the entry of a file; it is read in pieces.

    Raises `ArchiveError` for what an archive cannot hold.
    """
    if found.kind != "file":
        raise ArchiveError(f"{found.place}: {unfit(found.kind)}")
    try:
        with open(found.where, "rb") as file:  # noqa: PTH123  # a path object each adds up
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Entry(path=found.path, size=os.fstat(file.fileno()).st_size, sha256=digest)
    except OSError as error:
        raise ArchiveError(f"{found.place} cannot be read: {error.strerror or error}.") from error


def unfit(kind: Kind) -> str:
    """Say why something of this kind cannot be in an archive, and what to do."""
    return {
        "link": "this is a symbolic link. An archive holds files only: what a link leads to can "
        "change, or be missing elsewhere. Put the file itself in its place.",
        "special": "this is no regular file. An archive holds files only; take it out.",
        "unnamed": "the name of this file is not UTF-8. Rename it.",
        "file": "",
    }[kind]


def manifest_bytes(entries: Iterable[Entry], withdrawn: Sequence[Record] = ()) -> bytes:
    """Return the manifest of `entries`, which must be in its order, and of what was withdrawn."""
    tree = MerkleTree()
    leaves = [msgspec.json.encode(entry) for entry in entries]
    for leaf in leaves:
        tree.add(leaf)
    return b"".join((_head(withdrawn), *_lines(leaves), _END, _tail(len(leaves), tree.root)))


def read_entries(path: Path, withdrawn: Sequence[Record] = ()) -> Iterator[Entry]:
    """Yield the entries of the manifest `path`, one at a time.

    Raises `DamagedFileError`, naming the line, where the manifest is not exactly what
    `manifest_bytes` makes of its entries and of `withdrawn`: paths that leave the folder, lines
    out of order, a wrong root, or anything else in it. Raises `NewerFormatError` for a newer
    format.
    """
    with path.open("rb") as file:
        head = _head(withdrawn)
        if file.read(len(head)) != head:
            file.seek(0)
            raise _wrong_head(path, file.read(64))
        tree, count, before, more = MerkleTree(), 0, [""], True
        for number, line in enumerate(file, head.count(b"\n") + 1):
            if line == _END and not (more and count):
                break
            entry, leaf, more = _entry(line, more, f"{path}:{number}")
            if entry.order <= before:
                raise DamagedFileError(f"{path}:{number}: {entry.path!r} is out of order.")
            before = entry.order
            tree.add(leaf)
            count += 1
            yield entry
        rest = file.read()
    if rest != _tail(count, tree.root):
        raise DamagedFileError(
            f"{path}: the count or the Merkle root at its end is not that of the files it lists."
        )


def read_root(path: Path) -> str:
    """Return the Merkle root that the manifest `path` names, or nothing where there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200))
        _, _, rest = file.read().rpartition(b'"merkle_root": "')
    return rest.partition(b'"')[0].decode(errors="replace")


def _sorted(folder: str, left_out: frozenset[str]) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as scan:
        return sorted((e for e in scan if e.name not in left_out), key=lambda entry: entry.name)


def _found(entry: os.DirEntry[str], path: str) -> Found:
    if not _is_utf8(path):
        return Found(os.fsencode(path).decode(errors="replace"), "unnamed", entry.path)
    if entry.is_symlink():
        return Found(path, "link", entry.path)
    return Found(path, "file" if entry.is_file() else "special", entry.path)


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _head(withdrawn: Sequence[Record]) -> bytes:
    section = (_WITHDRAWN, *_lines([msgspec.json.encode(record) for record in withdrawn]), _END)
    return b"".join((_HEAD, *(section if withdrawn else ()), _FILES))


def _wrong_head(path: Path, start: bytes) -> ArchiveError:
    found = re.match(rb'\{\n "format": (\d+)', start)
    if found and int(found[1]) > FORMAT:
        return NewerFormatError(
            f"{path}: the manifest has format {int(found[1])}; this version reads {FORMAT}. "
            f"Use a newer clinic-archive."
        )
    if start.startswith(_HEAD):
        return DamagedFileError(
            f"{path}: what it says of withdrawn posts is not what withdrawn.jsonl says."
        )
    return DamagedFileError(f"{path}: this is no manifest of an archive.")


def _entry(line: bytes, expected: bool, where: str) -> tuple[Entry, bytes, bool]:
    """Return the entry of a line, its leaf, and whether the line says that another follows."""
    leaf, more = line[2:].removesuffix(b"\n"), line.endswith(b",\n")
    leaf = leaf.removesuffix(b",") if more else leaf
    try:
        entry = msgspec.json.decode(leaf, type=Entry)
    except NOT_A_RECORD as error:
        raise DamagedFileError(f"{where}: this is no line of a manifest: {error}.") from error
    if leaves_folder(entry.path):
        raise DamagedFileError(
            f"{where}: the path {entry.path!r} leaves the folder of the archive. Nothing is read "
            f"there; do not trust this manifest."
        )
    exact = b"  " + leaf + (b",\n" if more else b"\n")
    if not expected or line != exact or msgspec.json.encode(entry) != leaf:
        raise DamagedFileError(f"{where}: this line is not written as a manifest writes it.")
    return entry, leaf, more


def leaves_folder(path: str) -> bool:
    """Whether a path is absolute, climbs, or could be read as such by some system."""
    pure = PurePosixPath(path)
    return (
        pure.is_absolute()
        or ".." in pure.parts
        or str(pure) != path
        or path == "."
        or "\\" in path
        or "\0" in path
        or path[1:2] == ":"
    )


def _lines(items: Sequence[bytes]) -> Iterator[bytes]:
    for number, item in enumerate(items, 1):
        yield b"  " + item + (b",\n" if number < len(items) else b"\n")


def _tail(count: int, root: str) -> bytes:
    return f' "count": {count},\n "merkle_root": "{root}"\n}}\n'.encode()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
