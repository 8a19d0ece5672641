"""Glossary terms hold."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.records import Finding, TermUse


class Term(Check):
    """A term that enforcement flagged, or one rendered in two ways in the same text."""

    name = "term"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each flagged use, and for each entry with two renderings."""
        renderings: dict[str, tuple[str, TermUse]] = {}
        for use in pair.terms:
            if use.how == "flagged":
                yield self._flagged(use)
            elif use.target_span is not None:
                rendering = pair.target[slice(*use.target_span)]
                before, first = renderings.setdefault(use.entry, (rendering, use))
                if _differ(before, rendering) and first.target_span is not None:
                    yield self.finding(
                        f"{use.source} is “{before}” in one place and “{rendering}” in another.",
                        [first.source_span, use.source_span],
                        [first.target_span, use.target_span],
                        "warning",
                    )

    def _flagged(self, use: TermUse) -> Finding:
        message = f"{use.source} should be “{use.required}” in the translation"
        target = [use.target_span] if use.target_span is not None else []
        message += f": {use.reason.rstrip('.')}." if use.reason else "."
        return self.finding(message, [use.source_span], target)


def _differ(one: str, other: str) -> bool:
    """Return whether two renderings differ in more than case and a plural ending."""
    one, other = one.casefold(), other.casefold()
    return one != other and one.rstrip("s") != other.rstrip("s")
