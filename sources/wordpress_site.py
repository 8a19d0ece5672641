"""Listing the posts of a WordPress site: its REST API, else its feed."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar
from urllib.parse import urlencode

from pipeline.errors import ConfigError, SourceError
from sources import metadata
from sources.address import is_front
from sources.feed import feed_links, is_xml, parse_feed
from sources.fetch import Fetcher
from sources.page import Page
from sources.site import Choice, Listed, Site
from sources.tree import classes

_PER_PAGE = 100
_MOST_PAGES = 1000


class WordPressSite(Site):
    """The front of a WordPress site, or one of its lists."""

    name: ClassVar[str] = "wordpress"

    def matches(self, page: Page) -> bool:
        """WordPress names itself, and the page is no single post or inner page."""
        named = page.metas.get("generator", "").startswith("WordPress")
        if not named and page.link("https://api.w.org/") is None:
            return False
        body = page.elements.first("body")
        kinds = classes(body) if body is not None else []
        return is_front(page.url) or not {"single", "page"} & set(kinds)

    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List the posts by the REST API where it answers; else by the feed, page after page."""
        root = page.link("https://api.w.org/")
        if root is None:
            return await self._feed(fetcher, page, choice)
        try:
            return await self._rest(fetcher, root, choice)
        except SourceError:
            return await self._feed(fetcher, page, choice)

    async def _rest(self, fetcher: Fetcher, root: str, choice: Choice) -> list[Listed]:
        query = {"per_page": str(_PER_PAGE), "_fields": "id,link,date,date_gmt,_links"}
        if choice.since:
            query["after"] = f"{choice.since.isoformat()}T00:00:00"
        if choice.category:
            query["categories"] = await _category_number(fetcher, root, choice.category)
        listed: list[Listed] = []
        for number in range(1, _MOST_PAGES):
            url = _route(root, "wp/v2/posts", {**query, "page": str(number)})
            answer = await fetcher.fetch(url, "application/json")
            if answer.status == 400 and number > 1:
                break
            rows = _rows(answer.status, answer.payload, url)
            listed += [_listed(root, row) for row in rows]
            pages = re.fullmatch("[0-9]{1,6}", answer.headers.get("x-wp-totalpages", ""))
            last = number >= int(pages[0]) if pages else len(rows) < _PER_PAGE
            if last or (choice.limit and len(listed) >= choice.limit):
                break
        return choice.of(listed)

    async def _feed(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        links = feed_links(page)
        if not links:
            raise SourceError(f"{page.url}: neither the REST API answers nor is there a feed.")
        listed: dict[str, Listed] = {}
        for number in range(1, _MOST_PAGES):
            joint = "&" if "?" in links[0] else "?"
            url = links[0] if number == 1 else f"{links[0]}{joint}paged={number}"
            answer = await fetcher.fetch(url, "application/rss+xml")
            if answer.status != 200 or not is_xml(answer.payload):
                break
            known = len(listed)
            for entry in parse_feed(answer.payload, url):
                if choice.category in ("", *entry.categories):
                    listed[entry.url] = Listed(url=entry.url, published=entry.published)
            if len(listed) == known or (choice.limit and len(listed) >= choice.limit):
                break
        if not listed:
            raise SourceError(f"{links[0]}: the feed lists no post.")
        return choice.of(listed.values())


def _route(root: str, path: str, query: dict[str, str]) -> str:
    """The address of a route; without pretty permalinks the root is `…/?rest_route=/`."""
    joint = "&" if "?" in root else "?"
    return f"{root.rstrip('/')}/{path}{joint}{urlencode(query)}"


def _rows(status: int, payload: bytes, url: str) -> list[dict[str, Any]]:
    if status != 200:
        raise SourceError(f"{url}: the server answered {status}.")
    try:
        rows = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{url}: not valid JSON ({error}).") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "id" in row for row in rows):
        raise SourceError(f"{url}: not a list of posts.")
    return rows


def _listed(root: str, row: dict[str, Any]) -> Listed:
    item = _route(root, f"wp/v2/posts/{row['id']}", {"_embed": "1"})
    published = metadata.iso_time(str(row.get("date") or ""))
    return Listed(url=item, published=published, otherwise=str(row.get("link") or ""))


async def _category_number(fetcher: Fetcher, root: str, category: str) -> str:
    if category.isdigit():
        return category
    for field in ("slug", "search"):
        url = _route(root, "wp/v2/categories", {field: category})
        answer = await fetcher.fetch(url, "application/json")
        rows = _rows(answer.status, answer.payload, url)
        if rows:
            return str(rows[0]["id"])
    raise ConfigError(f"{root}: the site has no category {category!r}.")
