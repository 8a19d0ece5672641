"""The archive folder: where its files are, and how they are read and written.

Files are written under a temporary name, synced and renamed: a reader, or a build after a crash,
finds either the old file or the new one. A file whose bytes would not change is not written.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from pipeline.config import Config, read_config
from pipeline.errors import ArchiveError, DamagedFileError, NewerFormatError, NotAnArchiveError
from pipeline.records import FORMAT, NOT_A_RECORD, Post, PostTranslation, digest, from_json, to_json

CONFIG = "archive.toml"
_TEMPORARY = ".part"
WRITERS = 4
"""Files written at the same time: a disk syncs a few together in the time of one."""

T = TypeVar("T", bound=msgspec.Struct)

_NEW_CONFIG = """\
# What this archive holds and how it is made. Every key is described in docs/archive.md.
format = {format}
title = {title}
languages = ["en"]

# Glossary files of your own; the first wins over those after it, all win over the built-in one.
glossaries = []

# One table a clinic. A post belongs to the clinic with a site that its address starts with.
# [[clinics]]
# id = "example"
# names = {{ ko = "예시의원", en = "Example Clinic" }}
# sites = ["blog.naver.com/example"]
# profile = "https://blog.naver.com/example"
"""


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """`archive.lock`: what the last build used.

    `models` names the packages by language pair, as in a signature; `glossaries` holds the
    digest of each glossary file, and of the built-in one.
    """

    format: int = FORMAT
    tool: str
    analysers: dict[str, str] = {}
    models: dict[str, str] = {}
    glossaries: dict[str, str] = {}


class Archive:
    """An archive folder that exists: `Archive.open` opens one, `Archive.create` makes one."""

    def __init__(self, path: Path, config: Config):
        self.path = path
        self.config = config
        self.captures = path / "captures"
        self.posts = path / "posts"
        self.site = path / "site"
        self.memory = path / "memory.sqlite"
        self.lock = path / "archive.lock"

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open the archive in the folder `path`.

        Raises `NotAnArchiveError`, `ConfigError` or `NewerFormatError`.
        """
        if not (path / CONFIG).is_file():
            raise NotAnArchiveError(
                f"{path} is not an archive: it has no {CONFIG}. "
                f"Make one with 'clinic-archive -C {path} init'."
            )
        return cls(path, read_config(path / CONFIG))

    @classmethod
    def create(cls, path: Path, title: str) -> Archive:
        """Make an empty archive in the folder `path`, which may exist but must hold none."""
        if (path / CONFIG).exists():
            raise ArchiveError(f"{path} is an archive already ({CONFIG} exists).")
        path.mkdir(parents=True, exist_ok=True)
        (path / "captures").mkdir(exist_ok=True)
        text = _NEW_CONFIG.format(format=FORMAT, title=msgspec.json.encode(title).decode())
        write(path / CONFIG, text.encode())
        write(path / ".gitignore", b"memory.sqlite*\n*.part\n")
        # git must not turn line ends into those of a platform: the manifest lists bytes.
        write(path / ".gitattributes", b"* -text\n")
        return cls.open(path)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process that changes the archive out. Raises `ArchiveError` at once."""
        with (self.path / CONFIG).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ArchiveError(
                    f"{self.path}: another command is changing this archive. Wait until it is done."
                ) from error
            yield

    def post_file(self, clinic: str, post: str) -> Path:
        """Return the path of a post's `post.json`."""
        return self.posts / clinic / post / "post.json"

    def translation_file(self, clinic: str, post: str, language: str) -> Path:
        """Return the path of a post's translation into `language`."""
        return self.posts / clinic / post / f"{language}.json"

    def post_files(self) -> list[Path]:
        """Return the paths of all `post.json` files, sorted."""
        return sorted(self.posts.glob("*/*/post.json"))


def read_post(path: Path) -> tuple[Post, str]:
    """Return the post in the file `path`, and the digest of the file."""
    data = path.read_bytes()
    return parse(data, Post, path), digest(data)


def read_translation(path: Path) -> PostTranslation:
    """Return the translation in the file `path`."""
    return parse(path.read_bytes(), PostTranslation, path)


def parse(data: bytes, kind: type[T], path: Path) -> T:
    """Return the record of type `kind` that `data`, the bytes of the file `path`, hold.

    Raises `NewerFormatError` or `DamagedFileError`; both name the file.
    """
    try:
        version = from_json(data, _Format).format
    except NOT_A_RECORD as error:
        raise DamagedFileError(f"{path}: this is not the JSON of an archive: {error}.") from error
    if version > FORMAT:
        raise NewerFormatError(
            f"{path}: this file has format {version}; this version reads up to {FORMAT}. "
            f"Use a newer clinic-archive."
        )
    try:
        return from_json(data, kind)
    except NOT_A_RECORD as error:
        raise DamagedFileError(f"{path}: this is no {kind.__name__} record: {error}.") from error


def write_record(path: Path, record: msgspec.Struct) -> bool:
    """Write the JSON of `record`; return whether the file changed."""
    return write(path, to_json(record))


def write(path: Path, data: bytes) -> bool:
    """Write `data` to the file `path`, whole or not at all; return whether the file changed."""
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}{_TEMPORARY}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return True


def is_temporary(path: str) -> bool:
    """Whether `path` is what `write` leaves behind when it is killed."""
    return path.endswith(_TEMPORARY) and path.rpartition("/")[2].startswith(".")


class Sink(Protocol):
    """Where a build puts its files: the disk, or what only looks at them."""

    def write(self, path: Path, data: bytes) -> bool:
        """Put `data` into the file `path`; return whether that changes it."""

    def write_all(self, files: Iterable[tuple[Path, bytes]]) -> int:
        """Put data into files; return how many that changes."""
        return sum(self.write(path, data) for path, data in files)

    def remove(self, path: Path) -> None:
        """Remove the file `path`."""


class Disk(Sink):
    """Puts the files of a build where they belong."""

    def __init__(self) -> None:
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")

    def write(self, path: Path, data: bytes) -> bool:
        """Put `data` into the file `path`; return whether that changes it."""
        return write(path, data)

    def write_all(self, files: Iterable[tuple[Path, bytes]]) -> int:
        """Put data into files, some at the same time; return how many that changes."""
        return sum(self._writers.map(write, *zip(*files, strict=True)))

    def remove(self, path: Path) -> None:
        """Remove the file `path`, and the folders that are empty then."""
        path.unlink()
        for folder in path.parents:
            if any(folder.iterdir()):
                break
            folder.rmdir()


class _Format(msgspec.Struct):
    format: int
