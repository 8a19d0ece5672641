"""Sentences as a page shows them, and what can be said of all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.records import Finding, Post, PostTranslation, Span, TermUse, Translation

Mark = Literal["", "note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One translated segment: its `number` in the post (from 1), the language it reads in.

    `state` is `machine`, `edited`, `approved`, `kept` (source language, has letters) or `plain`.
    `mark` is the worst severity of its findings and flagged terms, of which each counts as a
    warning, or nothing; `flagged` are the uses of terms that the translation does not satisfy.
    """

    translation: Translation
    number: int
    language: str
    state: str
    mark: Mark
    flagged: tuple[TermUse, ...]

    @property
    def id(self) -> str:
        """The id of the segment, on which the ids of the page's elements are made."""
        return self.translation.segment.id

    @property
    def text(self) -> str:
        """What the page says."""
        return self.translation.text

    @property
    def source(self) -> str:
        """What the captured page says."""
        return self.translation.segment.text

    @property
    def opens(self) -> bool:
        """Whether there is something behind the sentence that its text does not say."""
        return self.state not in ("kept", "plain") or bool(self.mark)

    @property
    def target_runs(self) -> list[tuple[str, bool]]:
        """The text in runs, those true where a finding points at them."""
        return runs(self.text, _spans(self.translation.findings, "target_spans"))

    @property
    def source_runs(self) -> list[tuple[str, bool]]:
        """The source text in runs, those true where a finding or flagged term points at them."""
        spans = _spans(self.translation.findings, "source_spans")
        return runs(self.source, [*spans, *(use.source_span for use in self.flagged)])


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences of one block or cell, or its source lines where it has no translation."""

    sentences: tuple[Sentence, ...]
    untranslated: tuple[str, ...] = ()
    language: str = ""


class Passages:
    """The translation of one post, asked for block by block."""

    def __init__(self, post: Post, translation: PostTranslation) -> None:
        self._post = post
        self._source_language = post.language or translation.source_language
        self._by_block: dict[int, list[Sentence]] = {}
        self.sentences = tuple(_numbered(translation))
        for sentence in self.sentences:
            block = sentence.translation.segment.block
            self._by_block.setdefault(block, []).append(sentence)

    @property
    def title(self) -> Sentence | None:
        """The title's translation, or None where the post has none."""
        return next(iter(self._by_block.get(-1, ())), None)

    @property
    def missing(self) -> int:
        """How many blocks with text have no translation at all."""
        blocks = enumerate(self._post.blocks)
        return sum(1 for index, block in blocks if block.lines and index not in self._by_block)

    def of(self, index: int, line: int | None) -> Passage:
        """Return what block `index` says, or only its table cell `line`."""
        sentences = self._by_block.get(index)
        if sentences is None:
            block = self._post.blocks[index]
            lines = block.lines if line is None else block.lines[line : line + 1]
            return Passage((), lines, block.language or self._source_language)
        if line is not None:
            sentences = [
                sentence
                for sentence in sentences
                if sentence.translation.segment.pieces[0].line == line
            ]
        return Passage(tuple(sentences))


@dataclass(frozen=True, slots=True)
class Counts:
    """What was checked and found, over the sentences of one post.

    `translated` leaves out what was in the target language already; `marked` are sentences
    with an error, a warning or a flagged term, `noted` those with notes only.
    """

    translated: int
    marked: int
    noted: int
    edited: int
    approved: int
    kept: int
    terms: dict[str, int]
    findings: dict[str, int]
    signatures: tuple[tuple[str, int], ...]

    @property
    def machine(self) -> int:
        """Sentences whose words are the machine's, approved or not."""
        return self.translated - self.edited


def count(sentences: Sequence[Sentence]) -> Counts:
    """Return the counts over `sentences`."""
    states = Counter(sentence.state for sentence in sentences)
    translated = [s for s in sentences if s.translation.status != "untranslated"]
    marks = Counter(sentence.mark for sentence in translated)
    translations = [sentence.translation for sentence in translated]
    return Counts(
        translated=len(translated),
        marked=marks["error"] + marks["warning"],
        noted=marks["note"],
        edited=states["edited"],
        approved=states["approved"],
        kept=states["kept"],
        terms=Counter(use.how for t in translations for use in t.terms),
        findings=Counter(finding.severity for t in translations for finding in t.findings),
        signatures=_signatures(translations),
    )


def runs(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """Cut `text` at the ends of `spans` (they may overlap); true marks the runs inside one."""
    bounds = sorted({0, len(text), *(min(max(at, 0), len(text)) for s in spans for at in s)})
    cut = [
        (text[start:end], any(a <= start and end <= b for a, b in spans))
        for start, end in pairwise(bounds)
    ]
    joined: list[tuple[str, bool]] = []
    for run, inside in cut:
        if joined and joined[-1][1] == inside:
            joined[-1] = (joined[-1][0] + run, inside)
        else:
            joined.append((run, inside))
    return joined


def _numbered(translation: PostTranslation) -> Iterator[Sentence]:
    for number, segment in enumerate(translation.segments, start=1):
        state, language = _state(segment), translation.target_language
        if state == "kept":
            language = segment.segment.language or translation.source_language
        flagged = tuple([use for use in segment.terms if use.how == "flagged"])
        yield Sentence(segment, number, language, state, _mark(segment, flagged), flagged)


def _state(translation: Translation) -> str:
    if translation.status != "untranslated":
        return translation.status
    return "kept" if any(map(str.isalpha, translation.text)) else "plain"


def _mark(translation: Translation, flagged: tuple[TermUse, ...]) -> Mark:
    severities = {finding.severity for finding in translation.findings}
    if "error" in severities:
        return "error"
    if "warning" in severities or flagged:
        return "warning"
    return "note" if severities else ""


def _spans(findings: Sequence[Finding], side: str) -> list[Span]:
    return [span for finding in findings for span in getattr(finding, side)]


def _signatures(translations: Sequence[Translation]) -> tuple[tuple[str, int], ...]:
    """Count the signatures without their glossary part, which differs from segment to segment."""
    counted = Counter(
        "|".join(part for part in t.signature.split("|") if not part.startswith("glossary:"))
        for t in translations
        if t.signature
    )
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
