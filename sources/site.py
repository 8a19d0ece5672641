"""What a site is to a capture: something that can list its posts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import msgspec

from sources.fetch import Fetcher
from sources.page import Page


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which posts of a site to capture: from a day on, the newest so many, of one category.

    `category` is the site's number, slug or name of it.
    """

    since: date | None = None
    limit: int | None = None
    category: str = ""

    def of(self, posts: Iterable[Listed]) -> list[Listed]:
        """The chosen posts, each once; one without a date may be of any day."""
        chosen = {post.url: post for post in posts if not self.is_too_old(post.published)}
        return list(chosen.values())[: self.limit]

    def is_too_old(self, moment: str | None) -> bool:
        """Whether an ISO 8601 time is of a day before `since`."""
        return bool(self.since and moment and moment[:10] < self.since.isoformat())


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A post that a site lists: the address to fetch, and another where that one fails."""

    url: str
    published: str | None = None
    otherwise: str = ""


class Site(ABC):
    """A family of sites whose posts can be listed."""

    name: ClassVar[str]

    @abstractmethod
    def matches(self, page: Page) -> bool:
        """Whether a fetched page shows that it is the front of such a site."""

    @abstractmethod
    async def posts(self, fetcher: Fetcher, page: Page, choice: Choice) -> list[Listed]:
        """List the posts, the newest first. Raises `SourceError` where they cannot be had."""
