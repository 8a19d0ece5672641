"""The stylesheet's colours can be read by everyone, in light and dark (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

import pytest

from output.frame import stylesheet

CSS = stylesheet()[1].decode()
SCHEMES = dict(
    zip(
        ("light", "dark"),
        [
            dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
            for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
        ],
        strict=True,
    )
)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card", "sheet"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "error", "warning", "note"])
def test_text_stands_out_from_its_ground(scheme: str, ground: str, text: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["mark", "accent-wash"])
def test_marked_text_stays_readable(scheme: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme]["ink"], SCHEMES[scheme][ground]) >= 7


def test_printing_and_both_schemes_are_provided_for() -> None:
    for query in ("prefers-color-scheme: dark", "@media print", "prefers-reduced-motion"):
        assert query in CSS
