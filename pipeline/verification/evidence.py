"""The captures: every record's digests, and ids that name one record only."""

from __future__ import annotations

import contextlib
import hashlib
import io
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.archive import Archive
from pipeline.captures import captured_files
from pipeline.verification.downstream import breaks
from pipeline.verification.layers import Layer, Problem


def captures_layer(archive: Archive) -> Layer:
    """Check the WARC files of `archive` record by record."""
    # warcio writes of damaged records to stderr; what is wrong is in the layer.
    with contextlib.redirect_stderr(io.StringIO()):
        return _layer(archive)


def _layer(archive: Archive) -> Layer:
    problems: list[Problem] = []
    checked = 0
    known: array[int] = array("Q")
    for path, ids, wrong in captured_files(archive):
        name = f"captures/{path.name}"
        checked += len(ids)
        messages = [*wrong, *_repeated(ids, known)]
        if not ids and not wrong:
            messages.append("it holds no record")
        known = array("Q", sorted([*known, *map(_short, ids)]))
        problems += [
            Problem(
                path=name,
                message=message.removeprefix(f"{path.name}: ").removesuffix("."),
                breaks=breaks(archive.path, name),
            )
            for message in messages
        ]
    return Layer(name="captures", checked=checked, problems=tuple(problems))


def _repeated(ids: list[str], known: array[int]) -> Iterator[str]:
    """Yield a sentence for each id that stands twice in a file, or was met in one before."""
    seen: set[str] = set()
    for record_id in ids:
        short = _short(record_id)
        place = bisect_left(known, short)
        if record_id in seen or (place < len(known) and known[place] == short):
            yield f"the id {record_id} names two records; it cannot say which one a post is from"
        seen.add(record_id)


def _short(record_id: str) -> int:
    """Eight bytes of a digest: all ids of an archive are kept, so that they must be small."""
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:8])
