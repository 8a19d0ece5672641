"""The memory of an archive: what texts gave before, and what was made of each capture, in SQLite.

It is a cache. Every row carries a checksum; a row or a file that is damaged is dropped and what
it held is made again, to the same bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from pipeline.errors import ArchiveError
from pipeline.records import Clinic, Record, TermUse

T = TypeVar("T", bound=Record)

_TABLES = ("segments", "posts", "files", "stamps")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS {table} (
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
    coverage: float | None = None
    terms: tuple[TermUse, ...] = ()
    repaired: tuple[str, ...] = ()


class FileState(Record, frozen=True, kw_only=True, array_like=True):
    """How a file was left: its path in the archive, size in bytes, time in ns; -1 for none."""

    path: str
    size: int
    modified: int


class Tally(Record, frozen=True, kw_only=True):
    """What the translations of a post amount to: see `pipeline.build.Report`."""

    segments: int = 0
    passed: int = 0
    untranslated: int = 0
    repaired: int = 0
    terms: dict[str, int] = {}
    findings: dict[str, int] = {}


class Made(Record, frozen=True, kw_only=True):
    """What a build made of one capture.

    `stamp` is a digest of all it depended on but `files`, which it read or wrote, and `images`:
    the payload digest of each image by address, empty where none was captured. `summaries`
    are by target language; they stay JSON, since most builds only compare them. `held` tells what
    keeps a translation from being published.
    """

    stamp: str
    clinic: Clinic
    post: str
    language: str
    files: tuple[FileState, ...]
    images: dict[str, str] = {}
    summaries: dict[str, msgspec.Raw]
    tally: Tally
    held: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Stamped(Record, frozen=True, kw_only=True):
    """Files that a build made of the whole archive, and a digest of all they depended on."""

    stamp: str
    files: tuple[FileState, ...]


class Hashed(Record, frozen=True, kw_only=True, array_like=True):
    """How a file was when it was read, and its SHA-256 in hex.

    `times` are when its content and its state were changed, in ns.
    """

    size: int
    times: tuple[int, int]
    inode: int
    sha256: str


def key(signature: str, text: str) -> str:
    """Return the key of `text` translated under `signature`."""
    return hashlib.sha256(f"{signature}\0{text}".encode()).hexdigest()


class Memory:
    """A translation memory in the file `path`, or in this process only where it is None.

    Use it as a context manager. `dropped` counts the damaged rows met. A file that is no
    usable database, or no longer the one that was opened, is replaced by an empty one, and
    `replaced` is then true.
    """

    def __init__(self, path: Path | None):
        self.dropped = 0
        self.replaced = False
        self._path = path
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            self._require_damaged(error)
            self._database = self._opened_anew()

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
        return self._get("segments", keys, Remembered)

    def put(self, entries: Mapping[str, Remembered]) -> None:
        """Remember `entries`, all or none, and have them on disk on return."""
        self._put("segments", entries)

    def made(self, urls: Iterable[str]) -> dict[str, Made]:
        """Return what was made of the captures of `urls`; what is not known is left out."""
        return self._get("posts", urls, Made)

    def make(self, entries: Mapping[str, Made]) -> None:
        """Remember what was made of captures, by their addresses."""
        self._put("posts", entries)

    def stamped(self, name: str) -> Stamped | None:
        """Return what the files of that name were made of, if that is known."""
        return self._get("stamps", [name], Stamped).get(name)

    def stamp(self, name: str, entry: Stamped) -> None:
        """Remember what the files of that name were made of."""
        self._put("stamps", {name: entry})

    def hashes(self, paths: Iterable[str]) -> dict[str, Hashed]:
        """Return what is known of files, by their paths in the archive."""
        return self._get("files", paths, Hashed)

    def hash(self, entries: Mapping[str, Hashed]) -> None:
        """Remember how files are, by their paths in the archive."""
        self._put("files", entries)

    def _get(self, table: str, keys: Iterable[str], kind: type[T]) -> dict[str, T]:
        wanted = list(dict.fromkeys(keys))
        found: dict[str, T] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            for name, value, checksum in self._select(table, wanted[start : start + _AT_ONCE]):
                entry = _read(name, value, checksum, kind)
                if entry is None:
                    self.dropped += 1
                else:
                    found[name] = entry
        return found

    def _put(self, table: str, entries: Mapping[str, Record]) -> None:
        rows = []
        for name, entry in entries.items():
            value = msgspec.json.encode(entry)
            rows.append((name, value, _checksum(name, value)))
        if self._path is not None and self._file != _identity(self._path):
            self._start_anew()  # SQLite would go on in a file that nobody will find again
        try:
            self._insert(table, rows)
        except sqlite3.DatabaseError as error:
            self._require_damaged(error)
            self._start_anew()
            self._insert(table, rows)

    def _select(self, table: str, keys: list[str]) -> list[tuple[str, bytes, bytes]]:
        try:
            return _rows(self._database, table, keys)
        except sqlite3.DatabaseError as error:
            self._require_damaged(error)
            self._start_anew()
            return []

    def _insert(self, table: str, rows: list[tuple[str, bytes, bytes]]) -> None:
        query = f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)"  # noqa: S608
        with self._database:
            self._database.executemany(query, rows)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path or ":memory:", timeout=30)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            for table in _TABLES:
                database.execute(_SCHEMA.format(table=table))
        except sqlite3.DatabaseError:
            database.close()
            raise
        self._file = self._path and _identity(self._path)
        return database

    def _require_damaged(self, error: sqlite3.DatabaseError) -> None:
        """Raise `ArchiveError` unless `error` says that the file is damaged.

        A full disk or a missing permission must not cost what is remembered.
        """
        if self._path is None or error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise ArchiveError(f"{self._path or 'memory'}: SQLite says: {error}.") from error

    def _start_anew(self) -> None:
        # It must be closed before: SQLite removes the -wal file of that name when it closes one.
        self._database.close()
        self._database = self._opened_anew()

    def _opened_anew(self) -> sqlite3.Connection:
        """Put an empty database in the place of the file, and open it."""
        assert self._path is not None
        self.replaced = True
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return self._open()


def _read(name: str, value: bytes, checksum: bytes, kind: type[T]) -> T | None:
    """Return what a row holds, or None where it is damaged, or of another version's shape."""
    if _checksum(name, value) != checksum:
        return None
    try:
        return msgspec.json.decode(value, type=kind)
    except msgspec.MsgspecError:
        return None


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from any other, or None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _checksum(name: str, value: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + value).digest()[:16]


class FrozenMemory(Memory):
    """The memory in the file `path`, read only: what is new is kept in this process.

    A file that is missing or damaged is as good as empty.
    """

    def __init__(self, path: Path):
        super().__init__(None)
        # `immutable` keeps SQLite from making its -wal and -shm files beside the database.
        where = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._frozen = sqlite3.connect(where, uri=True) if path.is_file() else self._database

    def __exit__(self, *error: object) -> None:
        self._frozen.close()
        self._database.close()

    def _select(self, table: str, keys: list[str]) -> list[tuple[str, bytes, bytes]]:
        new = super()._select(table, keys)
        try:
            old = _rows(self._frozen, table, keys)
        except sqlite3.DatabaseError:
            old = []
        return [*old, *new]


def _rows(
    database: sqlite3.Connection, table: str, keys: list[str]
) -> list[tuple[str, bytes, bytes]]:
    marks = ",".join("?" * len(keys))
    columns = "key, CAST(value AS BLOB), CAST(checksum AS BLOB)"
    query = f"SELECT {columns} FROM {table} WHERE key IN ({marks})"  # noqa: S608
    return database.execute(query, keys).fetchall()
