from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sources.capture import SITES
from sources.page import Page
from sources.registry import ADAPTERS

MANUAL = Path(__file__).parents[2] / "docs" / "sources.md"


def test_the_adapter_in_the_manual_works(unplaced_capture: Any) -> None:
    match = re.search(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert match
    names: dict[str, Any] = {}
    exec(compile(match[1], str(MANUAL), "exec", dont_inherit=True), names)
    page = Page(
        unplaced_capture("https://story.example.com/1"),
        b"<title>Neck lift</title><div data-story><p>It takes <b>two</b> hours.</p></div>",
    )
    story = names["Story"]()
    assert story.matches(page)
    post = story.extract(page)
    assert (post.title, post.source, post.id) == ("Neck lift", "story", "1")
    assert [block.lines for block in post.blocks] == [("It takes two hours.",)]


def test_the_manual_names_every_adapter() -> None:
    text = MANUAL.read_text("utf-8")
    assert all(f"| `{adapter.name}` |" in text for adapter in ADAPTERS)
    assert len({site.name for site in SITES}) == len(SITES)
