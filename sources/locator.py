"""Where in a captured page a block was read: CSS selectors that find its elements again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bs4 import Tag
from soupsieve import escape as css_escape

from sources.tree import Elements

_SAFE_ID = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_DEEPEST = 64


class Locator:
    """Makes selectors for the elements of one tree, as parsed by libxml2."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._places: dict[int, int] = {}

    def select(self, elements: Iterable[Tag]) -> str:
        """Return a selector list that selects `elements`; empty where there are none."""
        unique = {id(element): element for element in elements}
        return ", ".join(dict.fromkeys(self._path(element) for element in unique.values()))

    def _path(self, element: Tag) -> str:
        steps: list[str] = []
        node: Tag | None = element
        while node is not None and node.name != "[document]" and len(steps) < _DEEPEST:
            name = str(node.get("id") or "")
            if _SAFE_ID.fullmatch(name) and self._elements.with_id(name) == 1:
                steps.append(f"#{name}")
                break
            steps.append(self._step(node))
            node = node.parent
        return " > ".join(reversed(steps))

    def _step(self, node: Tag) -> str:
        if node.parent is None or node.name in ("html", "body"):
            return node.name
        name = css_escape(node.name)
        if id(node) not in self._places:
            self._number_children(node.parent)
        return f"{name}:nth-of-type({self._places[id(node)]})"

    def _number_children(self, parent: Tag) -> None:
        """Number the children once for all of them: a page may hold thousands in one parent."""
        seen: Counter[str] = Counter()
        for child in parent.children:
            if isinstance(child, Tag):
                seen[child.name] += 1
                self._places[id(child)] = seen[child.name]
