"""The index of the captures: CDXJ lines, so that listing them does not read the WARC files.

One line a record with a payload or a revisit: SURT key, 14-digit time, JSON. The index is
derived: `sources.warc` makes it again from the WARC files where it is missing or behind them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from pipeline.errors import WarcError
from pipeline.records import Capture

INDEX = "index.cdxj"
REVISIT = "warc/revisit"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the index: where a record lies, and what its server said of its freshness.

    `offset` and `length` are in bytes of the compressed file; `digest` is `sha256:` and hex.
    """

    url: str
    timestamp: str = ""
    mime: str
    status: str = ""
    digest: str
    filename: str
    offset: str
    length: str
    recordid: str
    charset: str = ""
    etag: str = ""
    modified: str = ""
    truncated: str = ""

    @property
    def is_revisit(self) -> bool:
        """Whether the record says only that its payload was seen before."""
        return self.mime == REVISIT

    @property
    def end(self) -> int:
        """The offset of the first byte after the record."""
        return int(self.offset) + int(self.length)

    @property
    def capture(self) -> Capture:
        """The capture that the line stands for."""
        return self.capture_of(self.url)

    def capture_of(self, url: str) -> Capture:
        """The capture as that of another address which had the same payload."""
        return Capture(
            url=url,
            fetched_at=_iso(self.timestamp),
            media_type=self.mime,
            payload_digest=self.digest,
            record_id=self.recordid,
            warc_file=self.filename,
            offset=int(self.offset),
            status=int(self.status) if self.status else None,
            charset=self.charset or None,
        )


def surt(url: str) -> str:
    """Return the sort-friendly form of an address: `com,naver,blog)/tssample/1?a=b`."""
    parts = urlsplit(url)
    if not parts.hostname:
        return url.lower()
    host = ",".join(reversed(parts.hostname.removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host}{port}){(parts.path.rstrip('/') or '/')}{query}".lower().replace(" ", "%20")


def write_index(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index atomically; it is left alone where it would not change."""
    path = folder / INDEX
    data = "".join(_line(entry) for entry in sorted(entries, key=order)).encode()
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def warc_files(folder: Path) -> list[Path]:
    """The finished WARC files of a folder of captures, in the order of their names."""
    return sorted((folder).glob("*.warc.gz"))


def order(entry: Entry) -> tuple[str, str, str, int]:
    """The sort key of the index: address, time, then place."""
    return surt(entry.url), entry.timestamp, entry.filename, int(entry.offset)


def _line(entry: Entry) -> str:
    body = msgspec.structs.replace(entry, timestamp="")
    return f"{surt(entry.url)} {entry.timestamp} {msgspec.json.encode(body).decode()}\n"


def parse_index(path: Path) -> list[Entry]:
    """Return the entries of an index file in its order.

    None where it is missing, or where any line is damaged or in another place than `order` says.
    """
    if not path.exists():
        return []
    decoder, entries = msgspec.json.Decoder(Entry), list[Entry]()
    before = ("", "")
    for line in path.read_text("utf-8", errors="replace").splitlines():
        key, _, rest = line.partition(" ")
        digits, _, body = rest.partition(" ")
        if (key, digits) < before:
            return []
        before = key, digits
        try:
            entries.append(msgspec.structs.replace(decoder.decode(body), timestamp=digits))
        except msgspec.DecodeError:
            return []
    return entries


def timestamp(date: str) -> str:
    """Return an RFC 3339 time in UTC as the 14 digits of CDX."""
    return "".join(c for c in date if c.isdigit())[:14]


def _iso(digits: str) -> str:
    if len(digits) != 14 or not digits.isdigit():
        raise WarcError(f"{INDEX}: {digits!r} is no time of 14 digits. Delete the file.")
    d = digits
    return f"{d[:4]}-{d[4:6]}-{d[6:8]}T{d[8:10]}:{d[10:12]}:{d[12:]}Z"
