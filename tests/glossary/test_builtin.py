"""What the built-in medical glossary promises."""

from __future__ import annotations

import pytest

from glossary.lint import lint
from glossary.load import builtin
from glossary.terms import CATEGORIES
from pipeline.analysis import analyse


def test_it_has_at_least_1200_approved_entries_each_with_a_category() -> None:
    terms = builtin().terms
    assert sum(term.status == "approved" for term in terms) >= 1200
    assert {term.category for term in terms} == set(CATEGORIES)


def test_one_concept_has_one_entry() -> None:
    targets = [term.target.lower() for term in builtin().terms]
    assert len(targets) == len(set(targets))


def test_it_is_clean() -> None:
    assert [str(p) for p in lint(builtin(), analyse) if p.severity != "note"] == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("SMAS를 당깁니다", "SMAS"),
        ("스마스를 당깁니다", "SMAS"),
        ("SMAS층을 당깁니다", "SMAS layer"),
        ("SMAS 층을 당깁니다", "SMAS layer"),
        ("스마스층을 당깁니다", "SMAS layer"),
        ("표재성 근건막계를 당깁니다", "superficial musculoaponeurotic system (SMAS)"),
        ("표재성근건막계를 당깁니다", "superficial musculoaponeurotic system (SMAS)"),
    ],
)
def test_smas_is_found_in_all_its_spellings(text: str, target: str) -> None:
    (match,) = builtin().matcher("ko", "en").find(text, analyse(text, "ko"))
    assert match.term.target == target
