"""Any page of a clinic: the main content as trafilatura finds it, in our blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import ClassVar

from bs4 import Tag

from pipeline.errors import IndexPageError, NotAPostError
from pipeline.records import Block, Post
from sources import metadata
from sources.adapter import Adapter
from sources.address import is_front
from sources.flow import Flow
from sources.furniture import is_furniture
from sources.lines import Blocks, Event, Line
from sources.locator import Locator
from sources.main_content import main_element
from sources.page import Page

_HTML = re.compile(r"<(html|body|p|div|table)\b", re.IGNORECASE)
_TITLED = re.compile(r"(^|[\s_-])(title|tit|subject|headline)([\s_-]|$)", re.IGNORECASE)
_TURNING = re.compile(
    r"^[\s\[\]|<>«»‹›/·-]*((이전|다음)\s*글?|목록|top|prev|next|list)\b", re.IGNORECASE
)
_BUTTON = re.compile(
    r"공감|공유(하기)?|댓글( 쓰기)?|구독하기|이웃추가|URL 복사|인쇄(하기)?|스크랩|신고(하기)?"
    r"|목록(보기)?|맨 위로|Share( this)?:?|Tweet|Like|Print|E-?mail this|Back to (top|list)",
    re.IGNORECASE,
)
_SHORTEST_TITLE = 4
_PREAMBLE_ANCESTORS = 5
_TOP_BLOCKS = 4


class WebPage(Adapter):
    """Pages that no other adapter knows."""

    name: ClassVar[str] = "webpage"
    version: ClassVar[int] = 1

    def matches(self, page: Page) -> bool:
        """Any HTML page."""
        start = page.text[:200].lstrip()
        return not start.startswith(("{", "[", "<?xml")) and bool(_HTML.search(page.text))

    def extract(self, page: Page) -> Post:
        """Return the post. Raises `NotAPostError` where there is none: no text, a front page."""
        if is_front(page.url):
            raise IndexPageError(f"{page.url}: the front page of a site is no post.")
        root = main_element(page)
        flow = Flow(page.url, skip=partial(_left_out, root))
        builder = Blocks(Locator(page.elements), lead_in_bold=True)
        blocks = list(builder.build(_tidied(flow.read(root))))
        head = _Head(page, root, blocks)
        kept = [block for block in blocks if id(block) not in head.used]
        if not any(block.lines for block in kept):
            raise NotAPostError(f"{page.url}: the page holds no text of a post.")
        notes = [] if head.published else ["The page gives no date of publication."]
        return self.post(
            page,
            title=head.title,
            author=head.author,
            published=head.published,
            tags=builder.tags,
            blocks=kept,
            notes=notes,
        )


class _Head:
    """Title, author and date: by the machine-readable data of the page, else as it shows them.

    A page shows them at the top of its content or in what stands just before it. `used` are the
    blocks, by identity, that say nothing else.
    """

    def __init__(self, page: Page, root: Tag, blocks: Sequence[Block]) -> None:
        self.used: set[int] = set()
        self.author, self.published = metadata.author(page), metadata.published(page)
        levels = _preamble(page, root)
        top = [block for block in blocks if block.kind not in ("image", "separator")][:_TOP_BLOCKS]
        self.title = metadata.headline(page) or _shown_title(page.title, levels, top) or page.title
        for number, block in enumerate(top):
            text = " ".join(block.lines)
            if text == self.title:
                self.used.add(id(block))
            elif len(block.lines) == 1 and self._byline(text):
                labels = (above for above in top[:number] if above.kind == "heading")
                self.used.update(map(id, (block, *labels)))
        for line in chain.from_iterable(levels):
            self._byline(line.text)

    def _byline(self, text: str) -> bool:
        """Take author and date from a line that says only these."""
        said = metadata.byline(text)
        if said is None:
            return False
        author, moment = said
        self.author = self.author or author
        self.published = self.published or moment
        return True


def _shown_title(named: str, levels: Sequence[Sequence[Line]], top: Sequence[Block]) -> str:
    """The title as the page shows it: a heading at the top of the content, or before it.

    Of those before it, one that the `title` element (`named`) says too; else the nearest.
    """
    if top and top[0].kind == "heading":
        return " ".join(top[0].lines)
    headings = [line.text for level in levels for line in reversed(level) if _is_title(line)]
    said = [text for text in headings if text in named and len(text) >= _SHORTEST_TITLE]
    return max(said, key=len, default="") or next(iter(headings), "")


def _is_title(line: Line) -> bool:
    names = str(line.element.get("class") or "")
    is_heading = line.role is not None and line.role.kind == "heading"
    return line.bold or is_heading or _TITLED.search(names) is not None


def _preamble(page: Page, root: Tag) -> list[list[Line]]:
    """The lines that stand before the content in each of the elements around it, nearest first."""
    levels: list[list[Line]] = []
    element = root
    for _ in range(_PREAMBLE_ANCESTORS):
        around = element.parent
        if around is None or around.name in ("body", "html", "[document]"):
            break
        before = [s for s in element.previous_siblings if isinstance(s, Tag)]
        flow = Flow(page.url, skip=is_furniture)
        events = chain.from_iterable(map(flow.read, reversed(before)))
        levels.append([event for event in events if isinstance(event, Line)])
        element = around
    return levels


def _tidied(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out buttons, and lines that turn to other posts (`[이전글] [목록] [다음글]`).

    A line of nothing but links with bars between them is a text for each link.
    """
    for event in events:
        if isinstance(event, Line) and _BUTTON.fullmatch(event.text):
            continue
        if not isinstance(event, Line) or not event.links:
            yield event
        elif not _TURNING.match(event.text):
            parts = [part.strip() for part in event.text.split("|")]
            if len(parts) > 1 and parts == [link.text for link in event.links]:
                for link in event.links:
                    yield replace(event, text=link.text, links=(link,))
                    yield None
            else:
                yield event


def _left_out(root: Tag, element: Tag) -> bool:
    return element is not root and is_furniture(element)
