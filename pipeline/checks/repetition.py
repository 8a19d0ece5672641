"""Nothing is said again that the source says once."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.checks.base import Check, Pair
from pipeline.records import Finding, Span

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[\u3400-\u9fff\u3041-\u30ff]")
_DOUBLED = frozenset(
    [
        "had",
        "that",
        "very",
        "so",
        "no",
        "bye",
        "many",
        "far",
        "long",
        "ha",
        "more",
        "again",
        "really",
        "wash",
        "blah",
        "pat",
        "step",
        "little",
    ]
)
LOOP = 4
"""A phrase of this many words that stands twice in a text is looked at."""


class Repetition(Check):
    """A word or phrase said twice in a row, or a longer phrase that comes again (a loop)."""

    name = "repetition"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield at most one finding: the first repetition that the source does not have."""
        span = _repeated(pair.target)
        if span is None or pair.source == pair.target or _repeated(pair.source):
            return
        said = pair.target[slice(*span)]
        yield self.finding(f"The translation repeats itself: “{said}”.", (), [span])


def _repeated(text: str) -> Span | None:
    words = [word.casefold() for word in _TOKEN.findall(text)]
    return _in_a_row(text, words) or _again(text, words)


def _spans(text: str) -> list[Span]:
    """Return where each word stands: asked for only where a text may repeat itself."""
    return [match.span() for match in _TOKEN.finditer(text)]


def _in_a_row(text: str, words: Sequence[str]) -> Span | None:
    """Return where one to six words follow themselves at once."""
    for size in range(1, 7):
        repeated = list(map(operator.eq, words[size:], words))
        if sum(repeated) < size:
            continue
        run = 0
        for index, again in enumerate(repeated, size):
            run = run + 1 if again else 0
            if run not in (size, 2 * size):
                continue
            spans = _spans(text)
            if run == 2 * size and not words[index].isdigit():
                return spans[index - 3 * size + 1][0], spans[index][1]
            if run == size:
                middle = index - size + 1
                joint = text[spans[middle - 1][1] : spans[middle][0]]
                if _tells(words[middle : index + 1], joint):
                    return spans[middle - size][0], spans[index][1]
    return None


def _tells(phrase: Sequence[str], joint: str) -> bool:
    """Return whether `phrase`, said twice with `joint` between, is no idiom and no figure."""
    if all(word.isdigit() for word in phrase):
        return False
    if len(phrase) > 2:
        return True
    return not joint.strip() and len(phrase[0]) > 1 and " ".join(phrase) not in _DOUBLED


def _again(text: str, words: Sequence[str]) -> Span | None:
    """Return where a phrase of `LOOP` words or more stands for the second time."""
    grams = list(zip(*(words[start:] for start in range(LOOP)), strict=False))
    if len(set(grams)) == len(grams):
        return None
    counts = Counter(grams)
    spans = _spans(text)
    longest, best = 0, None
    first: dict[tuple[str, ...], int] = {}
    index = 0
    while index < len(grams):
        start = first.setdefault(grams[index], index)
        size = LOOP
        if start < index:
            while index + size < len(words) and words[start + size] == words[index + size]:
                size += 1
            weight = size if counts[grams[index]] == 2 else size + 1
            if weight > longest:
                longest = weight
                best = (spans[index][0], spans[min(index + size, len(words)) - 1][1])
            index += size
        else:
            index += 1
    return best if longest >= LOOP + 2 else None
