"""What a text must hold for a regular expression to match in it.

`않|없(?!애)` needs 않 or 없, `\\bno (?:doubt|wonder)\\b` needs "doubt" or "wonder". To look for
such stems is far cheaper than to try a pattern at every place of a text; RE2 calls it a prefilter.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from string import ascii_letters, digits
from typing import Any

DIGIT = r"\d"
"""Stands among the stems for any decimal digit of any script."""

_COMMON = frozenset({"이", "지", "하", "다", "도", "아", "수", "the ", ",", "."})
"""Stems that stand in most texts, and so tell little."""
_MOST = 16
"""A part of a pattern that stands for more texts than this is not written out."""

Stems = frozenset[str]
_EMPTY: Stems = frozenset([""])


def lower(text: str) -> str:
    """Return `text` in lower case, every character in its place.

    What a pattern of ASCII letters matches here is what it matches in `text` in any case.
    """
    if not text.isascii():
        text = text.replace("İ", "i").replace("ı", "i").replace("ſ", "s")
    return text.lower()


def stems(pattern: str, flags: int = 0) -> Stems | None:
    """Return stems in lower case, one of which stands in every text that `pattern` matches in.

    None where it may match without any.
    """
    return _of_sequence(parser.parse(pattern, flags))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Stems | None:
    """Return the most telling stems of what must match one after the other."""
    needed: list[Stems] = []
    run = _EMPTY
    for operator, value in items:
        texts = _texts(operator, value)
        longer = None if texts is None else _joined(run, texts)
        if longer is not None:
            run = longer
            continue
        needed.append(run)
        run = texts or _EMPTY
        found = _of_item(operator, value)
        if found is not None:
            needed.append(found)
    needed.append(run)
    best = max(needed, key=lambda found: (min(map(_telling, found)), -len(found)))
    return None if "" in best else best


def _telling(stem: str) -> int:
    """Return how much it tells that `stem` stands in a text: a syllable more than a letter."""
    if stem in _COMMON:
        return 1
    if stem == DIGIT:
        return 2
    return sum(1 if char in ascii_letters else 2 if char in digits else 3 for char in stem)


def _of_item(operator: Any, value: Any) -> Stems | None:
    if operator is sre.SUBPATTERN:
        return _of_sequence(value[-1])
    if operator is sre.BRANCH:
        return _union([_of_sequence(branch) for branch in value[1]])
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0]:
        return _of_sequence(value[2])
    if operator is sre.ASSERT:
        return _of_sequence(value[1])
    if operator is sre.IN and value == [(sre.CATEGORY, sre.CATEGORY_DIGIT)]:
        return frozenset([DIGIT])
    return None


def _texts(operator: Any, value: Any) -> Stems | None:
    """Return all that a part of a pattern stands for, in lower case, if that is little."""
    if operator in (sre.AT, sre.ASSERT_NOT):
        return _EMPTY
    if operator is sre.LITERAL:
        return _characters([value])
    if operator is sre.SUBPATTERN:
        return _texts_of_sequence(value[-1])
    if operator is sre.BRANCH and len(value[1]) <= _MOST:
        return _union([_texts_of_sequence(branch) for branch in value[1]])
    if operator is sre.RANGE and value[1] - value[0] < _MOST:
        return _characters(range(value[0], value[1] + 1))
    if operator is sre.IN:
        return _union([_texts(*member) for member in value])
    return None


def _texts_of_sequence(items: Iterable[tuple[Any, Any]]) -> Stems | None:
    found: Stems | None = _EMPTY
    for item in items:
        texts = _texts(*item)
        found = None if found is None or texts is None else _joined(found, texts)
    return found


def _characters(codes: Iterable[int]) -> Stems | None:
    """Return characters of ASCII or without case: others may have several likes in lower case."""
    characters = {chr(code).lower() for code in codes}
    if all(character.isascii() or character == character.upper() for character in characters):
        return frozenset(characters)
    return None


def _joined(before: Stems, after: Stems) -> Stems | None:
    if len(before) * len(after) > _MOST:
        return None
    return frozenset(one + other for one in before for other in after)


def _union(parts: list[Stems | None]) -> Stems | None:
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None
