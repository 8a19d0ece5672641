"""Nothing of the source's script, and nothing of the machinery, is left in the translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.checks.base import Check, Pair
from pipeline.records import Finding, Span

_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "Korean": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+"),
    "Japanese": re.compile(r"[\u3041-\u30fa\u30fd-\u30ff]+"),
    "Chinese": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+"),
    "Cyrillic": re.compile(r"[\u0400-\u04ff]+"),
    "Greek": re.compile(r"[\u0391-\u03a9\u03b1-\u03c9]{2,}"),
    "Arabic": re.compile(r"[\u0600-\u06ff]+"),
    "Hebrew": re.compile(r"[\u05d0-\u05ea]+"),
    "Thai": re.compile(r"[\u0e01-\u0e5b]+"),
    "Devanagari": re.compile(r"[\u0900-\u097f]+"),
}
_WRITTEN_IN: Mapping[str, frozenset[str]] = {
    "ko": frozenset({"Korean", "Chinese"}),
    "ja": frozenset({"Japanese", "Chinese"}),
    "zh": frozenset({"Chinese"}),
    "zt": frozenset({"Chinese"}),
    "ru": frozenset({"Cyrillic"}),
    "uk": frozenset({"Cyrillic"}),
    "bg": frozenset({"Cyrillic"}),
    "el": frozenset({"Greek"}),
    "ar": frozenset({"Arabic"}),
    "fa": frozenset({"Arabic"}),
    "ur": frozenset({"Arabic"}),
    "he": frozenset({"Hebrew"}),
    "th": frozenset({"Thai"}),
    "hi": frozenset({"Devanagari"}),
}
_OWN: Mapping[str, str] = {"ko": "Korean", "ja": "Japanese", "zh": "Chinese", "zt": "Chinese"} | {
    language: min(scripts) for language, scripts in _WRITTEN_IN.items() if len(scripts) == 1
}
_MACHINERY = re.compile(
    r"<unk>|</?s>|\u2047|\ufffd|\u2581|⟦[^⟧]{0,20}⟧|__[A-Z0-9_]{2,20}__|<0x[0-9A-F]{2}>"
    r"|&(?:[a-z]{2,6}|#\d{2,5});"
)
_LATIN_WORD = re.compile(
    r"(?<![\w@./:(\"“'-])[a-z]{3,}(?:\s[a-z]{2,})*(?![\w@./:)\"”'-]*[a-zA-Z@./:)\"”])"
)
"""Words in lower case, which are no name, unit, address or parenthesised original."""


class Residue(Check):
    """Letters of another script, copied source text, or placeholders and unknown marks."""

    name = "residue"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each script that does not belong, for copies and for machinery."""
        if not pair.target.strip() or pair.source_language == pair.target_language:
            return
        if not pair.target.isascii():
            yield from self._other_scripts(pair)
        if "Latin" in _scripts(pair.source_language) and "Latin" not in _scripts(
            pair.target_language
        ):
            yield from self._latin(pair)
        marks = [
            match.span()
            for match in _MACHINERY.finditer(pair.target)
            if match[0] not in pair.source
        ]
        if marks:
            start, end = marks[0]
            yield self.finding(
                f"The translation holds “{pair.target[start:end]}”, which is no text.", (), marks
            )

    def _other_scripts(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each script that does not belong."""
        for script, pattern in _SCRIPTS.items():
            spans = _foreign(pair, script, pattern)
            if spans:
                start, end = spans[0]
                yield self.finding(
                    f"{script} is left in the translation: {pair.target[start:end]}.", (), spans
                )

    def _latin(self, pair: Pair) -> Iterable[Finding]:
        """Yield lower-case Latin words that were copied from the source."""
        spans = [
            match.span()
            for match in _LATIN_WORD.finditer(pair.target)
            if len(match[0]) > 3 and match[0] in pair.source.lower()
        ]
        if spans:
            start, end = spans[0]
            yield self.finding(
                f"Part of the source is left in the translation: {pair.target[start:end]}.",
                (),
                spans,
            )


def _scripts(language: str) -> frozenset[str]:
    return _WRITTEN_IN.get(language, frozenset({"Latin"}))


def _foreign(pair: Pair, script: str, pattern: re.Pattern[str]) -> list[Span]:
    """Return where `script` stands in the target though it is of neither its language.

    A letter of a third script that the source holds as well is a quotation, and stays; so does an
    original in brackets or quotation marks: ssangkkeopul (쌍꺼풀).
    """
    if script in _scripts(pair.target_language):
        return []
    of_source = script == _OWN.get(pair.source_language)
    return [
        match.span()
        for match in pattern.finditer(pair.target)
        if (of_source and not _quoted(pair.target, match.span())) or match[0] not in pair.source
    ]


def _quoted(text: str, span: Span) -> bool:
    """Return whether the letters at `span` stand in brackets or quotation marks of their own."""
    return bool(_OPEN.search(text, 0, span[0])) and bool(_CLOSE.match(text, span[1]))


_OPEN = re.compile(r"[(\[“‘\"'「『〈《]\s?$")
_CLOSE = re.compile(r"\s?[)\]”’\"'」』〉》,.]")
