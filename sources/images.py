"""The images of a page: their full-size addresses and what the markup says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from bs4 import Tag

from pipeline.records import Image
from sources.address import absolute
from sources.text import clean

_SMALLEST = 33
"""Images less than this many pixels wide or high are icons, emoticons and counters."""


def image_of(element: Tag, base: str, full_size: Callable[[str], str]) -> Image | None:
    """Return the image of an `img` element, or None for one that is no picture of the post.

    The address is the largest that the element offers: that of the editor's own data, of
    `srcset`, of lazy loading, then `src`, made absolute and then full-size by `full_size`.
    """
    width, height = _pixels(element, "width"), _pixels(element, "height")
    if any(size is not None and size < _SMALLEST for size in (width, height)):
        return None
    address = (
        _from_editor(element) or _largest(str(element.get("srcset") or "")) or _source(element)
    )
    url = absolute(base, address)
    if not url or url.startswith("data:"):
        return None
    return Image(
        url=full_size(url),
        alt=clean(str(element.get("alt") or "")),
        width=width,
        height=height,
    )


def _source(element: Tag) -> str:
    for name in ("data-lazy-src", "data-src", "data-original", "src"):
        if value := str(element.get(name) or "").strip():
            return value
    return ""


def _from_editor(element: Tag) -> str:
    """The original's address, which SmartEditor keeps in the link around an image."""
    link = element.parent
    data = str(link.get("data-linkdata") or "") if link is not None else ""
    if not data:
        return ""
    try:
        address = json.loads(data)["src"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return address if isinstance(address, str) else ""


def _largest(srcset: str) -> str:
    """The candidate of the greatest width or density (HTML, 4.8.4.2.1)."""
    best, address = 0.0, ""
    for candidate in re.split(r",\s+", srcset.strip()):
        parts = candidate.split()
        if len(parts) == 2 and re.fullmatch(r"[\d.]+[wx]", parts[1]):
            size = float(parts[1][:-1])
            if size > best:
                best, address = size, parts[0]
    return address


def _pixels(element: Tag, name: str) -> int | None:
    for attribute in (f"data-{name}", name):
        match = re.match(r"(\d{1,5})(px)?$", str(element.get(attribute) or "").strip())
        if match:
            return int(match[1])
    return None
