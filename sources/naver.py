"""Naver Blog: desktop and mobile pages, written with SmartEditor ONE, 3 or 2."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar

from pipeline.errors import (
    DeletedPostError,
    FramePageError,
    IndexPageError,
    NotAPostError,
    PrivatePostError,
)
from pipeline.records import Block, Post
from sources import naver_se2, naver_se3, naver_se_one
from sources.adapter import Adapter
from sources.address import absolute
from sources.contact import part_contact
from sources.dates import korean_time
from sources.page import Page, canonical_address
from sources.text import clean, slug

_VARIABLE = (
    r"(?:\bvar\s+|^[ \t]*|[;,] ){name}\s*=\s*(?:encodeURIComponent\()?"
    r"""(?:'([^'\n]*)'|"([^"\n]*)"|(\d+))"""
)
_DELETED = re.compile(r"삭제되었거나|존재하지 않는 (게시물|블로그)|없는 게시물")
_PRIVATE = re.compile(r"비공개 글|이웃공개|서로이웃에게만|이웃에게만 공개")
_POST_ADDRESS = re.compile(r"https?://(?:m\.)?blog\.naver\.com/([\w-]+)/(\d+)")

_AUTHOR = ".writer .nick a, .blog_author strong, #nickNameArea"
_CATEGORY = ".blog_category a, .blog2_series a, .htitle .cate a"
_PUBLISHED = ".se_publishDate, ._postAddDate, .blog_date"


class Naver(Adapter):
    """Posts of Naver Blog. `Post.clinic` is the blog's id, `Post.id` the number of the post."""

    name: ClassVar[str] = "naver"
    version: ClassVar[int] = 1

    def matches(self, page: Page) -> bool:
        """A page of Naver Blog names its blog in a script and itself in its head."""
        return bool(blog_id(page))

    def address(self, page: Page) -> str | None:
        """The address of the page itself, where a mobile page's canonical one is the desktop's."""
        address = page.metas.get("og:url", "")
        return address if _POST_ADDRESS.match(address) else canonical_address(page)

    def extract(self, page: Page) -> Post:
        """Return the post, or raise what the page says it is instead."""
        parts = self._parts(page)
        if parts is None:
            raise _not_a_post(page)
        title, blocks, tags, notes = parts
        blog, number = _identity(page)
        author = page.metas.get("naverblog:nickname") or _text(page, _AUTHOR)
        kept, contact = part_contact(blocks, author)
        published = _published(page)
        if published is None:
            notes = [*notes, "The page gives no date of publication."]
        return self.post(
            page,
            clinic=slug(blog),
            post_id=slug(number),
            title=title or page.metas.get("og:title", "") or page.title.split(" : ")[0],
            author=author,
            published=published,
            category=_text(page, _CATEGORY),
            tags=[*tags, *_tags(page)],
            blocks=kept,
            notes=[*notes, *contact],
        )

    def _parts(self, page: Page) -> tuple[str, list[Block], list[str], list[str]] | None:
        """Title, blocks, hashtags and notes from the editor that wrote the page."""
        for editor in (naver_se_one, naver_se3, naver_se2):
            root = page.elements.first(editor.BODY)
            if root is not None:
                title = _text(page, editor.TITLE)
                return title, *editor.read(page, root)
        return None


def blog_id(page: Page) -> str:
    """The id of the blog that a page of Naver Blog belongs to; empty for other pages."""
    return _variable(page, "blogId") if "네이버 블로그" in page.text else ""


def _not_a_post(page: Page) -> NotAPostError:
    frame = page.elements.first("iframe#mainFrame[src], frame#mainFrame[src]")
    if frame is not None:
        target = absolute(canonical_address(page) or page.url, str(frame["src"]))
        if "PostList" in target:
            return IndexPageError(f"{page.url}: this is the front of a blog, no post.")
        return FramePageError(
            f"{page.url}: this is only the frame around the post; import the page inside it, "
            f"{target}",
            target,
        )
    said = clean(page.soup.get_text(" ")) + " ".join(
        script.get_text() for script in page.elements.named("script")
    )
    if _DELETED.search(said):
        return DeletedPostError(f"{page.url}: the post is deleted or never was.")
    if _PRIVATE.search(said):
        return PrivatePostError(f"{page.url}: the post is private.")
    return IndexPageError(f"{page.url}: this page of Naver Blog holds no post.")


def _identity(page: Page) -> tuple[str, str]:
    """The id of the blog and the number of the post."""
    own = _POST_ADDRESS.match(page.metas.get("og:url", "")) or _POST_ADDRESS.match(page.url)
    blog, number = own.groups() if own else ("", "")
    return _variable(page, "blogId") or blog, _variable(page, "logNo") or number


def _variable(page: Page, name: str) -> str:
    """The value of a variable in the scripts of the page."""
    if name not in page.text:
        return ""
    match = re.search(_VARIABLE.replace("{name}", name), page.text, re.MULTILINE)
    return next(filter(None, match.groups()), "") if match else ""


def _text(page: Page, selector: str) -> str:
    element = page.elements.first(selector)
    return clean(element.get_text(" ")) if element is not None else ""


def _published(page: Page) -> str | None:
    seen = datetime.fromisoformat(page.capture.fetched_at)
    for text in (_text(page, _PUBLISHED), _variable(page, "gsAddDate")):
        if moment := korean_time(text, seen):
            return moment
    return None


def _tags(page: Page) -> list[str]:
    named = _variable(page, "tagNames") or _variable(page, "gsTagName")
    return [tag for tag in map(clean, named.split(",")) if tag]
