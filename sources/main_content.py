"""Where on a page without a known form the post is: trafilatura finds its text, we its element."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import NavigableString, Tag

from sources.furniture import is_furniture
from sources.page import Page
from sources.tables import is_data_table

_SHARE = 0.75
"""The element that holds the post is the deepest one with this share of the text found."""

_TEXT = ("p", "ul", "ol", "blockquote", "font", "span", "center")
_MOST_TEXT = 4 << 20
_MOST_NESTED = 400
_GRAM = 3


def main_element(page: Page) -> Tag:
    """Return the element that holds the main content of a page; `body` where none is found."""
    root = page.elements.first("body") or page.soup
    found = _grams(_main_text(page))
    if not found:
        return root
    weights = _weights(root, found)
    need = _SHARE * weights.get(id(root), 0)
    element = root
    while need:
        inner = next((c for c in _tags(element) if weights.get(id(c), 0) >= need), None)
        if inner is None or inner.name in _TEXT or is_furniture(inner):
            break
        if inner.name == "table" and is_data_table(inner):
            break
        element = inner
    return element


def _main_text(page: Page) -> str:
    """The main text by trafilatura; empty for pages too large or too deep for it."""
    if len(page.text) > _MOST_TEXT or _depth(page.soup) > _MOST_NESTED:
        return ""
    import trafilatura

    return trafilatura.extract(page.text, favor_recall=True, include_comments=False) or ""


def _depth(root: Tag) -> int:
    """The greatest number of elements inside one another."""
    deepest, level = 0, list(_tags(root))
    while level and deepest <= _MOST_NESTED:
        deepest += 1
        level = [child for element in level for child in _tags(element)]
    return deepest


def _weights(root: Tag, found: set[str]) -> dict[int, int]:
    """The characters of the found text in each element, by the identity of the element."""
    weights: dict[int, int] = {}
    order = [root]
    for element in order:
        order.extend(_tags(element))
        weights[id(element)] = sum(
            len(child)
            for child in element.children
            if type(child) is NavigableString and _grams(child) & found
        )
    for element in reversed(order):
        if element is not root and element.parent is not None:
            weights[id(element.parent)] += weights[id(element)]
    return weights


def _grams(text: str) -> set[str]:
    """The runs of three words in a text; the whole of a shorter one."""
    words = text.split()
    if not words:
        return set()
    return {" ".join(words[i : i + _GRAM]) for i in range(max(1, len(words) - _GRAM + 1))}


def _tags(element: Tag) -> Iterator[Tag]:
    return (child for child in element.children if isinstance(child, Tag))
