"""Checks of a translation: what must not change in a medical text.

`run_checks` looks at one pair of texts and returns what it finds. A new check is one file with a
subclass of `Check`, and one line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from pipeline.checks.addition import Addition
from pipeline.checks.base import Check, Pair
from pipeline.checks.claim import Claim
from pipeline.checks.date import Date
from pipeline.checks.dosage import Dosage
from pipeline.checks.duration import Duration
from pipeline.checks.hedge import Hedge
from pipeline.checks.laterality import Laterality
from pipeline.checks.name import Name
from pipeline.checks.negation import Negation
from pipeline.checks.number import Number
from pipeline.checks.omission import Omission
from pipeline.checks.repetition import Repetition
from pipeline.checks.residue import Residue
from pipeline.checks.term import Term
from pipeline.checks.unit import Unit
from pipeline.checks.warning import Warnings
from pipeline.records import Finding

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.name: check
        for check in (
            Number(),
            Unit(),
            Date(),
            Duration(),
            Dosage(),
            Negation(),
            Laterality(),
            Hedge(),
            Warnings(),
            Omission(),
            Addition(),
            Repetition(),
            Residue(),
            Term(),
            Name(),
            Claim(),
        )
    }
)
"""Every check by its name, in the order in which findings are listed."""

SEVERITIES = ("error", "warning", "note", "off")
"""What a configuration may say of a check; `off` leaves it out."""

__all__ = ["CHECKS", "SEVERITIES", "Check", "Pair", "run_checks"]


def run_checks(
    pair: Pair, severities: Mapping[str, str] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """Return the findings of every check on `pair`, in the order of `CHECKS`.

    `severities` maps the name of a check to `error`, `warning`, `note` or `off`, and overrides
    what the check itself says. The same pair always gives the same findings. Raises nothing.
    """
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        severity = severities.get(name)
        if severity == "off":
            continue
        for finding in check.find(pair):
            if severity is not None:
                finding = msgspec.structs.replace(finding, severity=severity)
            findings.append(finding)
    return tuple(finding for finding in findings if not _told_better(finding, findings))


_PLAINER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("unit", "date", "duration", "dosage"),
        "unit": ("date", "duration", "dosage"),
        "duration": ("date", "dosage"),
    }
)
"""The checks of quantities overlap: of a check, those that tell the same difference better."""


def _told_better(finding: Finding, findings: list[Finding]) -> bool:
    better = _PLAINER.get(finding.check, ())
    return any(
        other.check in better
        and other.source_spans == finding.source_spans
        and other.target_spans == finding.target_spans
        for other in findings
    )
