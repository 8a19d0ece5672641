from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SourceError
from sources.capture import capture
from sources.feed import feed_links, parse_feed, parse_sitemap
from sources.page import Page

URL = "https://clinic.example.com/feed"
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title>One</title><link href="/one"/><published>2025-01-17T14:39:00+09:00</published>
<category term="lift"/></entry></feed>"""


def test_an_rss_feed_gives_addresses_times_and_categories(data: Path) -> None:
    entries = parse_feed((data / "naver/rss.xml").read_bytes(), URL)
    assert len(entries) == 10
    assert entries[0].url.startswith("https://blog.naver.com/tssample/223968803351")
    assert entries[0].published == "2025-08-12T16:40:00+09:00"
    assert entries[0].categories == ("안면거상",)


def test_an_atom_feed_with_relative_addresses_is_read() -> None:
    (entry,) = parse_feed(ATOM, URL)
    assert entry.url == "https://clinic.example.com/one"
    assert entry.published == "2025-01-17T14:39:00+09:00"
    assert entry.categories == ("lift",)


def test_a_cut_feed_gives_what_is_before_the_fault(data: Path) -> None:
    whole = (data / "naver/rss.xml").read_bytes()
    entries = parse_feed(whole[: len(whole) // 2], URL)
    assert 3 <= len(entries) <= 7


@pytest.mark.parametrize("payload", [b"", b"<html><p>no feed</p></html>", b"{}", b"<rss><channel>"])
def test_what_is_no_feed_is_told(payload: bytes) -> None:
    with pytest.raises(SourceError, match=r"clinic\.example\.com/feed: no feed can be read there"):
        parse_feed(payload, URL)


def test_a_feed_of_50000_entries_is_read() -> None:
    item = b"<item><title>x</title><link>https://clinic.example.com/%d</link></item>"
    items = b"".join(item % number for number in range(50_000))
    feed = b"<rss version='2.0'><channel><title>t</title>%s</channel></rss>" % items
    assert len(parse_feed(feed, URL)) == 50_000


def test_a_sitemap_gives_addresses_and_times(data: Path) -> None:
    listed = list(parse_sitemap((data / "wordpress/sitemap.xml").read_bytes(), URL))
    assert len(listed) == 7
    assert listed[-1] == (
        "url",
        "https://hangyeol-ps.example.com/blog/before-you-travel-for-rhinoplasty/",
        "2025-02-06T09:15:00+09:00",
    )


@pytest.mark.parametrize("payload", [b"", b"<html/>", b"not xml", b"\x1f\x8bbroken"])
def test_what_is_no_sitemap_is_told(payload: bytes) -> None:
    with pytest.raises(SourceError, match="sitemap"):
        list(parse_sitemap(payload, URL))


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    bomb = (
        b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>https://c.example.com/&a;</loc></url></urlset>"
    )
    assert [address for _, address, _ in parse_sitemap(bomb, URL)] == ["https://c.example.com/"]


def test_feeds_are_discovered_in_the_head_of_a_page(unplaced_capture: Any) -> None:
    page = Page(
        unplaced_capture("https://clinic.example.com/"),
        b'<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        b'<link rel="alternate" type="application/atom+xml" href="/atom.xml">',
    )
    assert feed_links(page) == ["https://clinic.example.com/atom.xml"]


PAGE = b"<html><body><h1>%s</h1><p>The operation takes two hours.</p></body></html>"


@pytest.fixture
def site(server: Any, reply: Any) -> Any:
    """Three pages, a sitemap index and a front page without anything."""
    for name in ("a", "b", "c"):
        server.pages[f"/{name}"] = reply(PAGE % name.encode())
    pages = "".join(
        f"<url><loc>{server.url}/{name}</loc><lastmod>2025-0{month}-01</lastmod></url>"
        for month, name in enumerate("abc", 1)
    )
    pages += f"<url><loc>{server.url}/</loc></url>"
    server.pages["/pages.xml.gz"] = reply(gzip.compress(f"<urlset>{pages}</urlset>".encode()))
    server.pages["/sitemap.xml"] = reply(
        f"<sitemapindex><sitemap><loc>{server.url}/pages.xml.gz</loc></sitemap></sitemapindex>".encode()
    )
    server.pages["/robots.txt"] = reply(f"Sitemap: {server.url}/sitemap.xml".encode())
    server.pages["/"] = reply(b"<html><body><p>Welcome</p></body></html>")
    return server


def test_a_site_without_a_feed_is_captured_by_its_sitemaps(
    tmp_path: Path, site: Any, settings: Any
) -> None:
    report = capture(tmp_path, f"{site.url}/", settings=settings)
    assert len(report.added) == 3
    assert sorted(path for path in site.paths() if len(path) == 2) == ["/a", "/b", "/c"]


def test_a_sitemap_or_feed_can_be_named_itself(
    tmp_path: Path, site: Any, settings: Any, reply: Any
) -> None:
    day = date(2025, 2, 15)
    report = capture(tmp_path, f"{site.url}/sitemap.xml", settings=settings, since=day)
    assert [added.url for added in report.added] == [f"{site.url}/c"]
    site.pages["/atom"] = reply(ATOM.replace(b"/one", b"/a"))
    report = capture(tmp_path, f"{site.url}/atom", settings=settings)
    assert [added.url for added in report.added] == [f"{site.url}/a"]
