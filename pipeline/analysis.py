"""Morphemes and sentence boundaries of a text: Kiwi for Korean, sentencex for other languages.

The analyser is loaded once a process, on first use, and shared between threads.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.records import Morpheme, Span

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_KIWI_LOCK = threading.Lock()
_FINAL_TAGS = frozenset({"EF", "SF"})
_AT_ONCE = 20_000
"""Characters that Kiwi looks at together: a run of letters costs it the square of its length."""
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*|\S")


@functools.cache
def _kiwi() -> Kiwi:
    from kiwipiepy import Kiwi

    # Names of several words change no boundary, and reading them doubles the start-up.
    return Kiwi(num_workers=1, load_multi_dict=False)


@functools.cache
def analyser(language: str) -> str:
    """Return the name and version of what analyses `language` (`kiwi-0.24.1`)."""
    from importlib.metadata import version

    name, package = ("kiwi", "kiwipiepy") if language == "ko" else ("sentencex", "sentencex")
    return f"{name}-{version(package)}"


def analyse(text: str, language: str) -> tuple[Morpheme, ...]:
    """Return the morphemes of `text` in order, with their character spans.

    Korean is analysed by Kiwi; contracted morphemes may share a span. In other languages every
    word, number and other sign is a morpheme of its own, in its surface form, without a tag.
    """
    if language != "ko":
        return tuple(
            Morpheme(form=word[0], tag="", start=word.start(), end=word.end())
            for word in _WORD.finditer(text)
        )
    with _KIWI_LOCK:
        tokens = _kiwi().tokenize(text)
    return tuple(
        Morpheme(form=token.form, tag=str(token.tag), start=token.start, end=token.end)
        for token in tokens
    )


def sentence_spans(text: str, language: str, breaks: Iterable[int] = ()) -> list[Span]:
    """Return the spans of the sentences of `text`, in order.

    They do not overlap and leave out nothing but white space. `breaks` are the positions where a
    visual line ends. Kiwi also ends Korean sentences that carry no full stop, and where a line
    ends in a final ending a sentence ends too, unless it is quoted.
    """
    if not text.strip():
        return []
    ends = _korean_ends(text, breaks) if language == "ko" else _sentencex_ends(text, language)
    spans = []
    start = 0
    for end in [*sorted(ends), len(text)]:
        part = text[start:end]
        if part.strip():
            left = start + len(part) - len(part.lstrip())
            spans.append((left, left + len(part.strip())))
        start = end
    return spans


def _korean_ends(text: str, breaks: Iterable[int]) -> set[int]:
    ends: set[int] = set()
    final: set[int] = set()
    start = 0
    while start < len(text):
        part = text[start : start + _AT_ONCE]
        with _KIWI_LOCK:
            sentences = _kiwi().split_into_sents(part, return_tokens=True)
        last = start + len(part) == len(text)
        whole = sentences if last else sentences[:-1]
        ends.update(start + sentence.end for sentence in whole)
        final.update(
            start + token.end
            for sentence in sentences
            for token in sentence.tokens
            if str(token.tag) in _FINAL_TAGS
        )
        if last:
            break
        start += whole[-1].end if whole else part.rfind(" ") + 1 or len(part)
    ends.update(_unquoted(text, [position for position in breaks if position in final]))
    return ends


def _unquoted(text: str, positions: Iterable[int]) -> Iterator[int]:
    """Yield those of the ascending `positions` that do not stand in a quotation."""
    straight = opened = before = 0
    for position in positions:
        between = text[before:position]
        straight += between.count('"')
        opened += between.count("“") - between.count("”")
        before = position
        if straight % 2 == 0 and opened <= 0:
            yield position


def _sentencex_ends(text: str, language: str) -> set[int]:
    from sentencex import get_sentence_boundaries

    boundaries = get_sentence_boundaries(language if language != "und" else "en", text)
    return {boundary["end_index"] for boundary in boundaries}
