"""Nothing is added to the source."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.coverage import Gap, gap
from pipeline.checks.length import commas, ratio, sentences, syllables, weight
from pipeline.checks.omission import LONG, ONE_WORD, SHORTEST, TERSE
from pipeline.records import Finding

_THRESHOLD = 1.2


class Addition(Check):
    """A clause or sentence of the translation that the source does not have.

    It weighs the same evidence as the check of omissions, the other way round; its weights were
    fitted to translations to which a sentence or clause had been added.
    """

    name = "addition"
    severity = "warning"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield at most one finding: what most likely was added."""
        source, target = pair.source.strip(), pair.target.strip()
        if not target or source == target:
            return
        if not source:
            yield self.finding("The source is empty.", (), [(0, len(pair.target))])
        elif {pair.source_language, pair.target_language} == {"ko", "en"}:
            added = gap(pair.target, pair.source, pair.target_language, pair.source_language)
            if added is not None and _evidence(pair, added) > _THRESHOLD:
                words = pair.target[slice(*added.span)]
                yield self.finding(f"The source does not seem to say “{words}”.", (), [added.span])
        elif weight(target) >= LONG and weight(source) < SHORTEST * weight(target):
            yield self.finding("The translation is far longer than the source.")


def _evidence(pair: Pair, added: Gap) -> float:
    """Return the log odds that something was added."""
    korean, english, sign = pair.source, pair.target, 1
    if pair.source_language == "en":
        korean, english, sign = english, korean, -1
    longer = sign * ratio(korean, english)
    if added.score < ONE_WORD and longer < TERSE:
        return -math.inf
    more_commas = commas(english, ",;:") - commas(korean, ",·")
    more_sentences = sentences(english) - sentences(korean)
    return (
        1.09 * added.score
        + 17.6 * longer
        + 0.58 * max(0, sign * more_commas)
        + 3.5 * max(0, sign * more_sentences)
        + 1.81 * math.log(syllables(korean) + 1)
        - 15.56
    )
