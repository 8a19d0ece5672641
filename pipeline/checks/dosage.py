"""How much and how often stays what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.checks.base import Pair
from pipeline.checks.cues import Cue
from pipeline.checks.language.compare import Difference
from pipeline.checks.language.quantity import DOSES
from pipeline.checks.quantities import QuantityCheck
from pipeline.records import Finding

_MEDICINE = re.compile(
    r"복용|섭취|도포|흡입|점안|넣[으어]|뿌리|뿌려|삼[키켜]|녹[이여]|맞[으고는]|주입|드시"
    r"|드세요|드셔|투여|바르[세시고며]|발라|연고|안약|주사|[가-힣]제를|용량|처방|캡슐|알약"
    r"|진통제|항생제|씩|1회|한\s?번에|수액|앰플|주사기|크림|투약|농도|용액|세럼|로션|토너|함량|성분|제품|"
    r"(?<![가-힣])약[을은이도]\s|\b(?:doses?|dosage|tablets?|pills?|capsules?|ointment"
    r"|drops|medications?|medicine|"
    r"painkillers?|antibiotics?|inject\w*|instil\w*|swallow\w*|inhal\w*|spray\w*|apply"
    r"|prescribed)\b",
    re.IGNORECASE,
)
"""Where a text speaks of a medicine, every quantity may be part of its dosage."""


_MEALS: Mapping[str, tuple[Cue, Cue]] = {
    "ko": (
        Cue(r"식전|식사\s?(?:하기\s?)?전|공복에?|빈속에?"),
        Cue(r"식후|식사\s?(?:후|뒤|직후)|밥을\s?먹고|식사와\s?함께"),
    ),
    "en": (
        Cue(
            r"before (?:each |every |your )?(?:meals?|eating|food|breakfast|dinner)|empty stomach",
            re.I,
        ),
        Cue(
            r"after (?:each |every |your )?(?:meals?|eating|food|breakfast|dinner)|with "
            r"(?:food|meals?)",
            re.I,
        ),
    ),
}
"""Before a meal and after it."""


_NOT = re.compile(r"마세|마십|말고|않|\b(?:not|never|avoid)\b", re.I)


class Dosage(QuantityCheck):
    """An amount given or a frequency that differs: 20cc, 300샷, 하루 두 번."""

    name = "dosage"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each quantity, and for a dose moved to the other side of a meal."""
        yield from super().find(pair)
        ours, theirs = _MEALS.get(pair.source_language), _MEALS.get(pair.target_language)
        if ours is None or theirs is None:
            return
        for this, other in ((0, 1), (1, 0)):
            said = ours[this].search(pair.source)
            changed = said and theirs[other].search(pair.target)
            if (
                said
                and changed
                and not _NOT.search(pair.source + pair.target)
                and not theirs[this].search(pair.target)
            ):
                yield self.finding(
                    f"The source says {said[0]}; the translation says {changed[0]}.",
                    [said.span()],
                    [changed.span()],
                )

    def concerns(self, difference: Difference, pair: Pair) -> bool:
        """Return whether one of the two is a dose or a frequency."""
        if difference.units & DOSES or _MEDICINE.search(pair.source):
            return True
        return any(quantity.per for quantity in difference.quantities)
