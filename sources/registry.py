"""The adapters that turn a captured page into a `Post`, and the choice between them."""

from __future__ import annotations

from pipeline.errors import NotAPostError
from pipeline.records import Capture, Post
from sources.adapter import Adapter
from sources.naver import Naver
from sources.page import Page
from sources.webpage import WebPage
from sources.wordpress import WordPress, WordPressApi

ADAPTERS: tuple[Adapter, ...] = (Naver(), WordPressApi(), WordPress(), WebPage())
"""The registry, most specific first: the first adapter that a page matches extracts it."""


def extract(capture: Capture, payload: bytes) -> Post:
    """Return the post that a captured page holds; `payload` is its content-decoded body.

    The adapter is chosen by evidence in the page, not by its address. `Post.language` is left
    empty. Raises `NotAPostError` (deleted, private, a frame, empty, not a post) and
    `UnreadablePageError`; their messages name the address and say which.
    """
    return extract_page(Page(capture, payload))


def extract_page(page: Page) -> Post:
    """Like `extract`, for a page that is already read."""
    return adapter_for(page).extract(page)


def adapter_for(page: Page) -> Adapter:
    """Return the adapter of the page's family. Raises `NotAPostError` where there is none."""
    for adapter in ADAPTERS:
        if adapter.matches(page):
            return adapter
    raise NotAPostError(f"{page.url}: no adapter knows this kind of page.")
