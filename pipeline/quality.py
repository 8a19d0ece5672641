"""Checks and glossary over translations made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from glossary.load import load_glossaries
from glossary.match import Matcher
from pipeline.analysis import analyse
from pipeline.bitext import Unit, read_bitext
from pipeline.checks import Pair, run_checks
from pipeline.detect import detect
from pipeline.errors import BitextError
from pipeline.glossaries import all_matchers
from pipeline.records import Finding, Record, TermUse
from pipeline.terms import verified

_SAMPLE = 50
"""Units from which a language is detected that neither the file nor the caller gives."""


class Checked(Record, frozen=True, kw_only=True, omit_defaults=False):
    """A translation unit, the line where it stands, its glossary terms and what was found."""

    line: int
    id: str
    source: str
    target: str
    source_language: str
    target_language: str
    terms: tuple[TermUse, ...]
    findings: tuple[Finding, ...]


def check_file(
    path: Path, source: str = "", target: str = "", glossaries: Sequence[Path] = ()
) -> list[Checked]:
    """Return what the checks say of each translation unit of the file at `path`.

    `source` and `target` are language codes; where they are empty the file's own hold, and where
    it has none they are detected from the texts. `glossaries` are files laid over the built-in
    one. Raises `BitextError` and `GlossaryError`.
    """
    units = read_bitext(path, source, target)
    if not units:
        raise BitextError(f"{path}: no translation in it; nothing was checked.")
    sample = units[:_SAMPLE]
    source = source or sample[0].source_language or _detected(unit.source for unit in sample)
    target = target or sample[0].target_language or _detected(unit.target for unit in sample)
    glossary = load_glossaries(glossaries, source_language=source, target_language=target)
    matcher = all_matchers(glossary, target).get(source)
    return [_check(unit, source, target, matcher) for unit in units]


def _detected(texts: Iterable[str]) -> str:
    return detect(" ".join(texts)).language


def _check(unit: Unit, source: str, target: str, matcher: Matcher | None) -> Checked:
    terms = _terms(unit, matcher)
    pair = Pair(
        source=unit.source,
        target=unit.target,
        source_language=source,
        target_language=target,
        terms=terms,
    )
    return Checked(
        line=unit.line,
        id=unit.id,
        source=unit.source,
        target=unit.target,
        source_language=source,
        target_language=target,
        terms=terms,
        findings=run_checks(pair),
    )


def _terms(unit: Unit, matcher: Matcher | None) -> tuple[TermUse, ...]:
    if matcher is None or not matcher.candidates(unit.source):
        return ()
    morphemes = analyse(unit.source, matcher.source_language)
    return verified(matcher.find(unit.source, morphemes), unit.target)
