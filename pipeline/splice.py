"""From pieces to text and back: where in a hypothesis a stretch of the source went.

The pieces are those of SentencePiece (`▁` begins a word) or of subword-nmt BPE (`@@` ends a
piece that goes on); attention has a row for each target piece, a column for each source piece.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipeline.decode import Hypothesis
from pipeline.records import Span

MIN_ATTENTION = 0.2
"""Share of a target word's attention on a term below which the word is not its translation."""

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


def piece_spans(text: str, pieces: Sequence[str]) -> list[Span]:
    """Return the stretch of `text` that each of its pieces covers (an empty one for bare marks).

    A tokenizer folds the text before it cuts it; what it changed beyond compatibility forms
    is bridged by the nearest pieces that agree.
    """
    units = [
        (byte, index)
        for index, char in enumerate(text)
        if not char.isspace()
        for byte in unicodedata.normalize("NFKC", char).encode()
    ]
    streams = [_piece_bytes(piece) for piece in pieces]
    joined = b"".join(streams)
    flat = bytes(byte for byte, _ in units)
    position = range(len(joined) + 1) if joined == flat else _aligned(joined, flat)
    spans: list[Span] = []
    offset = 0
    for stream in streams:
        start, end = position[offset], position[offset + len(stream)]
        offset += len(stream)
        if start >= len(units):
            spans.append((len(text), len(text)))
        elif end <= start:
            spans.append((units[start][1], units[start][1]))
        else:
            spans.append((units[start][1], units[end - 1][1] + 1))
    return spans


def _piece_bytes(piece: str) -> bytes:
    match = _BYTE.fullmatch(piece)
    if match:
        return bytes([int(match[1], 16)])
    return piece.removesuffix("@@").replace("▁", "").encode()


def _aligned(joined: bytes, flat: bytes) -> list[int]:
    """Return for each offset into `joined` (and its end) the offset into `flat`."""
    position = [0] * (len(joined) + 1)
    position[-1] = len(flat)
    blocks = difflib.SequenceMatcher(None, joined, flat, autojunk=False).get_matching_blocks()
    for block in blocks:
        for step in range(block.size):
            position[block.a + step] = block.b + step
    for index in range(1, len(position)):
        position[index] = max(position[index], position[index - 1])
    return position


def columns(span: Span, spans: Sequence[Span]) -> tuple[int, ...]:
    """Return which pieces, of the `spans` given, overlap a stretch of the text."""
    return tuple(
        index for index, (start, end) in enumerate(spans) if start < span[1] and span[0] < end
    )


def ranges(stretches: Iterable[Span | None], spans: Sequence[Span]) -> list[Span]:
    """Return the ranges of pieces, of the `spans` given, in which stretches of the text lie."""
    covering = (columns(stretch, spans) for stretch in stretches if stretch is not None)
    return [(over[0], over[-1] + 1) for over in covering if over]


def words(pieces: Sequence[str]) -> list[Span]:
    """Return the words of a piece sequence as ranges of pieces; punctuation stands by itself."""
    marked = any(piece.startswith("▁") for piece in pieces)
    found: list[Span] = []
    for index, piece in enumerate(pieces):
        goes_on = (
            bool(found)
            and _is_wordlike(piece)
            and _is_wordlike("".join(pieces[slice(*found[-1])]))
            and (not piece.startswith("▁") if marked else pieces[index - 1].endswith("@@"))
        )
        if goes_on:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return found


def _is_wordlike(piece: str) -> bool:
    bare = piece.removesuffix("@@").replace("▁", "")
    return not bare or any(char.isalnum() or char in "'’-" for char in bare)


def weights(hypothesis: Hypothesis, over: Sequence[int]) -> list[tuple[Span, float]]:
    """Return the words of a hypothesis, each with the attention it pays to some source pieces.

    The weight is the largest share among the pieces of the word, between 0 and 1; it is rounded
    so that the last bits of the arithmetic decide nothing.
    """
    rows = hypothesis.attention
    if not rows:
        return []
    return [
        (word, max(round(sum(rows[row][c] for c in over), 4) for row in range(*word)))
        for word in words(hypothesis.pieces)
        if _is_word(hypothesis.pieces[slice(*word)])
    ]


def _is_word(pieces: Sequence[str]) -> bool:
    return any(char.isalnum() for piece in pieces for char in piece)


def best_place(
    hypothesis: Hypothesis, over: Sequence[int], begin: int = 0, taken: Sequence[Span] = ()
) -> tuple[Span, float] | None:
    """Return the target pieces that translate the source pieces `over`, and their weight.

    It is the run of words with the most attention, from the piece `begin` on and outside the
    ranges `taken`; None where there is no word.
    """
    found = [
        (word, weight)
        for word, weight in weights(hypothesis, over)
        if word[0] >= begin and not any(word[0] < end and start < word[1] for start, end in taken)
    ]
    if not found:
        return None
    peak = max(range(len(found)), key=lambda index: (found[index][1], -index))
    first = last = peak
    floor = max(MIN_ATTENTION, found[peak][1] / 2)
    while first and found[first - 1][1] >= floor and found[first - 1][0][1] == found[first][0][0]:
        first -= 1
    while (
        last + 1 < len(found)
        and found[last + 1][1] >= floor
        and found[last + 1][0][0] == found[last][0][1]
    ):
        last += 1
    return (found[first][0][0], found[last][0][1]), found[peak][1]
