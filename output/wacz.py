"""WACZ 1.1.1: the captures and a list of their pages in one file that ReplayWeb.page opens."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from pipeline.records import Post

VERSION = "1.1.1"

_CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time a ZIP file can name; every entry has it, so that the same input is the same."""


def write_wacz(
    target: Path, warcs: Sequence[Path], posts: Iterable[Post], *, title: str, software: str
) -> None:
    """Write the WACZ of the WARC files `warcs` to the file `target`.

    The page list holds the captured page of each of `posts`. Nothing in the file depends on the
    clock: its date is that of the newest capture.
    """
    pages = sorted(posts, key=lambda post: (post.capture.fetched_at, post.capture.url))
    created = max((post.capture.fetched_at for post in pages), default="1970-01-01T00:00:00Z")
    index, data = _index(warcs)
    with zipfile.ZipFile(target, "w") as archive:
        resources = [_write_file(archive, f"archive/{path.name}", path) for path in warcs]
        resources += [
            _write(archive, "indexes/index.cdx.gz", data, zipfile.ZIP_STORED),
            _write(archive, "indexes/index.idx", index),
            _write(archive, "pages/pages.jsonl", b"".join(_page_lines(pages))),
        ]
        package = _json(
            {
                "profile": "data-package",
                "title": title,
                "created": created,
                "wacz_version": VERSION,
                "software": software,
                "resources": resources,
            }
        )
        _write(archive, "datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": _sha256(package)}
        _write(archive, "datapackage-digest.json", _json(digest))


def _index(warcs: Sequence[Path]) -> tuple[bytes, bytes]:
    """Return the index (IDX) and its data (compressed CDXJ) of the WARC files."""
    from cdxj_indexer.main import CDXJIndexer

    index, data = io.BytesIO(), io.BytesIO()
    text = io.TextIOWrapper(index, "utf-8", write_through=True)
    CDXJIndexer(
        text,
        [str(path) for path in warcs],
        sort=True,
        compress=data,
        data_out_name="index.cdx.gz",
        digest_records=True,
        records="response,revisit,resource",
    ).process_all()
    text.detach()
    return index.getvalue(), data.getvalue()


def _page_lines(posts: Iterable[Post]) -> Iterator[bytes]:
    yield _line({"format": "json-pages-1.0", "id": "pages", "title": "Posts"})
    for post in posts:
        capture = post.capture
        yield _line(
            {
                "id": capture.record_id.strip("<>").removeprefix("urn:uuid:"),
                "url": capture.url,
                "ts": capture.fetched_at,
                "title": post.title or capture.url,
            }
        )


def _write_file(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Store a file; a WARC file is compressed already, and must be seekable in the ZIP file."""
    with path.open("rb") as file, archive.open(_info(name, zipfile.ZIP_STORED), "w") as entry:
        size, digest = _copy(file, entry)
    return _resource(name, size, digest)


def _write(
    archive: zipfile.ZipFile, name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED
) -> dict[str, Any]:
    archive.writestr(_info(name, compression), data)
    return _resource(name, len(data), _sha256(data))


def _info(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    hasher, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        hasher.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return size, f"sha256:{hasher.hexdigest()}"


def _resource(name: str, size: int, digest: str) -> dict[str, Any]:
    short = name.rpartition("/")[2].lower()
    return {"name": short, "path": name, "hash": digest, "bytes": size}


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
