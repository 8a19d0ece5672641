"""The translation memory: what a signature and a source text gave before, in SQLite.

It is a cache. Every row carries a checksum; a row or a file that is damaged is dropped and what
it held is translated again, to the same bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from pipeline.errors import ArchiveError
from pipeline.records import Record, TermUse

_SCHEMA = """
CREATE TABLE IF NOT EXISTS segments (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    checksum BLOB NOT NULL
) WITHOUT ROWID
"""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_AT_ONCE = 500
"""Keys in one query: SQLite's limit on parameters is 999 in its older builds."""


class Remembered(Record, frozen=True, kw_only=True):
    """What decoding and enforcement gave for one text."""

    text: str
    score: float
    terms: tuple[TermUse, ...] = ()
    repaired: tuple[str, ...] = ()


def key(signature: str, text: str) -> str:
    """Return the key of `text` translated under `signature`."""
    return hashlib.sha256(f"{signature}\0{text}".encode()).hexdigest()


class Memory:
    """A translation memory in the file `path`, or in this process only where it is None.

    Use it as a context manager. `dropped` counts the damaged rows met. A file that is no
    usable database is replaced by an empty one, and `replaced` is then true.
    """

    def __init__(self, path: Path | None):
        self.dropped = 0
        self.replaced = False
        self._path = path
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            self._start_anew(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, Remembered]:
        """Return what is remembered under `keys`; a key that is not, or is damaged, is left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Remembered] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            for name, value, checksum in self._select(wanted[start : start + _AT_ONCE]):
                if _checksum(name, value) == checksum:
                    found[name] = msgspec.json.decode(value, type=Remembered)
                else:
                    self.dropped += 1
        return found

    def put(self, entries: Mapping[str, Remembered]) -> None:
        """Remember `entries`, all or none, and have them on disk on return."""
        rows = []
        for name, entry in entries.items():
            value = msgspec.json.encode(entry)
            rows.append((name, value, _checksum(name, value)))
        try:
            self._insert(rows)
        except sqlite3.DatabaseError as error:
            self._start_anew(error)
            self._insert(rows)

    def _select(self, keys: list[str]) -> list[tuple[str, bytes, bytes]]:
        marks = ",".join("?" * len(keys))
        columns = "key, CAST(value AS BLOB), CAST(checksum AS BLOB)"
        query = f"SELECT {columns} FROM segments WHERE key IN ({marks})"  # noqa: S608
        try:
            return self._database.execute(query, keys).fetchall()
        except sqlite3.DatabaseError as error:
            self._start_anew(error)
            return []

    def _insert(self, rows: list[tuple[str, bytes, bytes]]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path or ":memory:", timeout=30)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute(_SCHEMA)
        return database

    def _start_anew(self, error: sqlite3.DatabaseError) -> None:
        """Replace the file where `error` says it is damaged; raise any other error again.

        A full disk or a missing permission must not cost what is remembered.
        """
        if self._path is None or error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise ArchiveError(f"{self._path or 'memory'}: SQLite says: {error}.") from error
        self.replaced = True
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._database = self._open()


def _checksum(name: str, value: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + value).digest()[:16]
