"""Translating lines of plain text: one line in, one line out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from glossary.load import load_glossaries
from pipeline.decode import Decoders
from pipeline.detect import detect
from pipeline.glossaries import all_matchers, told
from pipeline.models import find_models
from pipeline.records import Finding, Record, Segment, Span, TermUse, Translation
from pipeline.segment import split_lines, text_of
from pipeline.stamp import tool
from pipeline.translate import Job, Translator


class LineTranslation(Record, frozen=True, kw_only=True, omit_defaults=False):
    """A line and its translation; all spans are in the whole line.

    `signature` holds the signature of each sentence, without repetition, with a space between.
    """

    source: str
    target: str
    terms: tuple[TermUse, ...]
    findings: tuple[Finding, ...]
    signature: str


class LineTranslator:
    """Translates lines into `target`; `source` is their language, detected where it is None.

    `glossaries` are files laid over the built-in glossary, the first over those after it;
    `problems` says what is wrong in them. Raises `GlossaryError`, and `MissingModelError` where
    `source` is given and leads nowhere.
    """

    def __init__(self, target: str, *, source: str | None = None, glossaries: Sequence[Path] = ()):
        glossary = load_glossaries(glossaries, source_language=source or "", target_language=target)
        self.problems = told(glossary)
        self._source = source
        self._matchers = all_matchers(glossary, target)
        self._translator = Translator(target, find_models(), Decoders(), tool=tool())
        if source not in (None, target):
            self._translator.route(source)

    def translate(self, lines: Sequence[str]) -> list[LineTranslation]:
        """Return the translation of each line; an empty line gives an empty one."""
        segments = [self._segments(line) for line in lines]
        translator = self._translator
        texts = [translator.text(part, self._matchers) for line in segments for part in line]
        decoded = translator.decode(text for text in texts if text is not None)
        translations = (
            translator.finish(Job(part, text), decoded)
            for part, text in zip(itertools.chain.from_iterable(segments), texts, strict=True)
        )
        return [
            _joined(line, [next(translations) for _ in parts])
            for line, parts in zip(lines, segments, strict=True)
        ]

    def _segments(self, line: str) -> list[Segment]:
        language = self._source or detect(line).language
        return [
            Segment(id="", block=0, text=text_of([line], pieces), language=language, pieces=pieces)
            for pieces in split_lines([line], language)
        ]


def _joined(line: str, parts: Iterable[Translation]) -> LineTranslation:
    target = ""
    terms: list[TermUse] = []
    findings: list[Finding] = []
    signatures: dict[str, None] = {}
    for part in parts:
        target = f"{target} " if target else ""
        shift = (part.segment.pieces[0].start, len(target))
        target += part.text
        terms.extend(_moved_use(use, shift) for use in part.terms)
        findings.extend(_moved_finding(finding, shift) for finding in part.findings)
        signatures[part.signature] = None
    return LineTranslation(
        source=line,
        target=target,
        terms=tuple(terms),
        findings=tuple(findings),
        signature=" ".join(filter(None, signatures)),
    )


def _moved_use(use: TermUse, shift: tuple[int, int]) -> TermUse:
    return msgspec.structs.replace(
        use,
        source_span=_moved(use.source_span, shift[0]),
        target_span=use.target_span and _moved(use.target_span, shift[1]),
    )


def _moved_finding(finding: Finding, shift: tuple[int, int]) -> Finding:
    return msgspec.structs.replace(
        finding,
        source_spans=tuple(_moved(span, shift[0]) for span in finding.source_spans),
        target_spans=tuple(_moved(span, shift[1]) for span in finding.target_spans),
    )


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
