"""Walking the tree of a page where Beautiful Soup's own way is too slow.

`descendants`, and with it `find` and `get_text`, first walks down to the last descendant: asked of
each of many elements inside one another, that takes the square of their number.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import PageElement


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
