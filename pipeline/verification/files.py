"""The manifest: every file that lies there against every file that is listed, as two streams."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.errors import ArchiveError, ClinicArchiveError
from pipeline.manifest import MANIFEST, Entry, Found, entry_of, read_entries, unfit, walk
from pipeline.verification.downstream import breaks
from pipeline.verification.layers import Layer, Problem
from pipeline.withdraw import read_withdrawals


class Difference(NamedTuple):
    """A file that is not as the manifest says, and how in words."""

    path: str
    kind: Literal["missing", "added", "changed"]
    message: str
    sha256: str = ""


def manifest_layer(folder: Path, progress: Callable[[int], None] = lambda count: None) -> Layer:
    """Compare the files in `folder` with its manifest. Nothing outside of it is opened."""
    path = folder / MANIFEST
    if not path.exists():
        missing = "is missing, so that nothing shows whether a file was changed. 'build' makes it"
        return Layer(name="manifest", problems=(Problem(path=MANIFEST, message=missing),))
    checked = 0
    problems: list[Problem] = []

    def count(number: int) -> None:
        nonlocal checked
        checked = number
        progress(number)

    try:
        found = list(differences(folder, count))
        problems += [
            Problem(path=d.path, message=d.message, breaks=breaks(folder, d.path))
            for d in _paired(found)
        ]
    except ClinicArchiveError as error:
        message = f"{error} The files cannot be compared with it."
        problems.append(Problem(path=MANIFEST, message=message, breaks=breaks(folder, MANIFEST)))
    return Layer(name="manifest", checked=checked, problems=tuple(problems))


def differences(
    folder: Path,
    progress: Callable[[int], None] = lambda count: None,
    read: Callable[[Found], Entry] = entry_of,
) -> Iterator[Difference]:
    """Yield what lies in `folder` otherwise than its manifest says, in the manifest's order.

    `read` gives the entry of a file, by reading it unless something else is given. Raises
    `DamagedFileError` or `NewerFormatError` where the manifest cannot be relied on.
    """
    listed = read_entries(folder / MANIFEST, read_withdrawals(folder))
    lying = walk(folder)
    entry, found, number = next(listed, None), next(lying, None), 0
    while entry is not None or found is not None:
        progress(number := number + 1)
        if found is None or (entry is not None and entry.order < found.path.split("/")):
            assert entry is not None
            yield Difference(entry.path, "missing", "is missing", entry.sha256)
            entry = next(listed, None)
        elif entry is None or entry.order > found.path.split("/"):
            yield Difference(found.path, "added", _added(found), _sha256(found, read))
            found = next(lying, None)
        else:
            message = _changed(entry, found, read)
            if message:
                yield Difference(entry.path, "changed", message)
            entry, found = next(listed, None), next(lying, None)


def _added(found: Found) -> str:
    return unfit(found.kind) or "is not in the manifest: it was added after the last build"


def _sha256(found: Found, read: Callable[[Found], Entry]) -> str:
    try:
        return read(found).sha256
    except ArchiveError:
        return ""


def _changed(entry: Entry, found: Found, read: Callable[[Found], Entry]) -> str:
    if found.kind != "file":
        return unfit(found.kind)
    size = os.stat(found.where).st_size  # noqa: PTH116  # a path object each adds up
    if size != entry.size:
        if size == 0:
            return f"is empty; the manifest says {entry.size} bytes"
        how = "cut short" if size < entry.size else "longer"
        return f"is {how}: {size} bytes; the manifest says {entry.size}"
    try:
        now = read(found)
    except ArchiveError as error:
        return str(error)
    return "" if now == entry else "has other bytes than the manifest says, though as many"


def _paired(found: list[Difference]) -> Iterator[Difference]:
    """Yield the differences; a file missing here and added there is told as one."""
    missing = {d.sha256: d.path for d in found if d.kind == "missing"}
    renamed: dict[str, str] = {}
    for difference in found:
        if difference.kind == "added" and difference.sha256 in missing:
            renamed[missing.pop(difference.sha256)] = difference.path
    taken = set(renamed.values())
    for difference in found:
        if difference.path in renamed:
            yield difference._replace(message=_renamed(difference.path, renamed[difference.path]))
        elif difference.path not in taken:
            yield difference


def _renamed(old: str, new: str) -> str:
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        form = "NFD" if unicodedata.is_normalized("NFD", new) else "NFC"
        return (
            f"is named in another Unicode form here ({form}), as some file systems do; its bytes "
            f"are the same. Rename it as the manifest has it"
        )
    return f"was renamed: {new} has its bytes"
