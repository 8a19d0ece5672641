"""The captures of an archive: which may hold posts, the posts in them, and their bytes.

This is where the pipeline meets `sources`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.archive import Archive
from pipeline.errors import WarcError
from pipeline.records import Capture
from sources.address import is_rest_post
from sources.cdxj import warc_files
from sources.warc import (
    captured_images,
    latest_captures,
    list_captures,
    read_payload,
    records,
    verify_warc,
)

__all__ = [
    "captured_files",
    "captured_images",
    "captured_payload",
    "captures_before",
    "may_be_post",
    "may_be_posts",
]


def may_be_posts(folder: Path) -> list[Capture]:
    """Return the newest capture of each address that may hold a post, the newest first."""
    found = [capture for capture in latest_captures(folder) if may_be_post(capture)]
    found.sort(key=lambda capture: capture.url)
    return sorted(found, key=lambda capture: capture.fetched_at, reverse=True)


def may_be_post(capture: Capture) -> bool:
    """Whether a capture is of a kind that posts come in, which lists, feeds and images are not."""
    if capture.media_type in ("text/html", "application/xhtml+xml"):
        return True
    return capture.media_type == "application/json" and is_rest_post(capture.url)


def captures_before(folder: Path, capture: Capture) -> Iterator[Capture]:
    """Yield the captures of the same address before `capture`, the newest first."""
    same = [held for held in list_captures(folder) if held.url == capture.url]
    for held in sorted(same, key=lambda held: held.fetched_at, reverse=True):
        if held.fetched_at <= capture.fetched_at and held.record_id != capture.record_id:
            yield held


def captured_files(archive: Archive) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield each WARC file of the archive, the ids of its records, and what is wrong with it."""
    for path in warc_files(archive.captures):
        problems = list(verify_warc(path))
        ids: list[str] = []
        try:
            headers = (record.rec_headers for record in records(path))
            ids.extend(header.get_header("WARC-Record-ID") or "" for header in headers)
        except WarcError as error:
            problems = problems or [str(error)]
        yield path, ids, problems


def captured_payload(archive: Archive, capture: Capture) -> bytes:
    """Return the payload of a capture, content decoding undone. Raises `SourceError`."""
    return read_payload(archive.captures, capture)
