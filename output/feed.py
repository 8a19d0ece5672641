"""An Atom feed of the newest posts (RFC 4287), each entry with its notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from output.dates import parse
from output.elements import LANG, add, to_bytes
from output.frame import Site, address, index_name
from output.words import Words, clinic_name, words_for
from pipeline.records import Summary

ENTRIES = 50
"""Entries of a feed at most."""


def feed_name(site: Site, language: str) -> str:
    """Return the file name of the feed in `language`."""
    return "feed.xml" if language == site.languages[0] else f"feed.{language}.xml"


def feed(site: Site, language: str, newest_first: Sequence[Summary]) -> bytes:
    """Return the feed of the newest posts in `language`.

    `site.base_url` must be known and there must be a post: Atom asks for full addresses and
    for the time of the last change.
    """
    entries = newest_first[:ENTRIES]
    words = words_for(language)
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    root.set(LANG, language)
    home = address(site, index_name(site, language))
    add(root, "id", home)
    add(root, "title", site.title)
    add(root, "subtitle", words.notices.listing.intro)
    add(root, "updated", max(entry.translated_at for entry in entries))
    add(root, "link", rel="alternate", href=home, hreflang=language)
    add(root, "link", rel="self", href=address(site, feed_name(site, language)))
    add(root, "generator", site.generator)
    for summary in entries:
        _entry(root, site, language, summary, words)
    return to_bytes(root, declaration=True)


def _entry(root: ET.Element, site: Site, language: str, summary: Summary, words: Words) -> None:
    page = address(site, f"{summary.clinic}/{summary.post}/{language}.html")
    entry = add(root, "entry")
    add(entry, "id", page)
    add(entry, "title", summary.title or words.notices.page.untitled)
    add(entry, "link", rel="alternate", href=page, hreflang=language)
    add(entry, "updated", summary.translated_at)
    published = parse(summary.published or "")
    if isinstance(published, datetime) and published.tzinfo:
        add(entry, "published", summary.published or "")
    author = add(entry, "author")
    add(author, "name", clinic_name(site.clinic(summary.clinic), words.code)[0])
    add(entry, "summary", "\n\n".join(_paragraphs(language, summary, words)), type="text")


def _paragraphs(language: str, summary: Summary, words: Words) -> list[str]:
    notice = words.notices.notice
    source = words.language.name_of(summary.original_language)
    target = words.language.name_of(language)
    translator = (
        notice.translation.format(source=source, target=target)
        if summary.segments
        else notice.no_machine
    )
    return [summary.lead, translator, f"{notice.medical}: {notice.medical_text}"]
