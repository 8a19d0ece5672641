"""The model card: the template ``card.md`` filled with measured figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from training.corpus import HERE, load_split
from training.settings import LANGUAGE_NAMES, Settings

TEMPLATE = HERE / "card.md"


def fill_card(settings: Settings, figures: Mapping[str, Any]) -> str:
    """The card of one direction.

    Args:
        figures: what ``recipe.measure`` returns.

    Raises:
        KeyError: the template names a figure that was not measured.
    """
    test, posts = figures["test"], figures["test_posts"]
    values = {
        **{name: getattr(settings, name) for name in settings.__slots__},
        "title": f"{settings.package_name} {settings.version}",
        "source_name": LANGUAGE_NAMES[settings.source],
        "target_name": LANGUAGE_NAMES[settings.target],
        "bleu_kind": "on characters" if settings.target == "ko" else "on words",
        "clinic_pairs": f"{len(load_split('train')):,}",
        "dropped": f"{settings.dropout:.0%}",
        **{name: value for name, value in figures.items() if not isinstance(value, Mapping)},
        **{f"test_{name}": value for name, value in test.items()},
        **{f"posts_{name}": value for name, value in posts.items()},
    }
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def training_figures(log: Path) -> dict[str, Any]:
    """Steps, pieces and hours of a training log."""
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    last = [row for row in rows if "pieces" in row][-1]
    return {
        "trained_steps": f"{last['step']:,}",
        "trained_pieces": f"{last['pieces'] / 1e6:.1f}",
        "trained_hours": f"{last['seconds'] / 3600:.1f}",
    }
