"""What the checks of quantities share: they each look at some of the same differences."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.language.compare import Difference, differences
from pipeline.records import Finding


class QuantityCheck(Check):
    """A check that reports those differences between quantities which are its own."""

    def concerns(self, difference: Difference) -> bool:
        """Return whether `difference` is one that this check reports."""
        raise NotImplementedError

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each difference that concerns this check."""
        for difference in differences(
            pair.source, pair.target, pair.source_language, pair.target_language
        ):
            if self.concerns(difference):
                yield self._report(pair, difference)

    def message(self, difference: Difference, source: str, target: str) -> str:
        """Return the sentence for a person; `source` and `target` are the words that differ."""
        if not target:
            return f"The source says {source}; the translation does not."
        if not source:
            return f"The translation says {target}; the source does not."
        return f"The source says {source}; the translation says {target}."

    def _report(self, pair: Pair, difference: Difference) -> Finding:
        ours, theirs = difference.source, difference.target
        return self.finding(
            self.message(
                difference,
                pair.source[slice(*ours.span)].strip() if ours else "",
                pair.target[slice(*theirs.span)].strip() if theirs else "",
            ),
            [ours.span] if ours else [],
            [theirs.span] if theirs else [],
        )
