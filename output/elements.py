"""XML of the exchange formats: only what XML 1.0 can hold, and the same bytes each time."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute `xml:lang`."""

ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even as a character reference."""


def clean(text: str) -> str:
    """Return `text` with every character that XML 1.0 cannot hold as U+FFFD."""
    return ILLEGAL.sub("\ufffd", text)


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Append an element holding `text` to `parent`; attributes that are empty are left out."""
    element = ET.SubElement(parent, name)
    element.text = clean(text) or None
    set_all(element, attributes)
    return element


def set_all(element: ET.Element, attributes: dict[str, str]) -> None:
    """Set the attributes that are not empty."""
    for name, value in attributes.items():
        if value:
            element.set(name, clean(value))


def to_bytes(element: ET.Element, *, declaration: bool = False) -> bytes:
    """Return `element` as UTF-8 without added white space, and a newline after it.

    A carriage return is written as a reference, since a parser would read it as a newline.
    """
    data: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=declaration)
    return data.replace(b"\r", b"&#13;") + b"\n"
