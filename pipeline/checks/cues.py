"""Cues: the words and endings by which a language says what a check looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import ahocorasick

from pipeline.checks.stems import DIGIT, lower, stems
from pipeline.records import Span


class Cue:
    """A pattern that is tried only in a text that holds a stem of it, which few texts do.

    An `uncased` pattern is of ASCII letters in lower case, and is tried in the text in lower case:
    that is several times faster than a pattern that takes letters in any case.
    """

    def __init__(self, pattern: str, flags: int = 0, *, uncased: bool = False):
        self.source = pattern
        self.flags = flags
        self.uncased = uncased
        _CUES.append(self)
        _stems_of_all.cache_clear()
        read.cache_clear()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a text first holds a stem of it."""
        return re.compile(self.source, self.flags)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `text`, or where `uncased`, in `text` in lower case."""
        known = read(text)
        if self not in known.cues:
            return iter(())
        return self.pattern.finditer(known.lower if self.uncased else text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first of `finditer`."""
        known = read(text)
        if self not in known.cues:
            return None
        return self.pattern.search(known.lower if self.uncased else text)

    def spans(self, text: str) -> list[Span]:
        """Return where it stands in `text`."""
        known = read(text)
        if self not in known.cues:
            return []
        found = self.pattern.finditer(known.lower if self.uncased else text)
        return [match.span() for match in found]


class Read(NamedTuple):
    """What is known of a text: its lower case, and the cues that may stand in it."""

    lower: str
    cues: frozenset[Cue]


_CUES: list[Cue] = []
"""All cues there are: their stems are looked for together, in one pass over a text."""
_DIGITS = re.compile(r"\d")


# All checks ask of the same two texts, one after the other.
@lru_cache(maxsize=16)
def read(text: str) -> Read:
    """Return the lower case of `text`, and the cues of which it holds a stem."""
    automaton, by_stem, always, numeric = _stems_of_all()
    lowered = lower(text)
    held = {stem for _, stem in automaton.iter(lowered)}
    cues = always.union(*[by_stem[stem] for stem in held])
    if _DIGITS.search(text):
        cues |= numeric
    return Read(lowered, cues)


@cache
def _stems_of_all() -> tuple[
    ahocorasick.Automaton, Mapping[str, frozenset[Cue]], frozenset[Cue], frozenset[Cue]
]:
    """Return what finds stems, the cues of each, those without any, and those with a digit."""
    by_stem: dict[str, set[Cue]] = {DIGIT: set()}
    always: set[Cue] = set()
    for cue in _CUES:
        needed = stems(cue.source, cue.flags)
        if needed is None:
            always.add(cue)
        for stem in needed or ():
            by_stem.setdefault(stem, set()).add(cue)
    numeric = by_stem.pop(DIGIT)
    automaton = ahocorasick.Automaton()
    for stem in by_stem:
        automaton.add_word(stem, stem)
    automaton.make_automaton()
    frozen = {stem: frozenset(cues) for stem, cues in by_stem.items()}
    return automaton, frozen, frozenset(always), frozenset(numeric)


class Cues(NamedTuple):
    """What says a thing in one language.

    `plain` says it beyond doubt, so that the other side must say it too. `broad` is whatever may
    render it: every plain cue and freer words. `idle` are idioms that hold a cue and mean
    something else.
    """

    plain: Cue
    broad: Cue
    idle: Cue | None = None

    def plain_spans(self, text: str) -> list[Span]:
        """Return where `text` says it beyond doubt."""
        plain = self.plain.spans(text)
        if self.idle is None or not plain:
            return plain
        idle = self.idle.spans(text)
        return [span for span in plain if not any(a <= span[0] < b for a, b in idle)]


class Kind(NamedTuple):
    """One kind of what a check looks for: its name, what says it, and whatever may render it.

    `plain` and `broad` are by language; see `Cues`.
    """

    name: str
    plain: Mapping[str, Cue]
    broad: Mapping[str, Cue]


def words(*lines: str) -> str:
    """Return a pattern of whole English words; `*` at the end of one stands for any ending."""
    listed = " ".join(lines).split()
    listed.sort(key=len, reverse=True)
    body = "|".join(re.escape(w.replace("_", " ")).replace(r"\*", "[a-z]*") for w in listed)
    return rf"\b(?:{body})\b"


def anyof(*lines: str) -> str:
    """Return a pattern of Korean stems, each written as a pattern of its own (`_` for a space).

    What must not stand before a syllable is looked at behind it: `(?<!마)지` is `지(?<!마지)`. A
    pattern that begins with what it may begin with is tried in few places only.
    """
    pattern = "|".join(part.replace("_", r"\s?") for part in " ".join(lines).split())
    return "(?:" + _NOT_BEHIND.sub(r"\2(?<!\1\2)", pattern) + ")"


_NOT_BEHIND = re.compile(r"\(\?<!(\[[^\]]+\]|[가-힣])\)([가-힣])(?![?*+{])")


def english(*lines: str, more: str = "") -> Cue:
    """Return a cue of whole English words in any case, and of `more`, a pattern in lower case."""
    pattern = words(*lines) + (f"|{more}" if more else "")
    return Cue(pattern, uncased=True)


def korean(*lines: str) -> Cue:
    """Return a cue of Korean stems."""
    return Cue(anyof(*lines))
