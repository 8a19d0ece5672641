"""What an adapter is: the knowledge of one family of sites."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from pipeline.records import FORMAT, Block, Post
from sources.page import Page, canonical_address
from sources.text import slug


class Adapter(ABC):
    """Turns a captured page of one family of sites into a `Post`.

    `name` and `version` make `Post.extractor`; raise the version when the same page would give
    another post. An adapter touches neither disk nor network, and asks the page, not its host,
    whether the page is of its family.
    """

    name: ClassVar[str]
    version: ClassVar[int]

    @abstractmethod
    def matches(self, page: Page) -> bool:
        """Whether the page itself shows that it is of this family."""

    @abstractmethod
    def extract(self, page: Page) -> Post:
        """Return the post. Raises `NotAPostError` where the page holds none."""

    def address(self, page: Page) -> str | None:
        """The address that a page saved without one came from, or None where it does not say."""
        return canonical_address(page)

    def post(
        self,
        page: Page,
        *,
        title: str,
        blocks: Iterable[Block],
        clinic: str = "",
        post_id: str = "",
        url: str = "",
        author: str = "",
        published: str | None = None,
        category: str = "",
        tags: Iterable[str] = (),
        notes: Iterable[str] = (),
    ) -> Post:
        """Return the `Post`, with what every adapter fills in the same way.

        Without `url` it is the page's own address; `clinic` and `post_id` are made from it.
        """
        url = url or self.address(page) or page.url
        return Post(
            format=FORMAT,
            id=post_id or page_id(url),
            clinic=clinic or site_id(url),
            source=self.name,
            url=url,
            title=title,
            author=author,
            published=published,
            category=category,
            tags=tuple(dict.fromkeys(tags)),
            blocks=tuple(blocks),
            notes=tuple(dict.fromkeys((*page.notes, *notes))),
            extractor=f"{self.name}/{self.version}",
            capture=page.capture,
        )


def site_id(url: str) -> str:
    """A path-safe name for the site of `url`: its host without `www.`, dots as hyphens."""
    host = urlsplit(url).hostname or "saved-pages"
    return slug(host.removeprefix("www.").replace(".", "-"))


def page_id(url: str) -> str:
    """A path-safe name for the page of `url`, made from its path and query.

    `/eye/eye4.htm` is `eye_eye4`. Where the name says less than the address it ends in a digest
    of it, so that no two pages have the same. Of a `file:` address only the file's name shows.
    """
    parts = urlsplit(url)
    path = re.sub(r"\.(html?|php|aspx?|jsp)$", "", unquote(parts.path).strip("/"))
    shown = path.rpartition("/")[2] if parts.scheme == "file" else path.replace("/", "_")
    name = slug("-".join(filter(None, (shown, parts.query))) or "index")
    if parts.scheme == "file" or parts.query or re.search(r"_|[^\w/-]|--", path):
        name += "-" + hashlib.sha256(f"{path}?{parts.query}".encode()).hexdigest()[:8]
    return name
