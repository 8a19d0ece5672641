"""Translation memory exchange: TMX 1.4b, one translation unit a segment.

A unit carries its post, status and signature as properties, so that a memory made from it
knows machine translations from those a person has seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from output.elements import LANG, add, set_all, to_bytes
from pipeline.records import PostTranslation, Translation

_HEAD = b"<?xml version='1.0' encoding='utf-8'?>\n<tmx version=\"1.4\">"


def tmx(
    translations: Iterable[PostTranslation], *, source_language: str, tool: str, version: str
) -> Iterator[bytes]:
    """Yield a TMX document piece by piece: its head, each translated segment, its end.

    `source_language` is what the header claims for all units. Segments that were in the target
    language already are left out. Characters XML cannot hold become U+FFFD.
    """
    header = ET.Element(
        "header",
        {
            "creationtool": tool,
            "creationtoolversion": version,
            "segtype": "sentence",
            "o-tmf": "clinic-archive",
            "adminlang": "en",
            "srclang": source_language,
            "datatype": "plaintext",
        },
    )
    yield _HEAD + to_bytes(header) + b"<body>\n"
    for document in translations:
        for translation in document.segments:
            if translation.status != "untranslated":
                yield to_bytes(_unit(document, translation))
    yield b"</body></tmx>\n"


def _unit(document: PostTranslation, translation: Translation) -> ET.Element:
    segment = translation.segment
    unit = ET.Element("tu", tuid=f"{document.post}#{segment.id}")
    set_all(unit, {"changeid": translation.editor, "changedate": _basic(translation.edited_at)})
    for name, value in (
        ("x-post", document.post),
        ("x-status", translation.status),
        ("x-signature", translation.signature),
    ):
        if value:
            add(unit, "prop", value, type=name)
    for language, text in (
        (document.source_language, segment.text),
        (document.target_language, translation.text),
    ):
        variant = add(unit, "tuv")
        variant.set(LANG, language)
        add(variant, "seg", text)
    return unit


def _basic(moment: str) -> str:
    """Return an RFC 3339 time in UTC as TMX writes it: `20250402T050600Z`."""
    return moment.replace("-", "").replace(":", "")
