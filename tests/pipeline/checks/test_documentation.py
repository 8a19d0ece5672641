"""The manual of the checks shows what they really say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.checks import CHECKS, Pair

MANUAL = Path(__file__).parents[3] / "docs" / "accuracy.md"
_EXAMPLE = re.compile(
    r"^### (?P<check>\w+)\n.*?^\| source \| (?P<source>.*?) \|$.*?"
    r"^\| translation \| (?P<target>.*?) \|$.*?^\| finding \| (?P<finding>.*?) \|$",
    re.MULTILINE | re.DOTALL,
)


def examples() -> list[tuple[str, str, str, str]]:
    sections = re.split(r"^(?=### )", MANUAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = (_EXAMPLE.match(section) for section in sections)
    return [(m["check"], m["source"], m["target"], m["finding"]) for m in found if m]


@pytest.mark.parametrize(
    ("check", "source", "target", "finding"), examples(), ids=[e[0] for e in examples()]
)
def test_the_example_of_a_check_is_true(check: str, source: str, target: str, finding: str) -> None:
    pair = Pair(source=source, target=target, source_language="ko", target_language="en")
    assert finding in [found.message for found in CHECKS[check].find(pair)]


def test_every_check_is_described() -> None:
    headings = re.findall(r"^### (\w+)$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(CHECKS)
    assert {example[0] for example in examples()} == set(CHECKS) - {"term"}
