"""What the checks of quantities share: they each look at some of the same differences."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.language.compare import Difference, differences
from pipeline.checks.language.quantity import Quantity
from pipeline.records import Finding


class QuantityCheck(Check):
    """A check that reports those differences between quantities which are its own."""

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether `difference` is one that this check reports."""
        raise NotImplementedError

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each difference that concerns this check."""
        found = differences(pair.source, pair.target, pair.source_language, pair.target_language)
        reports = [self._report(pair, each) for each in found if self.concerns(each, pair)]
        yield from dict.fromkeys(reports)

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
                _said(pair.source, ours, difference) if ours else "",
                _said(pair.target, theirs, difference) if theirs else "",
            ),
            [ours.span] if ours else [],
            [theirs.span] if theirs else [],
        )


def _said(text: str, quantity: Quantity, difference: Difference) -> str:
    """Return the words of `quantity`, with those around it where the side is what differs."""
    start, end = quantity.span
    if difference.kind == "side":
        start, end = max(0, start - 12), end + 8
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end - 1].isspace() and not text[end].isspace():
            end += 1
    return text[start:end].strip(" .,;")
