"""Files of one record a line (JSON Lines), to which people's decisions are only ever added."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.errors import DamagedFileError, NewerFormatError
from pipeline.records import FORMAT, NOT_A_RECORD, Record

T = TypeVar("T", bound=Record)


class _Version(msgspec.Struct):
    format: int = FORMAT


def read_lines(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Return the records of type `kind` in the file `path`, none where there is no such file.

    Raises `NewerFormatError` or `DamagedFileError`, which name the file and the line.
    """
    if not path.exists():
        return ()
    return tuple(
        _record(line, kind, f"{path}:{number}")
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if line.strip()
    )


def append_line(path: Path, record: Record) -> None:
    """Add `record` as the last line of the file `path`, and have it on disk on return."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(msgspec.json.encode(record) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _record(line: bytes, kind: type[T], where: str) -> T:
    try:
        version = msgspec.json.decode(line, type=_Version).format
        if version > FORMAT:
            raise NewerFormatError(
                f"{where}: this line has format {version}; this version reads up to {FORMAT}. "
                f"Use a newer clinic-archive."
            )
        return msgspec.json.decode(line, type=kind)
    except NOT_A_RECORD as error:
        raise DamagedFileError(f"{where}: this is no {kind.__name__} record: {error}.") from error
