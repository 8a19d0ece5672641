"""The files of the site: written post by post, and those that no page needs any more removed.

This and `pipeline.workbench` are where the pipeline meets `output`, which is imported where it is
used: templates and checks would take a third of the start of a build that has nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive import Archive, Sink
from pipeline.captures import captured_images, captured_payload
from pipeline.config import Config
from pipeline.images import local_images
from pipeline.ledger import Ledger
from pipeline.records import Capture, Clinic, Post, Summary
from pipeline.stamp import tool

if TYPE_CHECKING:
    from output.site import Site

_AT_ONCE = 32
"""Pages of lists written together."""


def site_of(config: Config, clinics: tuple[Clinic, ...]) -> Site:
    """Return what pages and exports of an archive share, with those of its clinics they name."""
    from output.site import Site
    from pipeline.checks import CHECKS

    return Site(
        title=config.title,
        languages=config.languages,
        base_url=config.base_url,
        generator=f"Clinic Archive {tool()}",
        clinics=clinics,
        link_images=config.images != "none",
        checks=tuple(name for name in CHECKS if config.policy.checks.get(name) != "off"),
    )


class Publisher:
    """Puts the site of `archive` into `sink`, and counts in `ledger` what that changes.

    `images` are the captured images by address, none where the archive does not keep them.
    """

    def __init__(self, archive: Archive, sink: Sink, ledger: Ledger):
        self._archive = archive
        self._sink = sink
        self._ledger = ledger
        keeps_images = archive.config.images == "keep"
        self.images = captured_images(archive.captures) if keeps_images else {}

    def site(self) -> Site:
        """Return what all pages share; its clinics are those known by now."""
        return site_of(self._archive.config, self._ledger.clinics.all)

    def write(self, files: Iterable[tuple[Path, bytes]]) -> None:
        """Write files of the archive."""
        self._ledger.report.written += self._sink.write_all(files)

    def local_images(self, post: Post) -> dict[str, str]:
        """Write the images of a post where they are kept; return their paths on the site."""
        images = local_images(post, self.images)
        for name, capture in images.values():
            self._image(name, capture)
        return {url: name for url, (name, _) in images.items()}

    def emit(self, files: Iterable[tuple[str, bytes]]) -> list[str]:
        """Write files of the site; return their paths, relative to the archive."""
        some = list(files)
        self.write((self._archive.site / name, data) for name, data in some)
        return self.keep(name for name, _ in some)

    def keep(self, names: Iterable[str]) -> list[str]:
        """Let files of the site stay; return their paths, relative to the archive."""
        paths = [f"{self._archive.site.name}/{name}" for name in names]
        self._ledger.emitted.update(paths)
        return paths

    def listings(self, summaries: Mapping[str, Sequence[Summary]]) -> list[str]:
        """Emit the lists of posts, by language, and what all pages need; return their paths."""
        from output.site import listing_pages

        pages = listing_pages(self.site(), summaries)
        paths: list[str] = []
        while some := list(islice(pages, _AT_ONCE)):
            paths += self.emit(some)
        return paths

    def withdraw(self) -> None:
        """Put a notice in the place of each withdrawn post, and take away its text."""
        for gone in self._ledger.withdrawn:
            from output.tombstone import withdrawn_pages

            pages = withdrawn_pages(self.site(), gone.clinic, gone.post, gone.date, gone.reason)
            self.emit(pages)
            folder = self._archive.posts / gone.clinic / gone.post
            for path in sorted(folder.glob("*.json")):
                self._remove(path)

    def remove_stale(self) -> None:
        """Remove from the site what was not emitted."""
        folder, name = str(self._archive.site), self._archive.site.name
        stale = [
            path
            for path in _files(folder)
            if f"{name}{path[len(folder) :]}" not in self._ledger.emitted
        ]
        for path in sorted(stale):
            self._remove(Path(path))

    def _image(self, name: str, capture: Capture) -> None:
        """Write an image, unless this build has: its name says what it holds."""
        if f"{self._archive.site.name}/{name}" not in self._ledger.emitted:
            self.emit([(name, captured_payload(self._archive, capture))])

    def _remove(self, path: Path) -> None:
        self._sink.remove(path)
        self._ledger.report.removed += 1


def _files(folder: str) -> Iterator[str]:
    """Yield the paths of all files under `folder`; path objects would take five times as long."""
    folders = [folder] if os.path.isdir(folder) else []  # noqa: PTH112
    while folders:
        with os.scandir(folders.pop()) as scan:
            for entry in scan:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry.path
