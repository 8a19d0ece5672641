"""How long a text is, in a measure that compares between scripts."""

from __future__ import annotations

import math
import re

_HANGUL = re.compile(r"[가-힣\u3040-\u30ff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
SENTENCE_END = re.compile(r"[.?!。？！](?=\s|$|[\"'”’)\]])")


def weight(text: str) -> float:
    """Return the length of `text` in letters of an alphabet.

    A Hangul syllable or a kana counts for 2.2 of them, a Han character for 3.
    """
    return _letters(text) + 1.2 * _count(_HANGUL, text) + 2 * _count(_HAN, text)


def syllables(text: str) -> float:
    """Return the length of a Korean text in syllables; another character counts for 0.45."""
    korean = _count(_HANGUL, text)
    return korean + 0.45 * (_letters(text) - korean)


def _letters(text: str) -> int:
    """Return how many characters of `text` are no white space."""
    return sum(map(len, text.split()))


def _count(runs: re.Pattern[str], text: str) -> int:
    """Return how many characters stand in the runs of `text`, of which an ASCII text has none."""
    return 0 if text.isascii() else sum(map(len, runs.findall(text)))


def ratio(korean: str, english: str) -> float:
    """Return how much longer `english` is than `korean` leads to expect: a log ratio, about 0."""
    return math.log((len(english) + 8) / (syllables(korean) + 3)) - _USUAL_RATIO


_USUAL_RATIO = 1.114
"""The mean over the pairs of the training corpus; the standard deviation is 0.14."""


def sentences(text: str) -> int:
    """Return how many marks end a sentence in `text`."""
    return len(SENTENCE_END.findall(text))


def commas(text: str, marks: str) -> int:
    """Return how many of the characters `marks` stand in `text`."""
    return sum(text.count(mark) for mark in marks)
