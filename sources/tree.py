"""The tree of a page, built and walked where Beautiful Soup's own way is too slow.

`descendants`, and with it `find` and `get_text`, first walks down to the last descendant: asked of
each of many elements inside one another, that takes the square of their number. And each `find` or
`select` goes through the whole tree again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import soupsieve
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

_KEY = re.compile(r"(?:^|\s)(?:[\w-]*([.#][\w-]+)|([a-z]\w*))(?:[.#][\w-]+|\[[^\]]*\])*$")


def parse(text: str) -> BeautifulSoup:
    """Return the tree that lxml makes of the HTML `text`; attributes are strings, `class` too."""
    return BeautifulSoup(text, "lxml", multi_valued_attributes=None)


def classes(element: Tag) -> list[str]:
    """Return the names in the `class` attribute of an element."""
    return str(element.attrs.get("class", "")).split()


class Elements:
    """All elements of a tree, walked through once, then found by what they are."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._soup = soup
        self._by_key: dict[str, dict[int, Tag]] = defaultdict(dict)
        for number, node in enumerate(soup.descendants):
            if not isinstance(node, Tag):
                continue
            keys = [node.name]
            if node.attrs:
                keys += [f".{name}" for name in classes(node)]
                keys.append(f"#{node.attrs.get('id', '')}")
            for key in keys:
                self._by_key[key][number] = node

    def named(self, name: str) -> Iterator[Tag]:
        """Yield the elements of that name, in document order."""
        return iter(self._by_key.get(name, {}).values())

    def with_id(self, name: str) -> int:
        """Return how many elements have that id."""
        return len(self._by_key.get(f"#{name}", ()))

    def first(self, selector: str) -> Tag | None:
        """Return the first element that a selector list selects, as `select_one` does."""
        keys = _keys(selector)
        if not all(keys):
            return self._soup.select_one(selector)
        found: dict[int, Tag] = {}
        for key in keys:
            found |= self._by_key.get(key, {})
        selects = soupsieve.compile(selector)
        return next(
            (found[number] for number in sorted(found) if selects.match(found[number])), None
        )


@lru_cache
def _keys(selector: str) -> tuple[str, ...]:
    """The class, id or name of what each selector of a list selects; empty where it names none."""
    matches = [_KEY.search(part.strip()) for part in selector.split(",")]
    return tuple((match[1] or match[2]) if match else "" for match in matches)


def beginning(element: Tag, most: int) -> Iterator[PageElement]:
    """Yield the first `most` nodes inside an element, in document order."""
    stack: list[PageElement] = list(reversed(element.contents[:most]))
    for _ in range(most):
        if not stack:
            return
        node = stack.pop()
        yield node
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents[:most]))
