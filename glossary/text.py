"""Folding: the form of a text in which terms are looked for, and the way back to the text.

Case, width (ＳＭＡＳ), composition (jamo, accents), trade marks and kinds of apostrophe make no
difference to a term, nor do spaces and hyphens: where a language writes without spaces, or may
(Korean: `SMAS층`, `SMAS 층`), they are dropped; elsewhere a run of them becomes one space.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.records import Span

JOINING_LANGUAGES = frozenset({"ko", "ja", "zh", "zt", "th"})
"""Languages in which a space between the parts of a term may come and go."""

_SIGNS = "™®©℠\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ALIKE = str.maketrans(
    dict.fromkeys("-‐‑‒–—−", " ") | dict.fromkeys("’‘ʼ`´＇", "'") | dict.fromkeys(_SIGNS, "")
)


class Folded(NamedTuple):
    """A folded text. `text[i]` was made from `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def spans(self) -> tuple[Span, ...]:
        """What each character was made from in the original."""
        return tuple(zip(self.starts, self.ends, strict=True))

    def span(self, start: int, end: int) -> Span:
        """Return the stretch of the original that `text[start:end]` was made from."""
        return self.starts[start], self.ends[end - 1]


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
    starts = [
        i
        for i, char in enumerate(text)
        if not i or not ("\u1160" <= char <= "\u11ff" or unicodedata.combining(char))
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


# A text is folded to tell whether it may hold a term, to find its terms, and to judge each term.
@functools.lru_cache(maxsize=64)
def fold(text: str, language: str) -> Folded:
    """Return `text` folded for looking up terms of `language` (ISO 639 code)."""
    joining = language in JOINING_LANGUAGES
    if _ONE_TO_ONE.fullmatch(text):
        return _fold_one_to_one(text, joining)
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
    return Folded("".join(folded), [span[0] for span in spans], [span[1] for span in spans])


_ONE_TO_ONE = re.compile(r"[\x00-\x7f가-힣·※→“”‘’–—]*")
"""Texts of characters that each fold to one, whatever stands beside them: nearly all texts."""
_WORD = re.compile(r"\S+")


def _fold_one_to_one(text: str, joining: bool) -> Folded:
    """Fold a text of such characters in a tenth of the time."""
    alike = text.lower().translate(_ALIKE)
    folded = ("" if joining else " ").join(alike.split())
    if len(folded) == len(alike):
        return Folded(folded, range(len(alike)), range(1, len(alike) + 1))
    places: list[int] = []
    for word in _WORD.finditer(alike):
        if places and not joining:
            places.append(places[-1] + 1)
        places.extend(range(*word.span()))
    return Folded(folded, places, [place + 1 for place in places])


def is_word(char: str) -> bool:
    """Tell whether `char` (one character, or none at the end of a text) is part of a word."""
    return char.isalnum() or char == "_"
