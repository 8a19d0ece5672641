"""Nothing of the source is left out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.coverage import Gap, gap
from pipeline.checks.length import commas, ratio, sentences, syllables, weight
from pipeline.records import Finding

LONG = 30
"""From this weight on, the length alone can tell that much is missing."""
SHORTEST = 0.4
"""A translation this much shorter than its source (by weight) cannot be whole."""
ITEM_EVIDENCE = (1.0, 2.6)
"""How sure (in nats) the words of a list item must be that it is missing: where the translation
joins fewer things than the source does, and where it does not."""

ONE_WORD = 3.0
"""A single word without a rendering gives at most this much evidence: alone it is too little."""
SHORT = 20
"""In a source of fewer letters a free rendering looks like an omission."""
TERSE = 0.3
"""How far (log ratio of lengths) a translation may be off; twice the standard deviation."""

_LIST = re.compile(
    r"(?:[^\s,.·()]+(?:\s[^\s,.·()]+){0,2}\s?[,·](?!\d)\s?){2,}[^\s,.·()]+(?:\s[^\s,.·()]+){0,1}"
)
_KOREAN_JOINT = re.compile(r"[,·]|[가-힣](?:와|과|이나|거나)\s|\s(?:및|그리고|또는|혹은)\s")
_ENGLISH_JOINT = re.compile(r",|;|\b(?:and|or|nor|as well as|plus)\b")
_LISTED = re.compile(r"[^,·]+")
_THRESHOLD = 1.6


class Omission(Check):
    """A sentence, clause or list item of the source that the translation does not have.

    Between Korean and English the evidence is a logistic model over the words without a rendering,
    the lengths, and the commas and sentences; its weights were fitted to translations from which
    a part had been cut. For other languages only a translation far too short is seen.
    """

    name = "omission"
    severity = "warning"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield at most one finding: where most likely something is missing."""
        source, target = pair.source.strip(), pair.target.strip()
        if not source or source == target:
            return
        if not target:
            yield self.finding("The translation is empty.", [(0, len(pair.source))])
        elif {pair.source_language, pair.target_language} == {"ko", "en"}:
            yield from self._find_words(pair)
        elif weight(source) >= LONG and weight(target) < SHORTEST * weight(source):
            yield self.finding("The translation is far shorter than the source.")

    def _find_words(self, pair: Pair) -> Iterable[Finding]:
        missing = gap(pair.source, pair.target, pair.source_language, pair.target_language)
        if missing is None:
            return
        if _evidence(pair, missing) > _THRESHOLD:
            words = pair.source[slice(*missing.span)]
            yield self.finding(f"The translation seems to leave out “{words}”.", [missing.span])
        elif pair.source_language == "ko":
            yield from self._find_items(pair)

    def _find_items(self, pair: Pair) -> Iterable[Finding]:
        if commas(pair.source, ",·") < 2:
            return
        fewer = len(_ENGLISH_JOINT.findall(pair.target)) < len(_KOREAN_JOINT.findall(pair.source))
        enough = ITEM_EVIDENCE[0 if fewer else 1]
        for run in _LIST.finditer(pair.source):
            items = list(_LISTED.finditer(run[0]))
            if len(items) < 3:
                continue
            for item in items:
                found = gap(item[0], pair.target, pair.source_language, pair.target_language)
                if found is not None and found.score > enough:
                    start = run.start() + item.start()
                    yield self.finding(
                        f"The translation seems to leave out “{item[0].strip()}” of a list.",
                        [(start, start + len(item[0]))],
                    )


def _evidence(pair: Pair, missing: Gap) -> float:
    """Return the log odds that something is missing."""
    korean, english = pair.source, pair.target
    sign = 1
    if pair.source_language == "en":
        korean, english, sign = english, korean, -1
    length = syllables(korean)
    if length < SHORT and missing.score < 1.5 * ONE_WORD:
        return -math.inf
    longer = sign * ratio(korean, english)
    if missing.score < ONE_WORD and longer > -TERSE:
        return -math.inf
    fewer_commas = commas(korean, ",·") - commas(english, ",;:")
    fewer_sentences = sentences(korean) - sentences(english)
    return (
        0.59 * missing.score
        + 0.38 * min(missing.score, 3.0)
        - 9.8 * longer
        + 2.4 * max(0, sign * fewer_commas)
        + 2.1 * max(0, sign * fewer_sentences)
        + 1.28 * math.log(length + 1)
        - 9.25
    )
