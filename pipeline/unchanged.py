"""Which captures need no work: what was made of them depended on nothing that has changed.

Two things decide: a stamp of the capture record and of the whole environment (configuration,
glossaries, packages, tool and code), and the size and time of the files that were read and
written. Nothing is opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

import glossary
import output
import pipeline
import sources
from pipeline.archive import CONFIG, Archive
from pipeline.memory import FileState, Made, Memory, Stamped
from pipeline.records import Capture, digest


class Unchanged:
    """What the last build made of the captures of `archive`, as far as it still holds.

    `environment` is all that every post depends on besides the configuration and this program's
    code, as msgspec encodes it; `images` are the captured images by address.
    """

    def __init__(
        self, archive: Archive, memory: Memory, environment: Any, images: Mapping[str, Capture]
    ):
        self._root = archive.path
        self._site = f"{archive.site.name}/"
        self._memory = memory
        self._images = images
        whole = (digest((archive.path / CONFIG).read_bytes()), environment, _code())
        self._environment = digest(msgspec.json.encode(whole))

    def find(self, captures: Sequence[Capture]) -> dict[str, Made]:
        """Return what was made of those of `captures` that need no work, by address."""
        made = self._memory.made(capture.url for capture in captures)
        return {
            capture.url: made[capture.url]
            for capture in captures
            if capture.url in made
            and made[capture.url].stamp == self.stamp(capture)
            and made[capture.url].images == self.images(made[capture.url].images)
            and self.hold(made[capture.url].files)
        }

    def earlier(self, capture: Capture) -> Made | None:
        """Return what was made of `capture` whatever it depended on, while its pages stand."""
        made = self._memory.made([capture.url]).get(capture.url)
        if made is None or not self.hold(s for s in made.files if s.path.startswith(self._site)):
            return None
        return made

    def kept(self, name: str, made_of: str) -> list[str] | None:
        """Return the files kept under `name`, where they are as they were made of `made_of`."""
        known = self._memory.stamped(name)
        if known is None or known.stamp != self._stamp(made_of):
            return None
        if not self.hold(known.files):
            return None
        return [state.path for state in known.files]

    def keep(self, name: str, made_of: str, paths: Iterable[str]) -> None:
        """Remember under `name` that the files `paths` were made of `made_of`."""
        stamped = Stamped(stamp=self._stamp(made_of), files=self.states(paths))
        self._memory.stamp(name, stamped)

    def stamp(self, capture: Capture) -> str:
        """Return the stamp of what is made of `capture` now."""
        return self._stamp(msgspec.json.encode(capture).decode())

    def images(self, addresses: Iterable[str]) -> dict[str, str]:
        """Return the payload digest of each image by address, empty where none is captured."""
        return {
            url: self._images[url].payload_digest if url in self._images else ""
            for url in addresses
        }

    def states(self, paths: Iterable[str]) -> tuple[FileState, ...]:
        """Return how the files at `paths`, relative to the archive, are now."""
        return tuple(
            FileState(path=path, size=size, modified=modified)
            for path in paths
            for size, modified in [_size_and_time(f"{self._root}/{path}")]
        )

    def hold(self, states: Iterable[FileState]) -> bool:
        """Tell whether files are as they were left."""
        root = str(self._root)
        for state in states:
            if (state.size, state.modified) != _size_and_time(f"{root}/{state.path}"):
                return False
        return True

    def _stamp(self, made_of: str) -> str:
        return digest(f"{self._environment}{made_of}".encode())


def _size_and_time(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116  # a path object each would take ten times as long
    except FileNotFoundError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _code() -> list[tuple[str, int, int]]:
    """Return name, size and time of every file of this program's packages."""
    found = []
    for package in (glossary, output, pipeline, sources):
        folder = Path(package.__path__[0])
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                status = path.stat()
                found.append((path.name, status.st_size, status.st_mtime_ns))
    return found
