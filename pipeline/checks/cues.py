"""Cues: the words and endings by which a language says what a check looks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.records import Span


class Cues(NamedTuple):
    """What says a thing in one language.

    `plain` says it beyond doubt, so that the other side must say it too. `broad` is whatever may
    render it: every plain cue and freer words. `idle` are idioms that hold a cue and mean
    something else.
    """

    plain: re.Pattern[str]
    broad: re.Pattern[str]
    idle: re.Pattern[str] | None = None

    def plain_spans(self, text: str) -> list[Span]:
        """Return where `text` says it beyond doubt."""
        plain = [match.span() for match in self.plain.finditer(text)]
        if self.idle is None or not plain:
            return plain
        idle = [match.span() for match in self.idle.finditer(text)]
        return [span for span in plain if not any(a <= span[0] < b for a, b in idle)]

    def broad_spans(self, text: str) -> list[Span]:
        """Return whatever in `text` may say it."""
        return [match.span() for match in self.broad.finditer(text)]


class Kind(NamedTuple):
    """One kind of what a check looks for: its name, what says it, and whatever may render it.

    `plain` and `broad` are by language; see `Cues`.
    """

    name: str
    plain: Mapping[str, re.Pattern[str]]
    broad: Mapping[str, re.Pattern[str]]


def words(*lines: str) -> str:
    """Return a pattern of whole English words; `*` at the end of one stands for any ending."""
    listed = " ".join(lines).split()
    listed.sort(key=len, reverse=True)
    body = "|".join(re.escape(w.replace("_", " ")).replace(r"\*", "[a-z]*") for w in listed)
    return rf"\b(?:{body})\b"


def anyof(*lines: str) -> str:
    """Return a pattern of Korean stems, each written as a pattern of its own (`_` for a space)."""
    return "(?:" + "|".join(part.replace("_", r"\s?") for part in " ".join(lines).split()) + ")"


def english(*lines: str) -> re.Pattern[str]:
    """Compile whole English words, in any case."""
    return re.compile(words(*lines), re.IGNORECASE)


def korean(*lines: str) -> re.Pattern[str]:
    """Compile Korean stems."""
    return re.compile(anyof(*lines))
