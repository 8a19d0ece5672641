"""What every check shares: the pair it looks at, and the base class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pipeline.records import BlockKind, Finding, Record, Severity, Span, TermUse


class Pair(Record, frozen=True, kw_only=True):
    """A source text and its translation, with what is known of them.

    The languages are ISO 639 codes. `terms` are the glossary terms of the source and how the
    translation satisfies them. `names` are the names of clinics and doctors: each as the source
    writes it, and as the translation must. `kind` is the kind of block the source stands in.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    terms: tuple[TermUse, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    kind: BlockKind = "paragraph"


class Check:
    """One thing that must not change between a source and its translation.

    A subclass has a `name`, a default `severity` and `find`. A check never raises, whatever the
    two texts hold, and says nothing about languages that it does not know.
    """

    name: ClassVar[str]
    severity: ClassVar[Severity] = "error"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield what is wrong with `pair`, in the order of the source."""
        raise NotImplementedError

    def finding(
        self,
        message: str,
        source: Iterable[Span] = (),
        target: Iterable[Span] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding of this check, at its own severity unless another is given."""
        return Finding(
            check=self.name,
            severity=severity or self.severity,
            message=message,
            source_spans=tuple(source),
            target_spans=tuple(target),
        )
