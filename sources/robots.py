"""robots.txt (RFC 9309) of the hosts that are fetched from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import RefusedError, SourceError

PRODUCT = "clinic-archive"
"""The product token that robots.txt files may name."""

_LONGEST = 500 * 1024
"""Bytes of a file that are read, the least that RFC 9309 (2.5) allows for."""


class Robots:
    """The rules of each host, read once a run through `fetch`: status and body of an address.

    A host without the file (4xx) allows all; one whose file cannot be had (5xx, no connection)
    allows nothing, as RFC 9309 (2.3.1) says.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[tuple[int, bytes]]]) -> None:
        self._fetch = fetch
        self._hosts: dict[str, asyncio.Task[Protego]] = {}

    async def permit(self, url: str) -> None:
        """Raise `RefusedError` where the address may not be fetched."""
        rules = await self._rules(url)
        if not rules.can_fetch(url, PRODUCT):
            raise RefusedError(f"{url}: the robots.txt of the site does not allow it.")

    async def crawl_delay(self, url: str) -> float:
        """The time between requests that the site asks for, in seconds; 0 where it does not."""
        return float((await self._rules(url)).crawl_delay(PRODUCT) or 0.0)

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the site names."""
        return list((await self._rules(url)).sitemaps)

    async def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._hosts:
            self._hosts[origin] = asyncio.create_task(self._read(origin))
        return await asyncio.shield(self._hosts[origin])

    async def _read(self, origin: str) -> Protego:
        try:
            status, body = await self._fetch(f"{origin}/robots.txt")
        except RefusedError:
            raise
        except SourceError as error:
            raise RefusedError(
                f"{origin}/robots.txt could not be had, so nothing is fetched there ({error})"
            ) from error
        if 400 <= status < 500:
            body = b""
        return Protego.parse(body[:_LONGEST].decode("utf-8", errors="replace"))
