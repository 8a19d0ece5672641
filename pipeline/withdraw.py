"""Withdrawing a post: its text leaves the site, the search and the exports; a notice stays.

`withdrawn.jsonl` is the history: what was withdrawn, when, why, and the Merkle root of the
manifest before. The captures stay in the archive as evidence and are left out of what is exported.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline.archive import Archive, read_post
from pipeline.errors import ArchiveError, ConfigError
from pipeline.jsonl import append_line, read_lines
from pipeline.manifest import MANIFEST, read_root
from pipeline.records import FORMAT, Post, Record

WITHDRAWN = "withdrawn.jsonl"


class Withdrawal(Record, frozen=True, kw_only=True):
    """A withdrawn post: the page that held it, the reason as readers see it, and the date.

    `date` is an RFC 3339 time in UTC; `manifest` is the Merkle root of the manifest before.
    `images` are the addresses of the images that this post alone shows.
    """

    format: int = FORMAT
    clinic: str
    post: str
    url: str
    date: str
    reason: str
    manifest: str = ""
    images: tuple[str, ...] = ()


def read_withdrawals(archive: Path) -> tuple[Withdrawal, ...]:
    """Return what was withdrawn from the archive in the folder, oldest first.

    Raises `DamagedFileError` or `NewerFormatError`, which name file and line.
    """
    return read_lines(archive / WITHDRAWN, Withdrawal)


def withdraw(archive: Archive, name: str, reason: str, date: str) -> Withdrawal:
    """Note that the post `name` (its address, `clinic/post` or its id) is withdrawn.

    The next build takes its text away. Raises `ConfigError` for an empty reason, and
    `ArchiveError` where there is no such post or it is withdrawn already.
    """
    if not reason.strip():
        raise ConfigError("A post is withdrawn for a reason: give one with --reason.")
    withdrawal = _withdrawal(archive, name, " ".join(reason.split()), date)
    append_line(archive.path / WITHDRAWN, withdrawal)
    return withdrawal


def _withdrawal(archive: Archive, name: str, reason: str, date: str) -> Withdrawal:
    for gone in read_withdrawals(archive.path):
        if name in (gone.url, gone.post, f"{gone.clinic}/{gone.post}"):
            raise ArchiveError(f"{name} is withdrawn already, on {gone.date}: {gone.reason}")
    found: list[Post] = []
    images: Counter[str] = Counter()
    for path in archive.post_files():
        post = read_post(path)[0]
        images.update(_images(post))
        if name in (post.id, f"{post.clinic}/{post.id}", post.url, post.capture.url):
            found.append(post)
    if len(found) != 1:
        which = " and ".join(f"{post.clinic}/{post.id}" for post in found)
        raise ArchiveError(
            f"{name} is the name of several posts: {which}. Say which one."
            if found
            else f"{archive.path} has no post {name!r}. Give its address, or CLINIC/POST."
        )
    return Withdrawal(
        clinic=found[0].clinic,
        post=found[0].id,
        url=found[0].capture.url,
        date=date,
        reason=reason,
        manifest=read_root(archive.path / MANIFEST),
        images=tuple(sorted(url for url in _images(found[0]) if images[url] == 1)),
    )


def _images(post: Post) -> set[str]:
    return {block.image.url for block in post.blocks if block.image is not None}
