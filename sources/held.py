"""What a folder of captures holds already, so that it is not fetched or written twice."""

from __future__ import annotations

from pathlib import Path

from pipeline.records import Capture
from sources.warc import read_index, read_payload
from sources.warc_writer import Exchange


class Held:
    """The payloads held by address and by digest, with the validators that servers gave."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_digest: dict[str, Capture] = {}
        self._newest: dict[str, Capture] = {}
        self._validators: dict[str, tuple[str, str]] = {}
        entries = read_index(folder)
        for entry in entries:
            if not entry.is_revisit and not entry.truncated:
                self._by_digest.setdefault(entry.digest, entry.capture)
        for entry in entries:
            held = self._by_digest.get(entry.digest)
            if held is not None and entry.status in ("200", "304"):
                self._note(entry.url, held, entry.etag, entry.modified)

    def conditions(self, url: str) -> dict[str, str]:
        """The headers that ask only for what has changed (RFC 9110, 13.1)."""
        etag, modified = self._validators.get(url, ("", ""))
        headers = {"If-None-Match": etag} if etag else {}
        return headers | ({"If-Modified-Since": modified} if modified else {})

    def newest(self, url: str) -> Capture | None:
        """The newest good capture of an address."""
        return self._newest.get(url)

    def by_digest(self, digest: str) -> Capture | None:
        """The capture that holds a payload."""
        return self._by_digest.get(digest)

    def payload(self, capture: Capture) -> bytes:
        """The payload of a capture. Raises `WarcError` where it cannot be read."""
        return read_payload(self._folder, capture)

    def add(self, capture: Capture, exchange: Exchange) -> None:
        """Note what was just recorded."""
        self._by_digest.setdefault(capture.payload_digest, capture)
        if exchange.status[:3] in ("200", "304"):
            headers = {name.lower(): value for name, value in exchange.headers}
            etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
            self._note(exchange.url, capture, etag, modified)

    def _note(self, url: str, held: Capture, etag: str, modified: str) -> None:
        known = self._newest.get(url)
        if known is not None and known.payload_digest == held.payload_digest:
            before = self._validators.get(url, ("", ""))
            etag, modified = etag or before[0], modified or before[1]
        self._newest[url] = held
        self._validators[url] = (etag, modified)
