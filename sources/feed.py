"""Feeds (RSS 2.0, Atom) and sitemaps: the addresses that a site itself lists."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree

from pipeline.errors import SourceError
from sources.fetch import Fetcher
from sources.page import Page
from sources.site import Choice, Listed, Site

_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_MOST_SITEMAPS = 100
_MOST_UNPACKED = 64 << 20


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed: its address, time of publication (ISO 8601) and categories."""

    url: str
    title: str = ""
    published: str | None = None
    categories: tuple[str, ...] = ()


class Feed(Site):
    """A site that lists its posts in a feed, or its pages in a sitemap, or is one of these."""

    name: ClassVar[str] = "feed"

    def matches(self, page: Page) -> bool:
        """A feed or sitemap is XML; the front of a site links to its feed, or is a bare host."""
        return is_xml(page.payload) or _is_front(page)

    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List by the feed that the page is or links to, else by the site's sitemaps."""
        if is_xml(page.payload):
            return choice.of(await _of_document(fetcher, page.payload, page.url, choice))
        for url in feed_links(page):
            answer = await fetcher.fetch(url, ", ".join(_FEED_TYPES))
            if answer.status == 200 and is_xml(answer.payload):
                return choice.of(await _of_document(fetcher, answer.payload, url, choice))
        sitemaps = await fetcher.sitemaps(page.url) or [urljoin(page.url, "/sitemap.xml")]
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
    urls = [urljoin(page.url, str(link["href"]).strip()) for link in links]
    return [url for url in urls if "/comments/" not in urlsplit(url).path]


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
    entries = [entry for entry in map(_entry, feed.entries) if entry is not None]
    if not entries and (feed.bozo or not feed.version):
        reason = feed.get("bozo_exception") or "it is none"
        raise SourceError(f"{url}: no feed can be read there ({reason}).")
    return [msgspec.structs.replace(entry, url=urljoin(url, entry.url)) for entry in entries]


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
        if fields.get("loc"):
            kind = "sitemap" if _local(element) == "sitemap" else "url"
            yield kind, urljoin(url, fields["loc"]), fields.get("lastmod") or None


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


def _is_front(page: Page) -> bool:
    return urlsplit(page.url).path in ("", "/") and not urlsplit(page.url).query


def _entry(entry: Any) -> Entry | None:
    if not entry.get("link"):
        return None
    return Entry(
        url=entry.link,
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
    except (zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{url}: the compressed sitemap is damaged ({error}).") from error
    return data


def _local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
