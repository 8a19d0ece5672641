"""XLIFF 2.1, one file a post and language: for correcting translations in another editor."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from output.elements import ILLEGAL, add, to_bytes
from pipeline.records import Post, PostTranslation, Translation

_STATES = {"machine": "translated", "edited": "reviewed", "approved": "final"}


def xliff(post: Post, translation: PostTranslation) -> bytes:
    """Return the translation of `post` as an XLIFF document, one unit a segment.

    Findings, flagged terms and the signature are notes of the unit. A segment in the target
    language already is a unit that is not to be translated. Control characters are kept as
    `<cp>` elements (XLIFF 2.1, 4.7.2.1).
    """
    root = ET.Element(
        "xliff",
        {
            "xmlns": "urn:oasis:names:tc:xliff:document:2.0",
            "version": "2.1",
            "srcLang": translation.source_language,
            "trgLang": translation.target_language,
        },
    )
    file = add(root, "file", id="post", original=post.url)
    for segment in translation.segments:
        _unit(file, segment)
    return to_bytes(root, declaration=True)


def _unit(file: ET.Element, translation: Translation) -> None:
    segment = translation.segment
    kept = translation.status == "untranslated"
    unit = add(file, "unit", id=f"s-{segment.id}", translate="no" if kept else "")
    _notes(unit, translation)
    pair = add(unit, "segment", state=_STATES.get(translation.status, ""))
    _write(add(pair, "source"), segment.text)
    if not kept:
        _write(add(pair, "target"), translation.text)


def _notes(unit: ET.Element, translation: Translation) -> None:
    flagged = [use for use in translation.terms if use.how == "flagged"]
    if not (translation.findings or flagged or translation.signature):
        return
    notes = add(unit, "notes")
    for finding in translation.findings:
        text = f"{finding.severity}: {finding.message}"
        add(notes, "note", text, category=finding.check, appliesTo="target")
    for use in flagged:
        text = f"{use.source} → {use.required}: {use.reason}".rstrip(": ")
        add(notes, "note", text, category="term", appliesTo="target")
    if translation.signature:
        add(notes, "note", translation.signature, category="signature", appliesTo="target")


def _write(element: ET.Element, text: str) -> None:
    """Write `text` into `element`, what XML cannot hold as `<cp>` elements."""
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    at = 0
    last: ET.Element | None = None
    for match in ILLEGAL.finditer(text):
        _append(element, last, text[at : match.start()])
        last = ET.SubElement(element, "cp", hex=f"{ord(match[0]):04X}")
        at = match.end()
    _append(element, last, text[at:])


def _append(element: ET.Element, last: ET.Element | None, text: str) -> None:
    if last is None:
        element.text = text
    else:
        last.tail = text
