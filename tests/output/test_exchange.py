"""TMX and XLIFF: well-formed, and the text that went in comes out."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from output.tmx import tmx
from output.xliff import xliff
from pipeline.records import Post, PostTranslation

replace = msgspec.structs.replace
NS = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

any_text = st.text(max_size=40)
shared = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def memory(*translations: PostTranslation) -> Any:
    pieces = tmx(translations, source_language="ko", tool="Clinic Archive", version="0.1.0")
    return ET.fromstring(b"".join(pieces))


def units_of(post: Post, translation: PostTranslation) -> Any:
    return ET.fromstring(xliff(post, translation)).findall("x:file/x:unit", NS)


def said(element: ET.Element) -> str:
    """The text of a source or target, with the characters that XML cannot hold restored."""
    return (element.text or "") + "".join(
        chr(int(code.get("hex", ""), 16)) + (code.tail or "") for code in element
    )


def with_text(translation: PostTranslation, source: str, target: str) -> PostTranslation:
    first = translation.segments[0]
    changed = replace(first, text=target, segment=replace(first.segment, text=source))
    return replace(translation, segments=(changed,))


class TestTmx:
    def test_each_translated_segment_is_a_unit_in_both_languages(
        self, translation: PostTranslation
    ) -> None:
        units = memory(translation).findall("body/tu")
        pairs = [
            {v.get(XML_LANG): v.findtext("seg") for v in unit.findall("tuv")} for unit in units
        ]
        assert pairs == [
            {"ko": s.segment.text, "en": s.text}
            for s in translation.segments
            if s.status != "untranslated"
        ]

    def test_the_header_has_what_tmx_requires(self, translation: PostTranslation) -> None:
        root = memory(translation)
        assert root.get("version") == "1.4"
        assert set(root.find("header").attrib) == {
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
        }

    def test_a_corrected_unit_says_who_and_when(self, translation: PostTranslation) -> None:
        unit = memory(translation).findall("body/tu")[5]
        assert (unit.get("changeid"), unit.get("changedate")) == ("Han Bora", "20250403T010000Z")
        assert unit.findtext("prop[@type='x-status']") == "edited"
        assert unit.findtext("prop[@type='x-post']") == translation.post

    def test_many_posts_are_one_document(self, translation: PostTranslation) -> None:
        other = replace(translation, post="1002")
        ids = [unit.get("tuid") for unit in memory(translation, other).findall("body/tu")]
        assert len(ids) == len(set(ids)) == 28

    def test_no_posts_are_an_empty_document(self) -> None:
        assert memory().find("body") is not None

    @shared
    @given(source=any_text, target=any_text)
    def test_text_comes_out_as_it_went_in(
        self, translation: PostTranslation, source: str, target: str
    ) -> None:
        root = memory(with_text(translation, source, target))
        lossless = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
        found = [seg.text or "" for seg in root.iter("seg")]
        assert found == [lossless.sub("\ufffd", text) for text in (source, target)]


class TestXliff:
    def test_each_segment_is_a_unit_with_source_target_and_state(
        self, post: Post, translation: PostTranslation
    ) -> None:
        root: Any = ET.fromstring(xliff(post, translation))
        assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == (
            "2.1",
            "ko",
            "en",
        )
        units = root.findall("x:file/x:unit", NS)
        assert [unit.get("id") for unit in units] == [
            f"s-{s.segment.id}" for s in translation.segments
        ]
        assert units[5].find("x:segment", NS).get("state") == "reviewed"
        assert units[4].find("x:segment", NS).get("state") == "translated"

    def test_what_was_in_the_target_language_is_not_to_be_translated(
        self, post: Post, translation: PostTranslation
    ) -> None:
        unit = units_of(post, translation)[13]
        assert unit.get("translate") == "no"
        assert unit.find("x:segment/x:target", NS) is None

    def test_findings_flags_and_signature_are_notes_before_the_segment(
        self, post: Post, translation: PostTranslation
    ) -> None:
        units = units_of(post, translation)
        notes = {n.get("category"): n.text for n in units[1].findall("x:notes/x:note", NS)}
        assert notes["duration"].startswith("error: The source says 1~2주")
        assert notes["signature"] == translation.segments[1].signature
        assert units[2].findtext("x:notes/x:note", namespaces=NS) == (
            "운동 → physical exercise: No alternative held the term."
        )
        assert [child.tag.rpartition("}")[2] for child in units[1]] == ["notes", "segment"]

    @shared
    @given(source=any_text, target=any_text)
    def test_text_comes_out_as_it_went_in(
        self, post: Post, translation: PostTranslation, source: str, target: str
    ) -> None:
        root = ET.fromstring(xliff(post, with_text(translation, source, target)))
        assert said(next(root.iter(f"{{{NS['x']}}}source"))) == source
        assert said(next(root.iter(f"{{{NS['x']}}}target"))) == target


@pytest.mark.parametrize("count", [1, 2])
def test_the_same_records_give_the_same_bytes(
    post: Post, translation: PostTranslation, count: int
) -> None:
    documents = [translation] * count
    first = b"".join(tmx(documents, source_language="ko", tool="t", version="1"))
    assert first == b"".join(tmx(documents, source_language="ko", tool="t", version="1"))
    assert xliff(post, translation) == xliff(post, translation)
