"""WARC files without the records of withdrawn posts, for what leaves the archive.

A record is left out where its address is that of the post, names its id or is that of an image
which only the post shows, and where it is no page but data that names it (a feed, a list). In its
place stands a gzip member of the same length with a `metadata` record that says so: the offsets
of all other records stay what they were.
"""

from __future__ import annotations

import re
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator

from pipeline.errors import ArchiveError
from pipeline.withdraw import Withdrawal

_CHUNK = 1 << 16
_TELLING = 6
"""Characters of an id that is hardly found in an address by chance."""
_PAGES = ("text/html", "application/xhtml+xml")
_GZIP = b"\x1f\x8b\x08\x10\0\0\0\0\2\xff"
"""The head of a gzip member (RFC 1952) with a comment, no time, and no operating system."""


class Gap(NamedTuple):
    """A stretch of a WARC file whose records are left out, in bytes; `of` is what they are of."""

    start: int
    end: int
    of: Withdrawal


def gaps(path: Path, withdrawn: Sequence[Withdrawal]) -> list[Gap]:
    """Return the stretches of the WARC file `path` that hold records of withdrawn posts."""
    found: list[Gap] = []
    if not withdrawn:
        return found
    marks = [(gone, re.compile(_mark(gone))) for gone in withdrawn]
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            gone = next((gone for gone, mark in marks if _is_of(record, gone, mark)), None)
            start = records.get_record_offset()
            end = start + records.get_record_length()
            if gone is None:
                continue
            if found and found[-1].end == start and found[-1].of == gone:
                found[-1] = Gap(found[-1].start, end, gone)
            else:
                found.append(Gap(start, end, gone))
    return found


def redacted(path: Path, cuts: Iterable[Gap]) -> Iterator[bytes]:
    """Yield the bytes of the WARC file `path` with a notice in the place of each gap.

    Raises `ArchiveError` for a record that is shorter than the shortest notice.
    """
    with path.open("rb") as file:
        for cut in cuts:
            yield from _copied(file, cut.start - file.tell())
            yield _notice(path, cut)
            file.seek(cut.end)
        while chunk := file.read(_CHUNK):
            yield chunk


def index_without(lines: Iterable[bytes], cut: dict[str, list[Gap]]) -> Iterator[bytes]:
    """Yield the lines of a CDXJ index that are of no record in the gaps, by WARC file."""
    for line in lines:
        name, offset = (re.search(pattern, line) for pattern in (_FILENAME, _OFFSET))
        inside = (
            name is not None
            and offset is not None
            and any(gap.start <= int(offset[1]) < gap.end for gap in cut.get(name[1].decode(), ()))
        )
        if not inside:
            yield line


_FILENAME = re.compile(rb'"filename":\s*"([^"]+)"')
_OFFSET = re.compile(rb'"offset":\s*"?(\d+)')


def _mark(gone: Withdrawal) -> bytes:
    url, name = re.escape(gone.url.encode()), re.escape(gone.post.encode())
    if len(gone.post) < _TELLING:
        return url
    return rb"(?<![0-9A-Za-z])%b(?![0-9A-Za-z])|%b" % (name, url)


def _is_of(record: Any, gone: Withdrawal, mark: re.Pattern[bytes]) -> bool:
    """Whether a record is of the post: by its address or, for data, by what is in it."""
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if address in gone.images or mark.search(address.encode()):
        return True
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers or record.rec_headers
    media_type = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    if media_type in _PAGES or media_type.startswith(("image/", "font/", "video/")):
        return False
    return bool(mark.search(record.content_stream().read()))


def _copied(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0:
        chunk = file.read(min(length, _CHUNK))
        if not chunk:
            return
        yield chunk
        length -= len(chunk)


def _notice(path: Path, gap: Gap) -> bytes:
    """Return a gzip member as long as the gap; its header's comment fills what is left."""
    length = gap.end - gap.start
    for text in (f"Withdrawn on {gap.of.date}: {gap.of.reason}\n", ""):
        record = _metadata(f"{path.name}:{gap.start}", gap.of.date, text.encode())
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = deflate.compress(record) + deflate.flush()
        tail = zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
        space = length - len(_GZIP) - 1 - len(body) - len(tail)
        if space >= 0:
            return _GZIP + b" " * space + b"\0" + body + tail
    raise ArchiveError(f"{path}: the record at byte {gap.start} is too short to be left out.")


def _metadata(place: str, date: str, body: bytes) -> bytes:
    record_id = uuid.uuid5(uuid.NAMESPACE_URL, f"withdrawn {place} {date}").urn
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <{record_id}>\r\n"
        f"WARC-Date: {date}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
