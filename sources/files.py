"""Importing saved pages, and records of WARC and WACZ files made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from pipeline.errors import ClinicArchiveError, ConfigError, NotAPostError
from pipeline.records import Capture
from pipeline.stamp import present, utc
from sources.page import Page
from sources.registry import adapter_for
from sources.report import Failure, ImportReport
from sources.warc import content_type, digest_of, list_captures
from sources.warc_writer import CaptureWriter
from sources.web_archives import Found, is_archive, read_archive

_PAGES = (".html", ".htm", ".xhtml")


def import_paths(
    folder: Path, paths: Iterable[Path], url: str | None = None, now: datetime | None = None
) -> ImportReport:
    """Put saved pages, or records of other archives, into a folder of captures, byte for byte.

    `paths` are pages, WARC (`.warc`, `.warc.gz`) and WACZ files, or directories, whose pages are
    taken in the order of their names. For a page, `url` is its address; without it that is the
    one that the page says is its own, else a `file:` URI. For a WARC or WACZ, `url` is a pattern
    (`https://example.com/blog/*`) of the records to take. `now` is the time of the captures of
    pages (the present, or `SOURCE_DATE_EPOCH`); records keep their own.

    What is held already (same address and payload) is skipped; an empty file, a page that holds
    no post, or a record whose digest is wrong is reported as failed and the rest is done. Raises
    `ConfigError` where `url` is given for several pages, or not given for a WARC or WACZ.
    """
    files = list(_files(paths))
    pages = [path for path in files if not is_archive(path)]
    if url and len(pages) > 1:
        raise ConfigError(f"--url {url} names one page, but {len(pages)} files were given.")
    if not url and len(pages) < len(files):
        raise ConfigError("Say which records to take: --url PATTERN, or --url '*' for all.")
    with CaptureWriter(folder, now or present()) as writer:
        run = _Import(folder, writer, url, utc(now or present()))
        for path in files:
            run.take(path)
    return run.report()


class _Import:
    def __init__(self, folder: Path, writer: CaptureWriter, url: str | None, at: str) -> None:
        self._writer = writer
        self._url = url
        self._at = at
        self._held = {(c.url, c.payload_digest): c for c in list_captures(folder)}
        self._added: list[Capture] = []
        self._known: list[Capture] = []
        self._failed: list[Failure] = []

    def take(self, path: Path) -> None:
        """Take what a file holds; what fails is noted."""
        try:
            if is_archive(path):
                for found in read_archive(path, self._url or "*"):
                    self._take_record(found)
            else:
                self._take_page(path)
        except OSError as error:
            self._failed.append(Failure(str(path), f"{path}: {error.strerror or error}."))
        except ClinicArchiveError as error:
            self._failed.append(Failure(str(path), str(error)))

    def report(self) -> ImportReport:
        return ImportReport(tuple(self._added), tuple(self._known), tuple(self._failed))

    def _take_page(self, path: Path) -> None:
        payload = path.read_bytes()
        if not payload.strip():
            raise NotAPostError(f"{path}: the file is empty.")
        page = Page(unplaced(self._url or path.resolve().as_uri()), payload)
        adapter = adapter_for(page)
        adapter.extract(page)
        url = self._url or adapter.address(page) or page.url
        if not self._is_held(url, payload):
            self._add(self._writer.resource(url, self._at, payload, "text/html"))

    def _take_record(self, found: Found | Failure) -> None:
        if isinstance(found, Failure):
            self._failed.append(found)
        elif self._is_held(found.url, found.payload):
            return
        elif found.status:
            self._add(
                self._writer.copy(
                    found.record_id,
                    found.url,
                    found.fetched_at,
                    found.status,
                    found.headers,
                    found.payload,
                )
            )
        else:
            media_type, charset = content_type(found.content_type)
            self._add(
                self._writer.resource(
                    found.url, found.fetched_at, found.payload, media_type, charset
                )
            )

    def _is_held(self, url: str, payload: bytes) -> bool:
        held = self._held.get((url, digest_of(payload)))
        if held is not None:
            self._known.append(held)
        return held is not None

    def _add(self, capture: Capture) -> None:
        self._held[capture.url, capture.payload_digest] = capture
        self._added.append(capture)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in _PAGES)
        else:
            yield path


def unplaced(url: str, fetched_at: str = "1970-01-01T00:00:00Z") -> Capture:
    """Return the capture of a page that is in no WARC file."""
    return Capture(
        url=url,
        fetched_at=fetched_at,
        media_type="text/html",
        payload_digest="",
        record_id="",
        warc_file="",
        offset=0,
    )
