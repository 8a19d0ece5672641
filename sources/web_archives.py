"""Reading WARC and WACZ files that other tools made."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from pipeline.errors import WarcError
from pipeline.stamp import utc
from sources.report import Failure
from sources.warc_writer import Headers

SUFFIXES = (".warc", ".warc.gz", ".wacz")

_LONGEST = 64 << 20
_CHUNK = 1 << 20


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A record of another archive: its payload without transfer coding, and what was sent.

    `status` is `200 OK` and `headers` those of HTTP; both are empty where the record is a
    `resource`, whose type is `content_type`.
    """

    record_id: str
    url: str
    fetched_at: str
    payload: bytes
    content_type: str
    status: str = ""
    headers: Headers = ()


def is_archive(path: Path) -> bool:
    """Whether the name is that of a WARC or WACZ file."""
    return path.name.lower().endswith(SUFFIXES)


def read_archive(path: Path, pattern: str) -> Iterator[Found | Failure]:
    """Yield the good records whose address matches `pattern` (`https://example.com/blog/*`).

    Good are `resource` records and `response` records of status 200. One whose digest is wrong,
    or which is cut off, is yielded as a failure that names it. Raises `WarcError` where the file
    is no such archive, or a WACZ is not what its own digests say.
    """
    for file, name in _warc_files(path):
        with file as stream:
            yield from _records(stream, name, pattern)


def _warc_files(path: Path) -> Iterator[tuple[Any, str]]:
    if not path.name.lower().endswith(".wacz"):
        yield path.open("rb"), path.name
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _verify(archive, path.name)
            for name in sorted(archive.namelist()):
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    yield archive.open(name), f"{path.name}: {name}"
    except (zipfile.BadZipFile, zlib.error, OSError) as error:
        raise WarcError(f"{path.name}: not a WACZ file, or damaged ({error}).") from error


def _verify(archive: zipfile.ZipFile, name: str) -> None:
    """Compare the files of a WACZ with the digests of its data package (WACZ 1.1.1, 5.2)."""
    try:
        package = json.loads(archive.read("datapackage.json"))
        resources = [(item["path"], item["hash"]) for item in package["resources"]]
    except (KeyError, TypeError, ValueError) as error:
        raise WarcError(f"{name}: no WACZ file: datapackage.json is missing or wrong.") from error
    for path, digest in resources:
        if path not in archive.namelist():
            raise WarcError(f"{name}: {path} is missing.")
        with archive.open(path) as file:
            if f"sha256:{_sha256(file)}" != digest:
                raise WarcError(f"{name}: {path} is not what its digest says; it was altered.")


def _sha256(file: IO[bytes]) -> str:
    total = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        total.update(chunk)
    return total.hexdigest()


def _records(stream: IO[bytes], name: str, pattern: str) -> Iterator[Found | Failure]:
    count = 0
    try:
        for record in ArchiveIterator(stream, check_digests=True):
            count += 1
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if fnmatchcase(url, pattern) and _is_good(record):
                yield _found(record, name, url)
    except (ArchiveLoadFailed, EOFError, zlib.error, UnicodeDecodeError) as error:
        if count == 0:
            raise WarcError(f"{name}: not a WARC file ({error}).") from error
        yield Failure(name, f"{name}: damaged after record {count} ({error}).")


def _is_good(record: Any) -> bool:
    if record.rec_type == "response":
        return bool(record.http_headers and record.http_headers.get_statuscode() == "200")
    return bool(record.rec_type == "resource")


def _found(record: Any, name: str, url: str) -> Found | Failure:
    record_id = record.rec_headers.get_header("WARC-Record-ID") or ""
    raw: bytes = record.raw_stream.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        return Failure(url, f"{name}: record {record_id} is larger than {_LONGEST >> 20} MB.")
    if record.raw_stream.limit > 0:
        return Failure(url, f"{name}: record {record_id} is cut off.")
    if record.digest_checker.passed is False:
        return Failure(
            url, f"{name}: record {record_id} is not what its digest says; it was altered."
        )
    http = record.http_headers
    if http and (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        raw = ChunkedDataReader(BytesIO(raw)).read()
    return Found(
        record_id=record_id,
        url=url,
        fetched_at=_moment(record.rec_headers.get_header("WARC-Date")),
        payload=raw,
        content_type=(http or record.rec_headers).get_header("Content-Type") or "",
        status=http.statusline if http else "",
        headers=_fields(http) if http else (),
    )


def _fields(http: Any) -> Headers:
    """The HTTP header fields; the payload is kept without its transfer coding."""
    return [
        ("X-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
        for name, value in http.headers
    ]


def _moment(date: str) -> str:
    """A WARC-Date to the second; the standard allows fractions."""
    return utc(datetime.fromisoformat(date).replace(tzinfo=UTC))
