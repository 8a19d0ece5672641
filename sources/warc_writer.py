"""Writes WARC 1.1 files so that whatever happens leaves whole records."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import ArchiveError, DamagedWarcError
from pipeline.records import Capture
from pipeline.stamp import tool, utc
from sources.cdxj import REVISIT, Entry, timestamp, warc_files, write_index
from sources.warc import content_type, digest_of, read_index, scan, whole_length

MAX_WARC = 1 << 30
"""A file that has grown to this many bytes is finished and the next one begun."""

Headers = Sequence[tuple[str, str]]
"""Header fields in the order they were sent; values as ISO-8859-1 text, which keeps any byte."""

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_CHUNK = 1 << 16


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What went to and fro in one HTTP exchange, without the payload of the answer.

    `request_line` is `GET /path HTTP/1.1`, `status` is `200 OK`; `ip` is the server's address.
    """

    url: str
    fetched_at: str
    request_line: str
    request_headers: Headers
    status: str
    headers: Headers
    ip: str = ""


class CaptureWriter:
    """Appends records to a new WARC file in a folder, and to its index when it is closed.

    A file being written is named `….warc.gz.open`, is locked, and is renamed when it is
    finished; what a killed run left is mended and finished first (`recover`). When the disk is
    full, the file is cut back to its last whole record and kept. Nothing is made on disk before
    the first record. Use as a context manager. `mended` says what `recover` did.
    """

    def __init__(self, folder: Path, started: datetime) -> None:
        self._folder = folder
        self._stamp = timestamp(utc(started))
        self._file: IO[bytes] | None = None
        self._path = Path()
        self._entries: list[Entry] = []
        self.mended = recover(folder)

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def resource(
        self, url: str, fetched_at: str, payload: bytes, media_type: str, charset: str = ""
    ) -> Capture:
        """Write a `resource` record: bytes that were not got by HTTP, such as a saved page."""
        digest = digest_of(payload)
        headers = _headers("resource", url, fetched_at, digest)
        headers["Content-Type"] = f"{media_type}; charset={charset}" if charset else media_type
        headers["WARC-Payload-Digest"] = headers["WARC-Block-Digest"] = digest
        return self._append(_Record("resource", headers, io.BytesIO(payload), len(payload)))

    def copy(
        self,
        record_id: str,
        url: str,
        fetched_at: str,
        status: str,
        headers: Headers,
        payload: bytes,
    ) -> Capture:
        """Write a `response` record of another archive again, under its own id and time."""
        body, http = io.BytesIO(payload), _Exact(status, list(headers), protocol="HTTP/1.1")
        payload_digest, block_digest, length = _digests(http, body)
        record = _headers("response", url, fetched_at, payload_digest)
        record |= {"WARC-Payload-Digest": payload_digest, "WARC-Block-Digest": block_digest}
        record |= {"WARC-Record-ID": record_id} if record_id else {}
        return self._append(_Record("response", record, body, length, http))

    def response(self, exchange: Exchange, body: IO[bytes], *, truncated: str = "") -> Capture:
        """Write a `request` and its `response` record.

        `body` is the payload after transfer decoding, read from where it stands. `truncated` is
        `length`, `time` or `disconnect` where it is not whole (WARC 1.1, 5.13).
        """
        http = _Exact(exchange.status, list(exchange.headers), protocol="HTTP/1.1")
        payload_digest, block_digest, length = _digests(http, body)
        headers = _headers("response", exchange.url, exchange.fetched_at, payload_digest)
        headers |= {"WARC-Payload-Digest": payload_digest, "WARC-Block-Digest": block_digest}
        headers |= {"WARC-IP-Address": exchange.ip} if exchange.ip else {}
        headers |= {"WARC-Truncated": truncated} if truncated else {}
        response = _Record("response", headers, body, length, http)
        return self._append(_request(exchange, headers["WARC-Record-ID"]), response)

    def revisit(self, exchange: Exchange, held: Capture) -> None:
        """Write a `request` and a `revisit` record: the payload is the one that `held` has."""
        http = _Exact(exchange.status, list(exchange.headers), protocol="HTTP/1.1")
        _, block_digest, _ = _digests(http, io.BytesIO())
        same = not exchange.status.startswith("304")
        headers = _headers("revisit", exchange.url, exchange.fetched_at, held.payload_digest)
        headers |= {
            "WARC-Payload-Digest": held.payload_digest,
            "WARC-Block-Digest": block_digest,
            "WARC-Profile": _PROFILE
            + ("identical-payload-digest" if same else "server-not-modified"),
            "WARC-Refers-To": held.record_id,
            "WARC-Refers-To-Target-URI": held.url,
            "WARC-Refers-To-Date": held.fetched_at,
        }
        headers |= {"WARC-IP-Address": exchange.ip} if exchange.ip else {}
        revisit = _Record("revisit", headers, io.BytesIO(), 0, http)
        self._append(_request(exchange, headers["WARC-Record-ID"]), revisit)

    def close(self) -> None:
        """Finish the file and bring the index up to date."""
        if self._file is None:
            return
        others = read_index(self._folder)
        file, self._file = self._file, None
        try:
            with file:
                os.fsync(file.fileno())
                if not self._entries:
                    self._path.unlink()
                    return
                self._path.rename(self._path.with_suffix(""))
            write_index(self._folder, [*others, *self._entries])
        except OSError as error:
            raise self._unwritable(error) from error
        self._entries = []

    def _append(self, *group: _Record) -> Capture:
        """Append records that belong together; the last one is indexed. All are written or none."""
        file = self._opened()
        start = offset = file.tell()
        try:
            for record in group:
                offset = file.tell()
                record.write(file)
        except BaseException as error:
            file.seek(start)
            file.truncate()
            if isinstance(error, OSError):
                raise self._unwritable(error) from error
            raise
        entry = group[-1].entry(self._path.with_suffix("").name, offset, file.tell() - offset)
        self._entries.append(entry)
        if file.tell() > MAX_WARC:
            self.close()
        return entry.capture

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            try:
                self._path = _free_path(self._folder, self._stamp)
                self._file = self._path.open("xb", buffering=0)
                fcntl.flock(self._file, fcntl.LOCK_EX)
                _warcinfo(self._path.with_suffix("").name, self._stamp).write(self._file)
            except OSError as error:
                raise self._unwritable(error) from error
        return self._file

    def _unwritable(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self._folder}: {error.strerror or error}. The records written before are whole; "
            "make room and run the same command again."
        )


def recover(folder: Path) -> list[str]:
    """Finish the files that a killed run left open, and cut half a record from the end of others.

    Returns a sentence for each file that was mended. A file that another run is writing is left
    alone; one damaged before its end raises `WarcError`.
    """
    mended: list[str] = []
    for path in sorted(folder.glob("*.warc.gz.open")):
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if _cut(path, file):
                path.rename(path.with_suffix(""))
            else:
                path.unlink()
            mended.append(f"{path.with_suffix('').name} was finished after an interruption.")
    covered: dict[str, int] = {}
    for entry in read_index(folder):
        covered[entry.filename] = max(covered.get(entry.filename, 0), entry.end)
    for path in warc_files(folder):
        if covered.get(path.name, 0) < path.stat().st_size > whole_length(path):
            with path.open("r+b") as file:
                _cut(path, file)
            mended.append(f"{path.name} was cut back to its last whole record.")
    return mended


def _cut(path: Path, file: IO[bytes]) -> bool:
    """Cut a file to the last whole record that the index lists; False where there is none."""
    try:
        whole = whole_length(path)
    except DamagedWarcError as error:
        if not path.name.endswith(".open"):
            raise
        whole = error.whole
    file.truncate(whole)
    end = max((entry.end for entry in scan(path)), default=0)
    file.truncate(end)
    os.fsync(file.fileno())
    return end > 0


class _Record(msgspec.Struct):
    kind: str
    headers: dict[str, str]
    body: Any
    length: int
    http: Any = None

    def write(self, file: IO[bytes]) -> None:
        writer = WARCWriter(_Whole(file), gzip=True, warc_version="1.1")
        url = self.headers.get("WARC-Target-URI", "")
        record = writer.create_warc_record(
            url,
            self.kind,
            self.body,
            self.length,
            warc_headers_dict=self.headers,
            http_headers=self.http,
        )
        writer.write_record(record)

    def entry(self, filename: str, offset: int, length: int) -> Entry:
        http = self.http
        media_type, charset = content_type(
            (http.get_header("Content-Type") if http else self.headers["Content-Type"]) or ""
        )
        return Entry(
            url=self.headers["WARC-Target-URI"],
            timestamp=timestamp(self.headers["WARC-Date"]),
            mime=REVISIT if self.kind == "revisit" else media_type,
            status=http.get_statuscode() if http else "",
            digest=self.headers["WARC-Payload-Digest"],
            filename=filename,
            offset=str(offset),
            length=str(length),
            recordid=self.headers["WARC-Record-ID"],
            charset=charset,
            etag=(http.get_header("ETag") or "") if http else "",
            modified=(http.get_header("Last-Modified") or "") if http else "",
            truncated=self.headers.get("WARC-Truncated", ""),
        )


class _Exact(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers written byte for byte; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, encoding="iso-8859-1")


class _Whole:
    """An unbuffered file whose writes are whole or fail, so that nothing waits in a buffer."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]

    def flush(self) -> None:
        """Nothing is buffered."""


def _headers(kind: str, url: str, fetched_at: str, digest: str) -> dict[str, str]:
    """The named fields that every record has; the id is made from what the record is."""
    record_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {fetched_at} {digest}")
    return {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id.urn.join("<>"),
        "WARC-Date": fetched_at,
        "WARC-Target-URI": url,
    }


def _request(exchange: Exchange, response_id: str) -> _Record:
    http = _Exact(exchange.request_line, list(exchange.request_headers), is_http_request=True)
    payload_digest, block_digest, _ = _digests(http, io.BytesIO())
    headers = _headers("request", exchange.url, exchange.fetched_at, block_digest)
    headers |= {"WARC-Payload-Digest": payload_digest, "WARC-Block-Digest": block_digest}
    headers["WARC-Concurrent-To"] = response_id
    return _Record("request", headers, io.BytesIO(), 0, http)


def _warcinfo(filename: str, stamp: str) -> _Record:
    software = f"clinic-archive/{tool()}"
    fields = f"software: {software}\r\nformat: WARC File Format 1.1\r\nconformsTo: {_STANDARD}\r\n"
    body = fields.encode()
    date = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    headers = _headers("warcinfo", filename, utc(date), digest_of(body))
    del headers["WARC-Target-URI"]
    headers |= {"WARC-Filename": filename, "WARC-Block-Digest": digest_of(body)}
    headers["Content-Type"] = "application/warc-fields"
    return _Record("warcinfo", headers, io.BytesIO(body), len(body))


def _digests(http: StatusAndHeaders, body: IO[bytes]) -> tuple[str, str, int]:
    """Payload digest, block digest and length of a payload, which is left where it stood."""
    http.compute_headers_buffer()
    payload, block = hashlib.sha256(), hashlib.sha256(http.headers_buff)
    start, length = body.tell(), 0
    while chunk := body.read(_CHUNK):
        payload.update(chunk)
        block.update(chunk)
        length += len(chunk)
    body.seek(start)
    return f"sha256:{payload.hexdigest()}", f"sha256:{block.hexdigest()}", length


def _free_path(folder: Path, stamp: str) -> Path:
    """A name by time and sequence that no file has, finished or open."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    while True:
        path = folder / f"{stamp}-{number:05}.warc.gz.open"
        if not path.exists() and not path.with_suffix("").exists():
            return path
        number += 1
