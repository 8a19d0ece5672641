"""Folding: the form of a text in which terms are looked for, and the way back to the text.

Case, width (ＳＭＡＳ), composition (jamo, accents), trade marks and kinds of apostrophe make no
difference to a term, nor do spaces and hyphens: where a language writes without spaces, or may
(Korean: `SMAS층`, `SMAS 층`), they are dropped; elsewhere a run of them becomes one space.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import NamedTuple

from pipeline.records import Span

JOINING_LANGUAGES = frozenset({"ko", "ja", "zh", "zt", "th"})
"""Languages in which a space between the parts of a term may come and go."""

_SIGNS = "™®©℠\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ALIKE = str.maketrans(
    dict.fromkeys("-‐‑‒–—−", " ") | dict.fromkeys("’‘ʼ`´＇", "'") | dict.fromkeys(_SIGNS, "")
)


class Folded(NamedTuple):
    """A folded text. `spans[i]` is what `text[i]` was made from in the original."""

    text: str
    spans: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the original that `text[start:end]` was made from."""
        return self.spans[start][0], self.spans[end - 1][1]


@functools.lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    """Fold one character with its marks; white space and hyphens become one space."""
    if cluster[0] in _SIGNS:  # a compatibility form would spell ™ out
        return ""
    folded = unicodedata.normalize("NFKC", cluster.translate(_ALIKE)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_ALIKE)
    return " " if folded.isspace() else folded


def _clusters(text: str) -> list[Span]:
    """Cut `text` before every character that is not a mark or a medial or final jamo."""
    if text.isascii():
        return [(i, i + 1) for i in range(len(text))]
    starts = [
        i
        for i, char in enumerate(text)
        if not i or not ("\u1160" <= char <= "\u11ff" or unicodedata.combining(char))
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def fold(text: str, language: str) -> Folded:
    """Return `text` folded for looking up terms of `language` (ISO 639 code)."""
    joining = language in JOINING_LANGUAGES
    if text.isascii():
        return _fold_ascii(text, joining)
    folded: list[str] = []
    spans: list[Span] = []
    for start, end in _clusters(text):
        for char in _fold_cluster(text[start:end]):
            if char == " " and (joining or not folded or folded[-1] == " "):
                continue
            folded.append(char)
            spans.append((start, end))
    while folded and folded[-1] == " ":
        folded.pop()
        spans.pop()
    return Folded("".join(folded), tuple(spans))


def _fold_ascii(text: str, joining: bool) -> Folded:
    """Fold a text of ASCII characters, each of which stands for itself, in a tenth of the time."""
    folded: list[str] = []
    spans: list[Span] = []
    space = joining
    for place, char in enumerate(text.lower().translate(_ALIKE)):
        if char.isspace():
            if joining or space or not folded:
                continue
            char = " "
        space = char == " "
        folded.append(char)
        spans.append((place, place + 1))
    if folded and folded[-1] == " ":
        folded.pop()
        spans.pop()
    return Folded("".join(folded), tuple(spans))


def is_word(char: str) -> bool:
    """Tell whether `char` (one character, or none at the end of a text) is part of a word."""
    return char.isalnum() or char == "_"
