"""Feeds (RSS 2.0, Atom) and sitemaps: the addresses that a site itself lists."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec
from lxml import etree

from pipeline.errors import SourceError
from sources.address import absolute, is_front, is_web
from sources.fetch import Fetcher
from sources.page import Page
from sources.site import Choice, Listed, Site

_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex")
_MOST_SITEMAPS = 100
_MOST_UNPACKED = 64 << 20


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed: its address, time of publication (ISO 8601) and categories."""

    url: str
    title: str = ""
    published: str | None = None
    categories: tuple[str, ...] = ()


class FeedDocument(Site):
    """A feed or a sitemap itself."""

    name: ClassVar[str] = "feed"

    def matches(self, page: Page) -> bool:
        """It is XML, where pages are HTML."""
        return is_xml(page.payload)

    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List what the document lists."""
        return choice.of(await _of_document(fetcher, page.payload, page.url, choice))


class FrontPage(Site):
    """The front page of a site that lists its posts in a feed, or its pages in a sitemap."""

    name: ClassVar[str] = "front"

    def matches(self, page: Page) -> bool:
        """The front page of a site is at its bare host."""
        return is_front(page.url)

    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List by the feed that the page links to, else by the site's sitemaps."""
        for url in feed_links(page):
            answer = await fetcher.fetch(url, ", ".join(_FEED_TYPES))
            if answer.status == 200 and is_xml(answer.payload):
                return choice.of(await _of_document(fetcher, answer.payload, url, choice))
        sitemaps = await fetcher.sitemaps(page.url) or [absolute(page.url, "/sitemap.xml")]
        listed = [post for url in sitemaps for post in await _sitemap(fetcher, url)]
        return choice.of(_newest_first(listed))


async def _of_document(fetcher: Fetcher, payload: bytes, url: str, choice: Choice) -> list[Listed]:
    if _is_sitemap(payload):
        return _newest_first(await _sitemap(fetcher, url, payload))
    return [
        Listed(url=entry.url, published=entry.published)
        for entry in parse_feed(payload, url)
        if choice.category in ("", *entry.categories)
    ]


async def _sitemap(fetcher: Fetcher, url: str, payload: bytes | None = None) -> list[Listed]:
    """Read a sitemap and those that it leads to."""
    listed: list[Listed] = []
    waiting, seen = [url], {url}
    while waiting and len(seen) <= _MOST_SITEMAPS:
        address = waiting.pop(0)
        if payload is None:
            answer = await fetcher.fetch(address, "application/xml")
            if answer.status != 200:
                raise SourceError(f"{address}: the server answered {answer.status}.")
            payload = answer.payload
        for kind, location, modified in parse_sitemap(payload, address):
            if kind == "url":
                listed.append(Listed(url=location, published=modified))
            elif location not in seen:
                seen.add(location)
                waiting.append(location)
        payload = None
    return listed


def feed_links(page: Page) -> list[str]:
    """The addresses of the feeds that a page links to, comment feeds left out."""
    links = page.soup.find_all("link", href=True, type=list(_FEED_TYPES))
    urls = [absolute(page.url, str(link["href"])) for link in links]
    return [url for url in urls if is_web(url) and "/comments/" not in urlsplit(url).path]


def parse_feed(payload: bytes, url: str) -> list[Entry]:
    """Return the entries of an RSS or Atom feed, in its order.

    A feed that is malformed gives the entries before the fault; raises `SourceError` where that
    leaves none.
    """
    import feedparser

    feed = feedparser.parse(
        payload,
        response_headers={"content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries = [_entry(entry, url) for entry in feed.entries if entry.get("link")]
    if not entries and (feed.bozo or not feed.get("version")):
        reason = feed.get("bozo_exception") or "it is none"
        raise SourceError(f"{url}: no feed can be read there ({reason}).")
    return [entry for entry in entries if is_web(entry.url)]


def parse_sitemap(payload: bytes, url: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield kind (`url` or `sitemap`), address and `lastmod` of what a sitemap lists.

    Raises `SourceError` where it is no sitemap; of a malformed one what can be read is yielded.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_unpacked(payload, url), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{url}: not a sitemap ({error}).") from error
    if root is None or _local(root) not in ("urlset", "sitemapindex"):
        raise SourceError(f"{url}: not a sitemap.")
    for element in root:
        fields = {_local(child): (child.text or "").strip() for child in element}
        location = absolute(url, fields.get("loc", ""))
        if fields.get("loc") and is_web(location):
            kind = "sitemap" if _local(element) == "sitemap" else "url"
            yield kind, location, fields.get("lastmod") or None


def is_xml(payload: bytes) -> bool:
    """Whether a payload is a feed or sitemap (gzipped ones too), rather than a page."""
    start = payload[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    named = any(
        name in start for name in (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf")
    )
    return start.startswith(b"\x1f\x8b") or (start.startswith(b"<") and named)


def _is_sitemap(payload: bytes) -> bool:
    start = payload[:512].lower()
    return start.startswith(b"\x1f\x8b") or b"<urlset" in start or b"<sitemapindex" in start


def _entry(entry: Any, base: str) -> Entry:
    return Entry(
        url=absolute(base, entry.link),
        title=entry.get("title", ""),
        published=_moment(entry.get("published") or entry.get("updated", ""), entry),
        categories=tuple(tag["term"] for tag in entry.get("tags", []) if tag.get("term")),
    )


def _moment(text: str, entry: Any) -> str | None:
    """The time as the feed gives it, with its own offset; in UTC where only feedparser reads it."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return parse(text).isoformat()
        except ValueError:
            continue
    parsed: time.struct_time | None = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed else None


def _newest_first(posts: list[Listed]) -> list[Listed]:
    return sorted(posts, key=lambda post: post.published or "", reverse=True)


def _unpacked(payload: bytes, url: str) -> bytes:
    if not payload.startswith(b"\x1f\x8b"):
        return payload
    try:
        data = zlib.decompressobj(wbits=31).decompress(payload, _MOST_UNPACKED)
    except zlib.error as error:
        raise SourceError(f"{url}: the compressed sitemap is damaged ({error}).") from error
    return data


def _local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
