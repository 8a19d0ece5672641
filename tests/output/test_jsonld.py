"""Structured data in the head of each page."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from output.site import Site
from pipeline.records import Post, PostTranslation

replace = msgspec.structs.replace


def data_of(page: Any) -> Any:
    return json.loads(page.find("script", type="application/ld+json").string)


def test_a_translation_names_what_it_translates_and_what_it_rests_on(
    render: Any, post: Post
) -> None:
    data = data_of(render())
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == "Knee injections: when to have them"
    assert data["inLanguage"] == "en"
    assert data["dateModified"] == data["sdDatePublished"] == "2025-04-02T05:06:00Z"
    original = data["translationOfWork"]
    assert (original["url"], original["inLanguage"]) == (post.url, "ko")
    assert original["datePublished"] == post.published
    assert original["author"] == {"@type": "Person", "name": "하늘의원"}
    assert original["publisher"]["name"] == "하늘의원"
    evidence = {p["propertyID"]: p["value"] for p in data["isBasedOn"]["identifier"]}
    assert evidence == {
        "WARC-Record-ID": post.capture.record_id,
        "WARC-Payload-Digest": post.capture.payload_digest,
    }
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", data["identifier"]["value"])


def test_machine_translation_is_declared_in_the_iptc_vocabulary(render: Any) -> None:
    types = data_of(render())["digitalSourceType"]
    assert "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" in types


def test_words_that_are_all_a_persons_are_not_declared_a_machines(
    render: Any, translation: PostTranslation
) -> None:
    edited = tuple(
        s if s.status == "untranslated" else replace(s, status="edited")
        for s in translation.segments
    )
    page = render(translations={"en": replace(translation, segments=edited)})
    assert "digitalSourceType" not in data_of(page)


def test_the_captured_original_is_no_translation(render: Any, post: Post) -> None:
    data = data_of(render("original.html"))
    assert (data["url"], data["inLanguage"]) == (post.url, "ko")
    assert "translationOfWork" not in data
    assert "digitalSourceType" not in data


def test_what_is_not_known_is_left_out(render: Any, post: Post) -> None:
    data = data_of(render(post=replace(post, published=None, tags=())))
    assert "url" not in data
    assert "datePublished" not in data["translationOfWork"]
    assert "keywords" not in data["translationOfWork"]


def test_the_pages_own_address_is_given_where_known(render: Any, site: Site) -> None:
    data = data_of(render(site=replace(site, base_url="https://archive.example.org")))
    assert data["url"] == "https://archive.example.org/haneul/1001/en.html"


def test_no_text_can_end_the_data_block(render: Any, post: Post) -> None:
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    page = render("original.html", post=replace(post, title=hostile))
    assert len(page("script")) == 1
    assert data_of(page)["headline"] == hostile
