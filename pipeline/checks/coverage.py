"""Which words of one text have nothing in the other that renders them.

A small lexicon, made from the project's own parallel corpus by `training/lexicon.py`, says of a
word what renders it, and how often one of these renderings does stand in a true translation. A
word without a rendering is weak evidence of an omission; a run of them is strong evidence. The
score of a run is the sum of the log likelihood ratios of its words (omitted against rendered).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from pipeline.records import Span

_SYLLABLE = 0.85
"""A word of one syllable is easily another word, and is trusted no more than this."""
LONGEST = 8
"""The longest Korean entry, in characters."""

_EOJEOL = re.compile(r"[가-힣]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_PARTICLE = re.compile(
    r"(?:[을를이가은는의에과와도만로]|으로|에서|까지|부터|처럼|보다|에는|에도)?(?![가-힣])"
)
_ENDINGS = (
    ("ingly", ""),
    ("edly", ""),
    ("ying", "y"),
    ("ing", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ed", ""),
    ("sses", "ss"),
    ("ches", "ch"),
    ("ply", "ply"),
    ("ly", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)
"""Endings of English words, and what stands in their place."""
STOP_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "that",
        "this",
        "these",
        "those",
        "for",
        "with",
        "as",
        "by",
        "from",
        "you",
        "your",
        "we",
        "our",
        "i",
        "my",
        "he",
        "she",
        "his",
        "her",
        "they",
        "their",
        "its",
        "if",
        "when",
        "so",
        "than",
        "there",
        "can",
        "may",
        "will",
        "not",
        "do",
        "does",
        "have",
        "has",
        "had",
        "but",
        "because",
        "which",
        "who",
        "what",
        "how",
        "also",
        "more",
        "most",
        "very",
        "into",
        "about",
        "after",
        "before",
        "during",
        "over",
        "under",
        "out",
        "up",
        "down",
        "only",
        "one",
        "then",
        "such",
        "through",
        "each",
        "other",
        "some",
        "any",
        "all",
        "while",
    ]
)


class Entry(NamedTuple):
    """What renders a word, and the probability that one of these stands in a text.

    `kept` is that probability in a true translation of the word, `chance` in any other text.
    `if_rendered` and `if_not` are the evidence that the word was omitted where one of them stands
    and where none does: the log likelihood ratio of omitted against translated, in nats.
    """

    renderings: frozenset[str]
    kept: float
    chance: float
    if_rendered: float
    if_not: float


class Gap(NamedTuple):
    """A stretch of a text without counterpart: how likely it is missing, and where it stands."""

    score: float
    span: Span


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a crude stem of an English word, at most seven letters."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    word = _IRREGULAR.get(word, word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and (instead == ending or len(word) - len(ending) >= 3):
            word = word[: -len(ending)]
            if not instead and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
                word = word[:-1]
            word += instead
            break
    return word.removesuffix("e")[:7]


_IRREGULARS = """
be been was were is are; take took taken; give gave given; make made; do did done; go went gone;
come came; wear wore worn; feel felt; hold held; keep kept; leave left; lose lost; see saw seen;
show shown; grow grew grown; swell swollen; tooth teeth; foot feet; woman women; man men;
child children; lie lay lain lying; get got gotten; find found; become became; begin began begun;
break broke broken; bring brought; buy bought; choose chose chosen; cut cutting; drink drank drunk;
eat ate eaten; fall fell fallen; know knew known; mean meant; rise rose risen; run ran; say said;
send sent; sink sank sunken; sit sat; sleep slept; speak spoke spoken; spend spent; stand stood;
stick stuck; tear tore torn; tell told; think thought; understand understood; wake woke woken;
write wrote written; thick thicker; thin thinner; heal healed; bad worse worst; good better best
"""
_IRREGULAR = {
    form: group.split()[0] for group in _IRREGULARS.split(";") for form in group.split()[1:]
}


@lru_cache(maxsize=16)
def english_stems(text: str) -> tuple[tuple[str, Span], ...]:
    """Return the stems of the content words of an English text, and where they stand."""
    return tuple(
        (found, match.span())
        for match in _WORD.finditer(text)
        if (found := _content_stem(match[0])) is not None
    )


# English says most of what it says with few words.
@lru_cache(maxsize=20_000)
def _content_stem(word: str) -> str | None:
    return None if word.lower() in STOP_WORDS else stem(word)


@lru_cache(maxsize=16)
def stem_set(text: str) -> frozenset[str]:
    """Return the stems of the content words of an English text, each once."""
    return frozenset(word for word, _ in english_stems(text))


def korean_words(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, Span]]:
    """Yield the known words of a Korean text: the longest at the start of each eojeol, and on.

    A word of one syllable counts only before a particle or the end of the eojeol.
    """
    for match in _EOJEOL.finditer(text):
        for start, stop in _words_in(match[0], known):
            yield match[0][start:stop], (match.start() + start, match.start() + stop)


def _words_in(eojeol: str, known: Mapping[str, object]) -> Iterator[Span]:
    start, end = 0, len(eojeol)
    while start < end:
        for stop in range(min(end, start + LONGEST), start, -1):
            if eojeol[start:stop] in known and (stop > start + 1 or _PARTICLE.match(eojeol, stop)):
                yield start, stop
                start = stop
                break
        else:
            break


@cache
def lexicon(source: str, target: str) -> Mapping[str, Entry] | None:
    """Return the entries for the words of language `source`, or None where there is no lexicon."""
    if {source, target} != {"ko", "en"}:
        return None
    entries = {}
    lines = resources.files("pipeline.checks").joinpath("lexicon.ko-en.tsv").read_text("utf-8")
    for line in lines.splitlines():
        language, word, kept, chance, renderings = line.split("\t")
        if language == source:
            trust = _SYLLABLE if len(word) == 1 else 1.0
            entries[word] = _entry(renderings, min(float(kept), trust), float(chance))
    return entries


# The texts of clinics share most of their eojeols.
@lru_cache(maxsize=20_000)
def _entries_in(eojeol: str) -> tuple[tuple[int, int, Entry], ...]:
    entries = lexicon("ko", "en") or {}
    return tuple(
        (start, stop, entries[eojeol[start:stop]]) for start, stop in _words_in(eojeol, entries)
    )


def _entry(renderings: str, kept: float, chance: float) -> Entry:
    return Entry(
        renderings=frozenset(renderings.split("|")),
        kept=kept,
        chance=chance,
        if_rendered=math.log(chance / kept),
        if_not=math.log((1 - chance) / (1 - kept)),
    )


def gap(text: str, other: str, language: str, others: str) -> Gap | None:
    """Return the stretch of `text` that most likely has no counterpart in `other`.

    None where the lexicon does not know the two languages, or every word is rendered.
    """
    entries = lexicon(language, others)
    if entries is None:
        return None
    stems = stem_set(other) if others == "en" else frozenset()
    most, best = 0.0, (0, 0)
    score, start = 0.0, 0
    for span, entry in _known_words(text, language, entries):
        if score <= 0:
            score, start = 0.0, span[0]
        score += entry.if_rendered if _rendered(entry, other, stems) else entry.if_not
        if score > most:
            most, best = score, (start, span[1])
    return Gap(most, best) if most > 0 else None


def _rendered(entry: Entry, other: str, stems: Set[str]) -> bool:
    if stems:
        return not entry.renderings.isdisjoint(stems)
    return any(rendering in other for rendering in entry.renderings)


def _known_words(
    text: str, language: str, entries: Mapping[str, Entry]
) -> list[tuple[Span, Entry]]:
    """Return the words of `text` that the lexicon knows, and where they stand."""
    if language == "ko":
        return [
            ((match.start() + start, match.start() + stop), entry)
            for match in _EOJEOL.finditer(text)
            for start, stop, entry in _entries_in(match[0])
        ]
    return [(span, entries[word]) for word, span in english_stems(text) if word in entries]
