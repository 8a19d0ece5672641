"""Importing saved pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from pipeline.errors import ClinicArchiveError, NotAPostError, SourceError
from pipeline.records import Capture
from sources import adapter_for
from sources.page import Page
from sources.report import Failure, ImportReport
from sources.warc import digest_of, list_captures
from sources.warc_writer import CaptureWriter, present, utc

_PAGES = (".html", ".htm", ".xhtml")


def import_paths(
    folder: Path, paths: Iterable[Path], url: str | None = None, now: datetime | None = None
) -> ImportReport:
    """Put saved pages into the captures in a folder, byte for byte.

    `paths` are files, or directories whose pages are taken in the order of their names. The
    address of a page is `url` (for one file), else the one that the page says is its own, else
    a `file:` URI. `now` is the time of the captures (the present, or `SOURCE_DATE_EPOCH`). Pages
    already held (same address and payload) are skipped; an empty file, or a page that holds no
    post, is reported as failed and the rest is done. Raises `SourceError` where `url` is given
    with several files.
    """
    fetched_at = utc(now or present())
    held = {(capture.url, capture.payload_digest): capture for capture in list_captures(folder)}
    added, known, failed = list[Capture](), list[Capture](), list[Failure]()
    files = list(_files(paths))
    if url and len(files) > 1:
        raise SourceError(f"--url {url} names one page, but {len(files)} files were given.")
    with CaptureWriter(folder, now or present()) as writer:
        for path in files:
            try:
                address, payload = _read(path, url)
            except (ClinicArchiveError, OSError) as error:
                failed.append(Failure(str(path), _reason(path, error)))
                continue
            key = (address, digest_of(payload))
            if key in held:
                known.append(held[key])
                continue
            held[key] = writer.resource(address, fetched_at, payload, "text/html")
            added.append(held[key])
    return ImportReport(tuple(added), tuple(known), tuple(failed))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in _PAGES)
        else:
            yield path


def _read(path: Path, url: str | None) -> tuple[str, bytes]:
    """Return the address of a saved page and its bytes."""
    payload = path.read_bytes()
    if not payload.strip():
        raise NotAPostError(f"{path}: the file is empty.")
    page = Page(_unplaced(url or path.resolve().as_uri()), payload)
    adapter = adapter_for(page)
    adapter.extract(page)
    return url or adapter.address(page) or page.url, payload


def _unplaced(url: str) -> Capture:
    """A capture that is in no WARC file yet."""
    return Capture(
        url=url,
        fetched_at="1970-01-01T00:00:00Z",
        media_type="text/html",
        payload_digest="",
        record_id="",
        warc_file="",
        offset=0,
    )


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{path}: {error.strerror or error}."
    return str(error)
