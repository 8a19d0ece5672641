"""Findings as SARIF 2.1.0, the format in which CI systems annotate files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.checks import CHECKS
from pipeline.records import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(results: Iterable[tuple[str, int, Finding]], version: str) -> str:
    """Return a SARIF log of `results`: the file, the line (from 1) and the finding of each.

    `version` is the version of this tool.
    """
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "clinic-archive",
                        "version": version,
                        "rules": [_rule(name) for name in CHECKS],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(*result) for result in results],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)


def _rule(name: str) -> Mapping[str, Any]:
    summary = (CHECKS[name].__doc__ or name).split("\n")[0]
    return {"id": name, "shortDescription": {"text": summary}}


def _result(file: str, line: int, finding: Finding) -> Mapping[str, Any]:
    place = {"artifactLocation": {"uri": file}, "region": {"startLine": line}}
    return {
        "ruleId": finding.check,
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }
