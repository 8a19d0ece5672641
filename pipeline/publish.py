"""The files of the site: emitted page by page, and those that no page needs any more removed.

This and `pipeline.build` are where the pipeline meets `output`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from output.site import Site, listing_pages, post_pages
from output.tombstone import withdrawn_pages
from pipeline.archive import Archive, Disk
from pipeline.captures import captured_images, captured_payload
from pipeline.checks import CHECKS
from pipeline.clinics import Clinics
from pipeline.images import local_images
from pipeline.records import Capture, Post, PostTranslation, Summary
from pipeline.report import Report
from pipeline.stamp import tool
from pipeline.withdraw import Withdrawal


def site_of(archive: Archive, clinics: Clinics) -> Site:
    """Return what all pages and exports of `archive` share."""
    config = archive.config
    return Site(
        title=config.title,
        languages=config.languages,
        base_url=config.base_url,
        generator=f"Clinic Archive {tool()}",
        clinics=clinics.all,
        link_images=config.images != "none",
        checks=tuple(name for name in CHECKS if config.policy.checks.get(name) != "off"),
    )


class Publisher:
    """Puts the site of `archive` into `sink`, and counts in `report` what that changes.

    `images` are the captured images by address, none where the archive does not keep them.
    `emitted` are the paths that belong to the site.
    """

    def __init__(self, archive: Archive, sink: Disk, report: Report, clinics: Clinics):
        self._archive = archive
        self._sink = sink
        self._report = report
        self._clinics = clinics
        keeps_images = archive.config.images == "keep"
        self.images = captured_images(archive.captures) if keeps_images else {}
        self.emitted: set[Path] = set()

    def site(self) -> Site:
        """Return what all pages share; its clinics are those known by now."""
        return site_of(self._archive, self._clinics)

    def write(self, path: Path, data: bytes) -> None:
        """Write a file of the archive."""
        self._report.written += self._sink.write(path, data)

    def post(
        self, post: Post, digest: str, translations: Mapping[str, PostTranslation]
    ) -> list[Path]:
        """Emit the pages of a post, and its images where they are kept; return their paths."""
        images = local_images(post, self.images)
        for name, capture in images.values():
            self._image(name, capture)
        files = post_pages(
            self.site(),
            post,
            digest,
            translations,
            local_images={url: name for url, (name, _) in images.items()},
        )
        paths = [self._archive.site / name for name, _ in images.values()]
        return [*self._emit(files), *dict.fromkeys(paths)]

    def listings(self, summaries: Mapping[str, Sequence[Summary]]) -> None:
        """Emit the lists of posts, by language, and what all pages need."""
        self._emit(listing_pages(self.site(), summaries))

    def withdraw(self, withdrawals: Iterable[Withdrawal]) -> None:
        """Put a notice in the place of each withdrawn post, and take away its text."""
        for gone in withdrawals:
            pages = withdrawn_pages(self.site(), gone.clinic, gone.post, gone.date, gone.reason)
            self._emit(pages)
            folder = self._archive.posts / gone.clinic / gone.post
            for path in sorted(folder.glob("*.json")):
                self._remove(path)

    def remove_stale(self) -> None:
        """Remove from the site what was not emitted."""
        for path in sorted(self._archive.site.rglob("*")):
            if path.is_file() and path not in self.emitted:
                self._remove(path)

    def _emit(self, files: Iterable[tuple[str, bytes]]) -> list[Path]:
        paths = []
        for name, data in files:
            path = self._archive.site / name
            self.write(path, data)
            paths.append(path)
        self.emitted.update(paths)
        return paths

    def _image(self, name: str, capture: Capture) -> None:
        """Write an image, unless this build has: its name says what it holds."""
        path = self._archive.site / name
        if path not in self.emitted:
            self.write(path, captured_payload(self._archive, capture))
            self.emitted.add(path)

    def _remove(self, path: Path) -> None:
        self._sink.remove(path)
        self._report.removed += 1
