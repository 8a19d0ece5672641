"""Making the manifest of an archive after a build, without reading what has not changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from pipeline.archive import Sink, is_temporary
from pipeline.manifest import LEFT_OUT, MANIFEST, Entry, Found, entry_of, manifest_bytes, walk
from pipeline.memory import Hashed, Memory, Stamped
from pipeline.records import Record

_AT_ONCE = 4096


def sealed(folder: Path, memory: Memory, withdrawn: Sequence[Record]) -> bytes:
    """Return the manifest of what lies in the archive in `folder`; what a killed run left goes.

    A file is read where `memory` does not know it, or where its size, times or inode are other
    than they were. Raises `ArchiveError` for what an archive cannot hold.
    """
    return manifest_bytes(_entries(folder, memory), withdrawn)


def standing(folder: Path) -> str:
    """Return a digest of how the files are that a manifest of the archive in `folder` lists.

    It is over paths, sizes, times and inodes; no file is opened. A walk of the manifest, which
    says of each file what it is, would take half as long again.
    """
    hashed = hashlib.sha256()
    left_out = LEFT_OUT
    start = len(os.path.join(folder, ""))  # noqa: PTH118  # as long as what scandir puts before
    folders = [os.fspath(folder)]
    while folders:
        parent = folders.pop()
        told = [parent[start:]]
        with os.scandir(parent) as scan:
            entries = sorted(scan, key=attrgetter("name"))
        for entry in entries:
            if entry.name in left_out:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                told.append(f"{entry.name}\0{_state(entry.path)}")
        hashed.update("\0".join((*told, "")).encode(errors="surrogateescape"))
        left_out = frozenset()
    return hashed.hexdigest()


def seal(folder: Path, sink: Sink, memory: Memory, withdrawn: Sequence[Record]) -> bool:
    """Let `sink` write the manifest of what lies in `folder`; return whether that changes it.

    Nothing is done where all lies there as it was last sealed.
    """
    files = standing(folder)
    if is_sealed(folder, files, memory):
        return False
    changed = sink.write(folder / MANIFEST, sealed(folder, memory, withdrawn))
    memory.stamp(MANIFEST, Stamped(stamp=_sealed_as(folder, files), files=()))
    return changed


def is_sealed(folder: Path, files: str, memory: Memory) -> bool:
    """Tell whether the files, `standing` as `files` says, and the manifest are as last sealed."""
    known = memory.stamped(MANIFEST)
    return known is not None and known.stamp == _sealed_as(folder, files)


def _sealed_as(folder: Path, files: str) -> str:
    manifest = folder / MANIFEST
    return f"{files} {_state(str(manifest)) if manifest.exists() else 'none'}"


def _entries(folder: Path, memory: Memory) -> Iterator[Entry]:
    some: list[Found] = []
    for found in walk(folder):
        if found.kind == "file" and is_temporary(found.where):
            found.place.unlink()
            continue
        some.append(found)
        if len(some) == _AT_ONCE:
            yield from _hashed(some, memory)
            some = []
    yield from _hashed(some, memory)


def known_entry(found: Found, memory: Memory) -> Entry:
    """Return the entry of a file, which is read only where `memory` does not know it as it is."""
    (entry,) = _hashed([found], memory)
    return entry


def _hashed(files: Sequence[Found], memory: Memory) -> Iterator[Entry]:
    known = memory.hashes(found.path for found in files)
    fresh: dict[str, Hashed] = {}
    for found in files:
        state = _state(found.where) if found.kind == "file" else None
        before = known.get(found.path)
        if before is not None and state == (before.size, *before.times, before.inode):
            yield Entry(path=found.path, size=before.size, sha256=before.sha256)
            continue
        entry = entry_of(found)
        if state is not None:
            size, modified, changed, inode = state
            fresh[found.path] = Hashed(
                size=size, times=(modified, changed), inode=inode, sha256=entry.sha256
            )
        yield entry
    if fresh:
        memory.hash(fresh)


def _state(path: str) -> tuple[int, int, int, int]:
    status = os.lstat(path)  # a path object each would take longer
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
