"""What a build did, in figures and in sentences for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from pipeline.memory import Tally
from pipeline.records import Translation


class Failure(NamedTuple):
    """A page or post that could not be done, and why, in a sentence for a person."""

    url: str
    message: str


class Report(msgspec.Struct, kw_only=True):
    """What a build did.

    `segments` counts the translated ones over all target languages, `passed` those among them
    that a page does not mark, `untranslated` the segments passed through, `repaired` those of
    which another hypothesis mended an error. `terms` counts uses of terms by how they were
    satisfied, `findings` findings by severity. `written` and `removed` count files. `held` tells
    what the policy holds back, `notes` what the adapters met in the pages, `problems` what is
    wrong elsewhere. `seconds` is how long it all took; `stages` has, by stage, the seconds it took
    in all threads together, and those that Python computed.
    """

    posts: int = 0
    segments: int = 0
    passed: int = 0
    untranslated: int = 0
    repaired: int = 0
    decoded: int = 0
    reused: int = 0
    written: int = 0
    removed: int = 0
    terms: Counter[str] = msgspec.field(default_factory=Counter)
    findings: Counter[str] = msgspec.field(default_factory=Counter)
    failures: list[Failure] = []
    not_posts: list[Failure] = []
    held: list[str] = []
    notes: list[str] = []
    problems: list[str] = []
    seconds: float = 0.0
    stages: dict[str, tuple[float, float]] = {}

    def add(self, tally: Tally) -> None:
        """Count the translations of one more post."""
        self.segments += tally.segments
        self.passed += tally.passed
        self.untranslated += tally.untranslated
        self.repaired += tally.repaired
        for how, number in tally.terms.items():
            self.terms[how] += number
        for severity, number in tally.findings.items():
            self.findings[severity] += number


def tally(translations: Iterable[Translation]) -> Tally:
    """Return what `translations`, those of one post, amount to."""
    terms: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    statuses: Counter[bool] = Counter()
    passed = repaired = 0
    for translation in translations:
        translated = translation.status != "untranslated"
        statuses[translated] += 1
        passed += translated and not _is_marked(translation)
        repaired += bool(translation.repaired)
        terms.update(use.how for use in translation.terms)
        findings.update(finding.severity for finding in translation.findings)
    return Tally(
        segments=statuses[True],
        passed=passed,
        untranslated=statuses[False],
        repaired=repaired,
        terms=terms,
        findings=findings,
    )


def _is_marked(translation: Translation) -> bool:
    """Tell whether a page marks the sentence: a finding above a note, or a term that fails."""
    return any(finding.severity != "note" for finding in translation.findings) or any(
        use.how == "flagged" for use in translation.terms
    )
