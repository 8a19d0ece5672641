from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import Capture, Post
from sources import extract

KINDS = {"paragraph": "sentence", "table": "list"}


def unplaced(url: str, charset: str | None = None, media_type: str = "text/html") -> Capture:
    return Capture(
        url=url,
        fetched_at="2025-08-12T10:50:00Z",
        media_type=media_type,
        payload_digest="sha256:0",
        record_id="<urn:uuid:0>",
        warc_file="x.warc.gz",
        offset=0,
        charset=charset,
    )


@pytest.fixture(scope="session")
def read() -> Callable[..., Post]:
    """Extracts a post from bytes or text served at an address."""

    def read(
        payload: bytes | str,
        url: str = "https://clinic.example.com/post",
        charset: str | None = None,
        media_type: str = "text/html",
    ) -> Post:
        data = payload.encode() if isinstance(payload, str) else payload
        return extract(unplaced(url, charset, media_type), data)

    return read


class Sample:
    """A sample page, what it holds by its `.ref.tsv` and `.meta.json`, and its post."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.meta: dict[str, Any] = json.loads(path.with_suffix(".meta.json").read_text())
        rows = path.with_suffix(".ref.tsv").read_text().splitlines()
        self.rows = [(row.split("\t")[0], row.split("\t")[1]) for row in rows]
        self.payload = path.read_bytes()
        self.post = extract(unplaced(self.meta["url"]), self.payload)

    def expected(self) -> list[tuple[str, str]]:
        """Kind and text of each stretch of one kind, without white space."""
        return stretches(self.rows)

    def extracted(self) -> list[tuple[str, str]]:
        """The same of the post."""
        said = [("title", self.post.title)]
        for block in self.post.blocks:
            if block.kind not in ("link", "separator", "image"):
                said.append((KINDS.get(block.kind, block.kind), "".join(block.lines)))
        return stretches(said)


def stretches(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for kind, text in rows:
        bare = re.sub(r"\s", "", text)
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + bare)
        elif bare:
            joined.append((kind, bare))
    return joined


@pytest.fixture(scope="session")
def samples(data: Path) -> Callable[[str], list[Sample]]:
    """The sample pages of a family."""

    def load(family: str) -> list[Sample]:
        found = sorted((data / family).glob("*.ref.tsv"))
        assert found
        return [
            Sample(path.with_name(path.name.removesuffix(".ref.tsv") + ".html")) for path in found
        ]

    return load


@pytest.fixture(scope="session")
def unplaced_capture() -> Callable[..., Capture]:
    """Makes captures that are in no WARC file."""
    return unplaced
