"""Captures in WARC 1.1 files (ISO 28500:2017): listing, reading, verifying.

`sources.warc_writer` writes them. Payload digests are SHA-256 over the payload after transfer
decoding and before content decoding.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.errors import DamagedWarcError, UnreadablePageError, WarcError
from pipeline.records import Capture
from sources.cdxj import INDEX, REVISIT, Entry, order, parse_index, timestamp, warc_files

MAX_DECODED = 64 * 1024 * 1024
"""A payload that unpacks to more bytes than this is not unpacked."""

_CHUNK = 1 << 16


def read_index(folder: Path) -> list[Entry]:
    """Return the entries of a folder of captures, by address and time; nothing is written.

    WARC files that the index misses, or does not cover to their end, are read instead. Raises
    `WarcError` for a WARC file that cannot be read.
    """
    indexed = parse_index(folder / INDEX)
    covered: dict[str, int] = {}
    for entry in indexed:
        covered[entry.filename] = max(covered.get(entry.filename, 0), entry.end)
    files = warc_files(folder)
    behind = [path for path in files if covered.get(path.name) != path.stat().st_size]
    known = {path.name for path in files} - {path.name for path in behind}
    entries = [entry for entry in indexed if entry.filename in known]
    if not behind:
        return entries
    return sorted([*entries, *(entry for path in behind for entry in scan(path))], key=order)


def list_captures(folder: Path) -> Iterator[Capture]:
    """Yield the captures in a folder that hold a payload, by address and time."""
    return (entry.capture for entry in read_index(folder) if not entry.is_revisit)


def latest_captures(folder: Path) -> Iterator[Capture]:
    """Yield the newest good capture of each address, by address.

    Good is HTTP status 200, or none (imported files). Where the newest is a revisit, it is the
    capture that holds the payload, so that an unchanged page keeps its capture.
    """
    entries = read_index(folder)
    holders = [e for e in reversed(entries) if not e.is_revisit and not e.truncated]
    by_digest = {entry.digest: entry for entry in holders}
    by_address = {(entry.url, entry.digest): entry for entry in holders}
    latest: dict[str, Capture] = {}
    for entry in entries:
        held = by_address.get((entry.url, entry.digest)) or by_digest.get(entry.digest)
        if held is not None and entry.status in ("", "200", "304"):
            latest[entry.url] = held.capture_of(entry.url)
    yield from latest.values()


def captured_images(folder: Path) -> dict[str, Capture]:
    """Return the newest capture of each image by its address; `read_payload` gives the bytes."""
    return {
        capture.url: capture
        for capture in latest_captures(folder)
        if capture.media_type.startswith("image/")
    }


def read_payload(folder: Path, capture: Capture) -> bytes:
    """Return the payload of a capture, content decoding undone.

    Raises `WarcError`, naming file and record, where the record is missing, damaged or not what
    its digest says; `UnreadablePageError` where its content coding cannot be undone.
    """
    where = f"{capture.warc_file}: record {capture.record_id}"
    try:
        with _placed(folder / capture.warc_file).open("rb") as file:
            file.seek(capture.offset)
            record = next(_iterator(file))
            record_id = record.rec_headers.get_header("WARC-Record-ID")
            payload: bytes = record.raw_stream.read()
    except _load_errors() as error:
        raise WarcError(f"{where} is damaged ({error or type(error).__name__}).") from error
    except OSError as error:
        raise WarcError(f"{where} cannot be read: {error.strerror or error}.") from error
    if record_id != capture.record_id:
        raise WarcError(f"{where} is not at byte {capture.offset}; the file was changed.")
    if digest_of(payload) != capture.payload_digest:
        raise WarcError(f"{where}: the payload is not what its digest says; it was altered.")
    coding = record.http_headers.get_header("Content-Encoding") if record.http_headers else ""
    return decode_content(payload, coding or "", capture.url)


def _placed(path: Path) -> Path:
    """The file itself, or what is being written of it in this run."""
    being_written = path.with_name(path.name + ".open")
    return being_written if not path.exists() and being_written.exists() else path


def verify_warc(path: Path) -> Iterator[str]:
    """Yield one sentence for each record of a WARC file whose digest or framing is wrong."""
    try:
        whole = whole_length(path)
        if whole < path.stat().st_size:
            yield f"{path.name}: cut off after byte {whole}."
        for record in records(path, whole, check_digests=True):
            record.raw_stream.read()
            for problem in record.digest_checker.problems:
                record_id = record.rec_headers.get_header("WARC-Record-ID")
                yield f"{path.name}: record {record_id}: {problem}."
    except WarcError as error:
        yield str(error)


def records(path: Path, end: int | None = None, *, check_digests: bool = False) -> Iterator[Any]:
    """Yield the records of a WARC file (warcio's) that lie before byte `end`.

    Each gets `place`: a function that reads it to its end and returns offset and length. Raises
    `WarcError` naming the file where it is no WARC file or damaged.
    """
    with path.open("rb") as file:
        iterator = _iterator(file, check_digests=check_digests)
        try:
            for record in iterator:
                record.place = lambda: (
                    iterator.get_record_offset(),
                    iterator.get_record_length(),
                )
                yield record
                if end is not None and sum(record.place()) >= end:
                    return
        except _load_errors() as error:
            raise WarcError(f"{path.name}: not a WARC file, or damaged ({error}).") from error


def _iterator(file: IO[bytes], *, check_digests: bool = False) -> Any:
    """Return warcio's iterator; warcio takes a fifth of the start of a build that reads nothing."""
    from warcio.archiveiterator import ArchiveIterator

    return ArchiveIterator(file, check_digests=check_digests)


def _load_errors() -> tuple[type[Exception], ...]:
    """Return what reading a damaged record may raise."""
    from warcio.exceptions import ArchiveLoadFailed

    return ArchiveLoadFailed, StopIteration, EOFError, zlib.error, UnicodeDecodeError


def scan(path: Path) -> list[Entry]:
    """Return the index entries of a WARC file, up to its last whole record."""
    whole = whole_length(path)
    if not whole:
        return []
    found = (_entry(path.name, record) for record in records(path, whole))
    return [entry for entry in found if entry is not None]


def _entry(name: str, record: Any) -> Entry | None:
    if record.rec_type not in ("response", "resource", "revisit"):
        return None
    headers, http = record.rec_headers, record.http_headers
    media_type, charset = content_type(
        (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    )
    offset, length = record.place()
    return Entry(
        url=headers.get_header("WARC-Target-URI"),
        timestamp=timestamp(headers.get_header("WARC-Date")),
        mime=REVISIT if record.rec_type == "revisit" else media_type,
        status=http.get_statuscode() if http else "",
        digest=headers.get_header("WARC-Payload-Digest") or "",
        filename=name,
        offset=str(offset),
        length=str(length),
        recordid=headers.get_header("WARC-Record-ID"),
        charset=charset,
        etag=(http.get_header("ETag") or "") if http else "",
        modified=(http.get_header("Last-Modified") or "") if http else "",
        truncated=headers.get_header("WARC-Truncated") or "",
    )


def whole_length(path: Path) -> int:
    """Return the number of bytes up to the end of the last whole record (gzip member).

    It is less than the size of the file where the last record is cut off. Raises `WarcError`
    where the file is damaged before its end, which cutting does not mend.
    """
    whole = 0
    with path.open("rb") as file:
        member, fed, buffer = zlib.decompressobj(wbits=31), 0, b""
        while buffer := buffer or file.read(_CHUNK):
            try:
                member.decompress(buffer)
            except zlib.error as error:
                raise DamagedWarcError(
                    f"{path.name}: damaged after byte {whole} ({error}).", whole
                ) from error
            fed += len(buffer) - len(member.unused_data)
            buffer = member.unused_data
            if member.eof:
                whole += fed
                member, fed = zlib.decompressobj(wbits=31), 0
    return whole


def digest_of(payload: bytes) -> str:
    """Return the digest of a payload as WARC headers carry it: `sha256:` and hexadecimal."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def content_type(header: str) -> tuple[str, str]:
    """Return media type and charset of a `Content-Type` value (RFC 9110, 8.3)."""
    media_type, _, parameters = header.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip("\"' ").lower()
    return media_type.strip().lower(), ""


def decode_content(payload: bytes, coding: str, url: str) -> bytes:
    """Undo the content coding (`gzip` or `deflate`) of a payload, up to `MAX_DECODED` bytes.

    Raises `UnreadablePageError` for another coding, damaged data, or a decompression bomb.
    """
    for name in reversed([part.strip().lower() for part in coding.split(",") if part.strip()]):
        if name in ("gzip", "x-gzip"):
            payload = _inflate(payload, (31,), url)
        elif name == "deflate":
            payload = _inflate(payload, (15, -15), url)
        elif name != "identity":
            raise UnreadablePageError(f"{url}: the content coding {name!r} cannot be undone.")
    return payload


def _inflate(payload: bytes, framings: tuple[int, ...], url: str) -> bytes:
    """`deflate` means the zlib format, but many servers send it bare."""
    for wbits in framings:
        inflater = zlib.decompressobj(wbits=wbits)
        try:
            data = inflater.decompress(payload, MAX_DECODED + 1)
        except zlib.error:
            continue
        if len(data) > MAX_DECODED:
            raise UnreadablePageError(
                f"{url}: the page unpacks to more than {MAX_DECODED // 2**20} MB and is refused."
            )
        return data
    raise UnreadablePageError(f"{url}: the compressed page is damaged.")
