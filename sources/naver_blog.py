"""Listing the posts of a Naver blog: its title list, else its RSS feed."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from typing import ClassVar
from urllib.parse import unquote_plus, urlencode, urljoin, urlsplit

import msgspec

from pipeline.errors import ConfigError, SourceError
from pipeline.stamp import present
from sources.dates import korean_time
from sources.feed import feed_links, parse_feed
from sources.fetch import Fetcher
from sources.naver import blog_id
from sources.page import Page
from sources.site import Choice, Listed, Site
from sources.text import clean

_PER_PAGE = 30
_MOST_PAGES = 2000
_LOG_NUMBER = re.compile(r"(?:/|logNo=)(\d{6,})")


class NaverBlog(Site):
    """A blog on Naver."""

    name: ClassVar[str] = "naver"

    def matches(self, page: Page) -> bool:
        """The front of a blog is a frame around its list of posts, or that list."""
        if not blog_id(page):
            return False
        frame = page.soup.select_one("#mainFrame[src]")
        address = str(frame["src"]) if frame is not None else page.url
        return "PostList" in address or ("logNo" not in address and not _LOG_NUMBER.search(address))

    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List the posts through the title list; through RSS (newest 50) where that fails."""
        try:
            return await self._title_list(fetcher, page, choice)
        except SourceError as error:
            try:
                return await self._feed(fetcher, page, choice)
            except SourceError as second:
                raise SourceError(f"{error} The feed did not help: {second}") from second

    async def _title_list(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        blog = blog_id(page)
        category = await _category_number(fetcher, page, choice.category)
        listed: dict[str, Listed] = {}
        for number in range(1, _MOST_PAGES):
            query = {
                "blogId": blog,
                "viewdate": "",
                "currentPage": number,
                "categoryNo": category,
                "parentCategoryNo": "",
                "countPerPage": _PER_PAGE,
            }
            url = urljoin(page.url, f"/PostTitleListAsync.naver?{urlencode(query)}")
            answer = await fetcher.fetch(url, "application/json")
            if answer.status != 200:
                raise SourceError(f"{url}: the server answered {answer.status}.")
            titles = parse_title_list(answer.payload, url, present())
            known = len(listed)
            for post in titles.posts:
                address = post_address(page.url, blog, post.number)
                listed[post.number] = Listed(url=address, published=post.published)
            enough = choice.limit is not None and len(choice.of(listed.values())) >= choice.limit
            old = bool(titles.posts) and choice.is_too_old(titles.posts[-1].published)
            if len(listed) in (known, titles.total) or enough or old:
                break
        return choice.of(listed.values())

    async def _feed(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        blog = blog_id(page)
        url = next(iter(feed_links(page)), f"https://rss.blog.naver.com/{blog}.xml")
        answer = await fetcher.fetch(url, "application/rss+xml")
        listed = []
        for entry in parse_feed(answer.payload, url):
            number = _LOG_NUMBER.search(entry.url)
            if number and choice.category in ("", *entry.categories):
                address = post_address(page.url, blog, number[1])
                listed.append(Listed(url=address, published=entry.published))
        return choice.of(listed)


class TitledPost(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a title list."""

    number: str
    title: str
    published: str | None
    category: str


class TitleList(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the title list of a blog; `total` counts the posts of all pages."""

    total: int
    posts: tuple[TitledPost, ...]


def parse_title_list(payload: bytes, url: str, now: datetime) -> TitleList:
    """Return what `PostTitleListAsync` answers.

    It is JSON but for `\\'`, which JSON does not know; titles are form-encoded HTML text; recent
    dates are relative to `now` (`3시간 전`). Raises `SourceError` where it is something else.
    """
    text = payload.decode("utf-8", errors="replace").replace("\\'", "'")
    try:
        data = json.loads(text, strict=False)
        rows = data["postList"]
        total = int(data["totalCount"])
        posts = tuple(
            TitledPost(
                number=str(int(row["logNo"])),
                title=clean(html.unescape(unquote_plus(row["title"]))),
                published=korean_time(str(row["addDate"]), now),
                category=str(row.get("categoryNo", "")),
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(f"{url}: not a list of posts ({error}).") from error
    return TitleList(total=total, posts=posts)


def post_address(front: str, blog: str, number: str) -> str:
    """The address of the page inside the frame of a post, which holds its text."""
    query = urlencode({"blogId": blog, "logNo": number})
    return urljoin(front, f"/PostView.naver?{query}")


def desktop_address(url: str) -> str:
    """The desktop address of a mobile one: the mobile front page lists its posts by script."""
    parts = urlsplit(url)
    if parts.hostname != "m.blog.naver.com":
        return url
    return parts._replace(netloc="blog.naver.com").geturl()


async def _category_number(fetcher: Fetcher, page: Page, category: str) -> str:
    """The number of a category, which the site's menu gives by its name; 0 is all of them."""
    if not category or category.isdigit():
        return category or "0"
    url = urljoin(page.url, f"/PostList.naver?{urlencode({'blogId': blog_id(page)})}")
    answer = await fetcher.fetch(url)
    menu = Page(answer.capture, answer.payload)
    for anchor in menu.soup.select("a[href*='categoryNo=']"):
        number = re.search(r"categoryNo=(\d+)", str(anchor["href"]))
        if number and clean(anchor.get_text()) == category:
            return number[1]
    raise ConfigError(f"{page.url}: the blog has no category {category!r}.")
