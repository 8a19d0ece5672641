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
HELD_OUT = {
    "test": "held-out sentences (whole files, none seen in training)",
    "samples": "sentences of sample pages that stand in no file of the corpus",
}
SEEN = "sentences of files held out of this training, most of which the first package had seen"
_BEGUN = "Begun with the weights of {}, which had been trained on {}. Then "
_ALL = (
    "most of these pairs and of those held out here, and on 145,000 pairs of user-interface and "
    "help text from Debian packages"
)
_SAME = "the same data, none of what is held out among them"
_NO_HANGUL = " It writes no Hangul: `model/vmap.txt` lists the pieces it may choose."
_GENERAL = " and {} pairs of user-interface and help text from Debian packages, marked as general"


def fill_card(settings: Settings, figures: Mapping[str, Any]) -> str:
    """The card of one direction.

    Args:
        figures: what ``recipe.measure`` returns.

    Raises:
        KeyError: the template names a figure that was not measured.
    """
    main, other = ("samples", "test") if settings.start_saw_all else ("test", "samples")
    begun = _BEGUN.format(Path(settings.start).stem, _ALL if settings.start_saw_all else _SAME)
    values = {
        **{name: getattr(settings, name) for name in settings.__slots__},
        "title": f"{settings.package_name} {settings.version}",
        "source_name": LANGUAGE_NAMES[settings.source],
        "target_name": LANGUAGE_NAMES[settings.target],
        "bleu_kind": "on characters" if settings.target == "ko" else "on words",
        "clinic_pairs": f"{len(load_split('train')):,}",
        "begun": begun if settings.start else "",
        "general": _GENERAL.format(figures["general_pairs"]) if settings.general_share else "",
        "main_kind": HELD_OUT[main],
        "other_kind": SEEN if settings.start_saw_all else HELD_OUT[other],
        "shortlist": _NO_HANGUL if settings.target == "en" else "",
        **{name: value for name, value in figures.items() if not isinstance(value, Mapping)},
        **{f"main_{name}": value for name, value in figures[main].items()},
        **{f"other_{name}": value for name, value in figures[other].items()},
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
