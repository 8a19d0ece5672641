"""Reflow and segmentation: visual lines are joined and split again into sentences.

Bloggers break one sentence over several centred lines. The lines of a block are joined with a
space and the text is split where a sentence ends. A block's end is a hard break. Headings,
captions and the title stay whole; each list item and each table cell is a block or a line of its
own. A segment keeps the pieces of the lines that it came from: no character but white space is
lost or doubled.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from pipeline.analysis import sentence_spans
from pipeline.detect import UNDETERMINED, detect, has_language
from pipeline.records import Piece, Post, Segment, Span

TITLE = -1
"""The block number of the title's segment."""
LONGEST = 400
"""Characters of a segment, at most; a longer sentence is cut where a clause or a word ends."""

_WHOLE = frozenset({"heading", "caption", "link"})
_CLAUSE_END = re.compile(r"[,;:、，；)\]」』…]\s|\s")
_UNFINISHED = re.compile(r"[,、，:·]$|^(?:[QA]|질문|답변)?\s?\d{1,3}[.)]$")
_WIDE_SCRIPTS = frozenset({"ko", "ja", "zh", "zt"})


def segment_post(post: Post) -> tuple[Segment, ...]:
    """Return the segments of `post` in reading order, the title's first.

    The post must have its languages set (`pipeline.detect.detect_post`).
    """
    seen: Counter[str] = Counter()
    segments: list[Segment] = []
    for run in _runs(post):
        for pieces in split_lines(run.lines, run.language, split=run.split):
            text = text_of(run.lines, pieces)
            segments.append(
                Segment(
                    id=_segment_id(text, seen),
                    block=run.block,
                    text=text,
                    language=_segment_language(text, run.language),
                    pieces=tuple(_shifted(piece, run.first_line) for piece in pieces),
                )
            )
    return tuple(segments)


def split_lines(
    lines: Sequence[str], language: str, *, split: bool = True
) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of each sentence of `lines`, which are one run of text.

    With `split` false the run is one sentence, unless it is longer than `LONGEST`.
    """
    text = " ".join(lines)
    if not text.strip():
        return
    starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
    breaks = [start - 1 for start in starts[1:]]
    spans = _sentences(text, language, breaks) if split else [(0, len(text))]
    for start, end in (part for span in spans for part in _shortened(text, span)):
        pieces = tuple(_pieces(lines, starts, start, end))
        if pieces:
            yield pieces


def text_of(lines: Sequence[str], pieces: Sequence[Piece]) -> str:
    """Return the text that `pieces` of `lines` make: white space folded, a space between lines."""
    return " ".join(
        " ".join(lines[piece.line][piece.start : piece.end].split()) for piece in pieces
    )


class _Run(NamedTuple):
    """Lines of one block that may be joined; `split` tells whether sentences are looked for."""

    block: int
    first_line: int
    lines: Sequence[str]
    language: str
    split: bool


def _runs(post: Post) -> Iterator[_Run]:
    if post.title.strip():
        language = detect(post.title, post.language).language
        yield _Run(TITLE, 0, (post.title,), language, False)
    for number, block in enumerate(post.blocks):
        if block.kind == "table":
            for line, cell in enumerate(block.lines):
                yield _Run(number, line, (cell,), block.language, True)
        elif block.lines:
            yield _Run(number, 0, block.lines, block.language, block.kind not in _WHOLE)


def _shifted(piece: Piece, lines: int) -> Piece:
    return msgspec.structs.replace(piece, line=piece.line + lines) if lines else piece


def _sentences(text: str, language: str, breaks: Sequence[int]) -> list[Span]:
    """Return the spans of sentences; none ends in a comma or a colon, or is only a number."""
    spans: list[Span] = []
    for start, end in sentence_spans(text, language, breaks):
        if spans and _UNFINISHED.search(text[spans[-1][0] : spans[-1][1]]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _shortened(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    while end - start > LONGEST:
        cuts = [match.end() for match in _CLAUSE_END.finditer(text, start + 1, start + LONGEST)]
        cut = cuts[-1] if cuts else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _pieces(lines: Sequence[str], starts: Sequence[int], start: int, end: int) -> Iterator[Piece]:
    for number in range(bisect.bisect_right(starts, start) - 1, len(lines)):
        left = max(start - starts[number], 0)
        right = min(end - starts[number], len(lines[number]))
        if starts[number] >= end:
            break
        part = lines[number][left:right]
        if part.strip():
            left += len(part) - len(part.lstrip())
            yield Piece(line=number, start=left, end=left + len(part.strip()))


def _segment_id(text: str, seen: Counter[str]) -> str:
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _segment_language(text: str, language: str) -> str:
    """Return the block's language, but not for a sentence that has none of its script."""
    if language in _WIDE_SCRIPTS:
        return detect(text, language).language
    return language if has_language(text, language) else UNDETERMINED
