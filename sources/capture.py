"""Capturing a site: its posts listed, fetched and recorded, with their images."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.errors import (
    DeletedPostError,
    FramePageError,
    IndexPageError,
    NotAPostError,
    PrivatePostError,
    SourceError,
)
from pipeline.records import Capture, Post
from pipeline.stamp import present
from sources.feed import FeedDocument, FrontPage
from sources.fetch import Fetched, Fetcher, FetchSettings
from sources.held import Held
from sources.naver_blog import NaverBlog, desktop_address
from sources.page import Page
from sources.registry import extract_page
from sources.report import CaptureReport, Failure, Progress
from sources.site import Choice, Listed, Site
from sources.warc_writer import CaptureWriter
from sources.wordpress_site import WordPressSite

SITES: tuple[Site, ...] = (FeedDocument(), NaverBlog(), WordPressSite(), FrontPage())
"""The registry of sites whose posts can be listed, most specific first."""

Images = Literal["keep", "link", "none"]
"""What is done with the images of posts; only `keep` captures them."""

_GONE = (404, 410)


def capture(
    folder: Path,
    address: str,
    *,
    settings: FetchSettings | None = None,
    since: date | None = None,
    limit: int | None = None,
    category: str = "",
    images: Images = "link",
    progress: Progress = lambda stage, done, total: None,
) -> CaptureReport:
    """Capture the posts of a site, or one page, into a folder of captures (WARC 1.1).

    `address` is that of a blog, a site, a feed, a sitemap or a post; what it is, the page there
    shows. Of a list, the posts from the day `since` on are captured, the newest `limit`, those of
    `category` (the site's number, slug or name of it). What is held already is asked for with
    conditions and not kept twice; what an interrupted run left is finished first, and running
    again gets the rest. A post that fails is reported and the others are captured.

    Raises `SourceError` where the address or the list cannot be had, `ConfigError` where the
    site has no such category, `ArchiveError` where the folder cannot be written (what was
    captured before is kept).
    """
    choice = Choice(since=since, limit=limit, category=category)
    with CaptureWriter(folder, present()) as writer:
        run = _Run(folder, writer, settings or FetchSettings(), choice, images, progress)
        return asyncio.run(run.capture(address))


class _Run:
    """One run of `capture`."""

    def __init__(
        self,
        folder: Path,
        writer: CaptureWriter,
        settings: FetchSettings,
        choice: Choice,
        images: Images,
        progress: Progress,
    ) -> None:
        self._writer = writer
        self._settings = settings
        self._choice = choice
        self._images = images
        self._progress = progress
        self._held = Held(folder)
        self._added: list[Capture] = []
        self._gone: list[Failure] = []
        self._failed: list[Failure] = []
        self._unchanged = self._new_images = 0
        self._seen_images: set[str] = set()

    async def capture(self, address: str) -> CaptureReport:
        async with Fetcher(self._writer, self._held, self._settings) as fetcher:
            self._progress("Listing posts", 0, 0)
            listed, front = await self._list(fetcher, desktop_address(address))
            if front is not None:
                await self._examine(fetcher, address, front)
            await self._posts(fetcher, listed)
        return CaptureReport(
            added=tuple(self._added),
            unchanged=self._unchanged,
            images=self._new_images,
            gone=tuple(self._gone),
            failed=tuple(self._failed),
            requests=fetcher.requests,
            received=fetcher.received,
            mended=tuple(self._writer.mended),
        )

    async def _list(
        self, fetcher: Fetcher, address: str
    ) -> tuple[Sequence[Listed], Fetched | None]:
        """List the posts of a site; where the address is no list, return its page instead."""
        front = await fetcher.fetch(address)
        if front.status != 200:
            raise SourceError(f"{address}: the server answered {front.status}.")
        page = _page(front)
        for site in SITES:
            if site.matches(page):
                return await site.posts(fetcher, page, self._choice), None
        return (), front

    async def _posts(self, fetcher: Fetcher, listed: Sequence[Listed]) -> None:
        """Capture the posts, as many at a time as a host may be asked for at once."""
        waiting = list(reversed(listed))
        done = 0

        async def work() -> None:
            nonlocal done
            while waiting:
                await self._post(fetcher, waiting.pop())
                done += 1
                self._progress("Capturing posts", done, len(listed))

        self._progress("Capturing posts", 0, len(listed))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._settings.concurrency):
                    group.create_task(work())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed

    async def _post(self, fetcher: Fetcher, post: Listed) -> None:
        try:
            fetched = await fetcher.fetch(post.url)
            if fetched.status != 200 and post.otherwise:
                fetched = await fetcher.fetch(post.otherwise)
            await self._examine(fetcher, post.url, fetched)
        except SourceError as error:
            self._failed.append(Failure(post.url, str(error)))

    async def _examine(self, fetcher: Fetcher, url: str, fetched: Fetched) -> None:
        """Note what a fetched page is, and capture the images of a post."""
        if fetched.status in _GONE:
            reason = f"{url}: the server answered {fetched.status}; the post is gone."
            self._gone.append(Failure(url, reason))
            return
        if fetched.status != 200:
            raise SourceError(f"{url}: the server answered {fetched.status}.")
        try:
            fetched, post = await _extracted(fetcher, fetched)
        except (DeletedPostError, PrivatePostError) as error:
            self._gone.append(Failure(url, str(error)))
            return
        except IndexPageError:
            return  # a sitemap lists these too
        if fetched.is_new:
            self._added.append(fetched.capture)
        else:
            self._unchanged += 1
        if self._images == "keep":
            await self._keep_images(fetcher, post)

    async def _keep_images(self, fetcher: Fetcher, post: Post) -> None:
        urls = [block.image.url for block in post.blocks if block.image is not None]
        for url in urls:
            if url in self._seen_images or self._held.newest(url) is not None:
                continue
            self._seen_images.add(url)
            try:
                fetched = await fetcher.fetch(url, "image/*")
                if fetched.status != 200 or not fetched.capture.media_type.startswith("image/"):
                    raise SourceError(f"{url}: no image came (status {fetched.status}).")
            except SourceError as error:
                self._failed.append(Failure(url, str(error)))
            else:
                self._new_images += fetched.is_new


async def _extracted(fetcher: Fetcher, fetched: Fetched) -> tuple[Fetched, Post]:
    """Return the post of a fetched page; of the page inside where it is a frame."""
    try:
        return fetched, extract_page(_page(fetched))
    except FramePageError as frame:
        inner = await fetcher.fetch(frame.target)
        if inner.status != 200:
            raise NotAPostError(f"{frame.target}: the server answered {inner.status}.") from frame
        return inner, extract_page(_page(inner))


def _page(fetched: Fetched) -> Page:
    capture = msgspec.structs.replace(fetched.capture, url=fetched.url)
    return Page(capture, fetched.payload)
