"""What depends on a file of an archive, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from pipeline.records import NOT_A_RECORD

_SHOWN = 3
"""Posts named before the rest is counted."""


class _Source(msgspec.Struct):
    warc_file: str


class _Post(msgspec.Struct):
    capture: _Source


def breaks(archive: Path, path: str) -> str:
    """Return what is made from the file `path` of the archive in the folder, as a phrase."""
    match PurePosixPath(path).parts:
        case ("captures", name) if name.endswith(".warc.gz"):
            return _posts(list(_made_from(archive, name)))
        case ("captures", "index.cdxj"):
            return "the order of captures; it can be made anew from the WARC files"
        case ("posts", clinic, post, "post.json"):
            return f"the translations and pages of {clinic}/{post}"
        case ("posts", clinic, post, name) if name.endswith(".json"):
            return f"site/{clinic}/{post}/{name.removesuffix('.json')}.html, and the lists"
        case ("edits", clinic, name):
            post, _, language = name.removesuffix(".jsonl").rpartition(".")
            return f"posts/{clinic}/{post}/{language}.json and its page"
        case ("site", "style.css"):
            return "how every page looks"
        case ("site", *_):
            return "what readers of this page see"
        case ("archive.toml",):
            return "everything that is built: it says what the archive is made of"
        case ("archive.lock",):
            return "what the archive can be rebuilt with"
        case ("withdrawn.jsonl",):
            return "which posts are withdrawn, and why"
        case ("manifest.json",):
            return "the proof that no file was changed"
    return "what names this file in archive.toml, if anything does"


def _made_from(archive: Path, warc: str) -> Iterator[str]:
    for path in sorted((archive / "posts").glob("*/*/post.json")):
        try:
            post = msgspec.json.decode(path.read_bytes(), type=_Post)
        except (*NOT_A_RECORD, OSError):
            continue
        if post.capture.warc_file == warc:
            yield "/".join(path.parts[-3:-1])


def _posts(names: list[str]) -> str:
    if not names:
        return "no post: none was made from it"
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"the posts made from it ({shown}), their translations and pages"
