"""WordPress: theme pages, and single posts as its REST API gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import chain
from typing import Any, ClassVar
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.errors import DeletedPostError, IndexPageError, NotAPostError, UnreadablePageError
from pipeline.records import Block, Post
from sources import metadata
from sources.adapter import Adapter, page_id
from sources.flow import Flow
from sources.furniture import is_furniture
from sources.lines import Blocks
from sources.locator import Locator
from sources.page import Page
from sources.text import clean, slug
from sources.tree import Elements, classes, parse

_CONTENT = ".entry-content, .wp-block-post-content, .post-content, .post-entry, .td-post-content"
_LISTS = frozenset(("home", "blog", "archive", "search", "category", "tag", "author", "date"))


class WordPress(Adapter):
    """Pages of WordPress themes that mark the content of a post, as nearly all do."""

    name: ClassVar[str] = "wordpress"
    version: ClassVar[int] = 1

    def matches(self, page: Page) -> bool:
        """WordPress names itself in its head; the theme marks the content."""
        made_by = page.metas.get("generator", "").startswith("WordPress")
        made_by = made_by or page.link("https://api.w.org/") is not None
        return made_by and page.elements.first(_CONTENT) is not None

    def extract(self, page: Page) -> Post:
        """Return the post of a single page; lists of posts and error pages are refused."""
        body = page.elements.first("body")
        kinds = set(classes(body)) if body is not None else set[str]()
        if "error404" in kinds:
            raise DeletedPostError(f"{page.url}: the site says that there is no such page.")
        if kinds & _LISTS and not kinds & {"single", "page"}:
            raise IndexPageError(f"{page.url}: this page lists posts; it is none itself.")
        root = page.elements.first(_CONTENT)
        assert root is not None
        url = self.address(page) or page.url
        heading = page.elements.first("h1.entry-title, .entry-title, h1")
        named = page.elements.first(".byline .author, .entry-meta .author, [rel=author]")
        return self.post(
            page,
            url=url,
            post_id=_post_id(url),
            title=_text(heading) or metadata.headline(page),
            author=metadata.author(page) or _text(named),
            published=metadata.published(page),
            category=_text(page.elements.first(".cat-links a, [rel~=category]")),
            tags=[_text(tag) for tag in page.soup.select(".tags-links a, .post-tags a")],
            blocks=_blocks(page.elements, root, url),
        )


class WordPressApi(Adapter):
    """One post as the REST API gives it: `…/wp-json/wp/v2/posts/1730?_embed=1`.

    Locators select in the HTML of `content.rendered`.
    """

    name: ClassVar[str] = "wordpress-api"
    version: ClassVar[int] = 1

    def matches(self, page: Page) -> bool:
        """The JSON of a post has a link and rendered content."""
        return page.text.lstrip().startswith("{") and '"rendered"' in page.text

    def extract(self, page: Page) -> Post:
        """Return the post."""
        item = self._item(page)
        url, embedded = item["link"], _members(item.get("_embedded"))
        terms = _terms(embedded)
        fragment = parse(item["content"]["rendered"])
        authors = [_members(author).get("name") for author in _list(embedded.get("author"))]
        return self.post(
            page,
            url=url,
            post_id=slug(str(item.get("slug") or "")) if item.get("slug") else _post_id(url),
            title=_text(BeautifulSoup(item["title"]["rendered"], "lxml")),
            author=", ".join(str(name) for name in authors if name),
            published=_zoned(item.get("date"), item.get("date_gmt")),
            category=next(iter(terms.get("category", [])), ""),
            tags=terms.get("post_tag", []),
            blocks=_blocks(Elements(fragment), fragment, url),
        )

    def _item(self, page: Page) -> dict[str, Any]:
        try:
            item = json.loads(page.text)
        except (ValueError, RecursionError) as error:
            raise UnreadablePageError(f"{page.url}: not valid JSON ({error}).") from error
        try:
            _ = item["link"] + item["content"]["rendered"] + item["title"]["rendered"]
        except (KeyError, TypeError) as error:
            raise NotAPostError(f"{page.url}: the JSON holds no post ({error}).") from error
        if item["content"].get("protected"):
            raise NotAPostError(f"{page.url}: the post is protected by a password.")
        return dict(item)


def _blocks(elements: Elements, root: Tag, url: str) -> Iterator[Block]:
    flow = Flow(url, skip=partial(_left_out, root))
    return Blocks(Locator(elements)).build(flow.read(root))


def _left_out(root: Tag, element: Tag) -> bool:
    return element is not root and is_furniture(element)


def _post_id(url: str) -> str:
    """The slug of a WordPress address: its last part, which the site keeps unique."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return slug(last) if last else page_id(url)


def _text(element: Tag | None) -> str:
    return clean(element.get_text(" ")) if element is not None else ""


def _terms(embedded: dict[str, Any]) -> dict[str, list[str]]:
    """The names of the post's terms by taxonomy."""
    names: dict[str, list[str]] = {}
    for term in map(_members, chain.from_iterable(map(_list, _list(embedded.get("wp:term"))))):
        if term.get("name"):
            name = _text(BeautifulSoup(str(term["name"]), "lxml"))
            names.setdefault(str(term.get("taxonomy")), []).append(name)
    return names


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _zoned(local: Any, gmt: Any) -> str | None:
    """The time of a post: the API gives it in the site's zone and in UTC, both without offset."""
    try:
        here, there = datetime.fromisoformat(str(local)), datetime.fromisoformat(str(gmt))
    except ValueError:
        return metadata.iso_time(str(local)) if local else None
    offset = timedelta(minutes=round((here - there).total_seconds() / 60))
    return here.replace(tzinfo=timezone(offset)).isoformat()
