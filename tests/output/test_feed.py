"""The Atom feed: what RFC 4287 asks for, and the notices in every entry."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from output.site import Site, listing_pages, summarise
from pipeline.records import Post, PostTranslation, Summary

replace = msgspec.structs.replace
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def summary(post: Post, translation: PostTranslation) -> Summary:
    return summarise(post, translation)


@pytest.fixture
def published_site(site: Site) -> Site:
    return replace(site, base_url="https://archive.example.org/")


def feed_of(site: Site, language: str, *summaries: Summary) -> Any:
    name = "feed.xml" if language == site.languages[0] else f"feed.{language}.xml"
    return ET.fromstring(dict(listing_pages(site, {language: summaries}))[name])


def test_feed_and_entries_have_id_title_and_time(published_site: Site, summary: Summary) -> None:
    feed = feed_of(published_site, "en", summary, replace(summary, post="1002"))
    for element in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"a:{name}", namespaces=ATOM)
    entry = feed.find("a:entry", ATOM)
    page = "https://archive.example.org/haneul/1001/en.html"
    assert entry.findtext("a:id", namespaces=ATOM) == page
    assert entry.find("a:link", ATOM).get("href") == page
    assert entry.findtext("a:published", namespaces=ATOM) == "2025-03-02T23:30:00+09:00"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2025-04-02T05:06:00Z"
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Haneul Clinic"


@pytest.mark.parametrize(
    ("language", "notice", "medical"),
    [
        ("en", "A program translated this page from Korean into English.", "ask a doctor"),
        ("ja", "プログラムが韓国語から日本語に翻訳", "医師に相談"),
    ],
)
def test_every_entry_carries_the_notices(
    published_site: Site, summary: Summary, language: str, notice: str, medical: str
) -> None:
    entry = feed_of(published_site, language, summary).find("a:entry", ATOM)
    said = entry.findtext("a:summary", namespaces=ATOM)
    assert summary.lead in said
    assert medical in said
    assert notice in said


def test_a_date_without_a_zone_is_no_atom_time(published_site: Site, summary: Summary) -> None:
    for published in ("2025-03-02", "2025-03-02T10:00:00", None, "3시간 전"):
        entry = feed_of(published_site, "en", replace(summary, published=published))
        assert entry.find("a:entry/a:published", ATOM) is None


def test_the_newest_fifty_posts(published_site: Site, summary: Summary) -> None:
    posts = [
        replace(summary, post=f"p{n}", published=f"2025-01-01T00:00:{n:02}Z") for n in range(60)
    ]
    entries = feed_of(published_site, "en", *posts).findall("a:entry/a:id", ATOM)
    assert len(entries) == 50
    assert entries[0].text.endswith("/p59/en.html")


def test_without_an_address_or_a_post_there_is_no_feed(
    site: Site, published_site: Site, summary: Summary
) -> None:
    assert "feed.xml" not in dict(listing_pages(site, {"en": [summary]}))
    assert "feed.xml" not in dict(listing_pages(published_site, {}))


def test_text_no_xml_can_hold_does_not_break_the_feed(
    published_site: Site, summary: Summary
) -> None:
    feed = feed_of(published_site, "en", replace(summary, title="a\x00b\x0b<c>&", lead="\x1f"))
    assert feed.findtext("a:entry/a:title", namespaces=ATOM) == "a\ufffdb\ufffd<c>&"
