"""Checks of a translation: what must not change in a medical text.

`run_checks` looks at one pair of texts and returns what it finds. A new check is one file with a
subclass of `Check`, and one line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from pipeline.checks.base import Check, Pair
from pipeline.records import Finding

CHECKS: Mapping[str, Check] = MappingProxyType({})
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
    return tuple(findings)
