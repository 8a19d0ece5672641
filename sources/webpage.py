"""Any page of a clinic: the main content as trafilatura finds it, in our blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from bs4 import Tag

from pipeline.errors import NotAPostError
from pipeline.records import Block, Post
from sources import metadata
from sources.adapter import Adapter
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
        """Return the post. Raises `NotAPostError` where the page holds no text."""
        root = main_element(page)
        flow = Flow(page.url, skip=partial(_left_out, root))
        builder = Blocks(Locator(page.soup), lead_in_bold=True)
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
        self.title = metadata.headline(page)
        preamble = _preamble(page, root)
        top = [block for block in blocks if block.kind not in ("image", "separator")][:_TOP_BLOCKS]
        for line in preamble:
            self._byline(line.text)
        if not self.title:
            self.title = self._shown_title(preamble, top) or page.title
        for block in top:
            text = " ".join(block.lines)
            if text == self.title or (len(block.lines) == 1 and self._byline(text)):
                self.used.add(id(block))

    def _shown_title(self, preamble: Sequence[Line], top: Sequence[Block]) -> str:
        if top and top[0].kind == "heading":
            return " ".join(top[0].lines)
        for line in reversed(preamble):
            names = " ".join(map(str, line.element.get_attribute_list("class")))
            if line.bold or _TITLED.search(names) or (line.role and line.role.kind == "heading"):
                return line.text
        return ""

    def _byline(self, text: str) -> bool:
        """Take author and date from a line that says only these."""
        said = metadata.byline(text)
        if said is None:
            return False
        author, moment = said
        self.author = self.author or author
        self.published = self.published or moment
        return True


def _preamble(page: Page, root: Tag) -> list[Line]:
    """The lines before the content in the nearest element around it that has some."""
    element = root
    for _ in range(_PREAMBLE_ANCESTORS):
        around = element.parent
        if around is None or around.name in ("body", "html", "[document]"):
            break
        before = [s for s in element.previous_siblings if isinstance(s, Tag)]
        flow = Flow(page.url, skip=is_furniture)
        lines = [
            event
            for sibling in reversed(before)
            for event in flow.read(sibling)
            if isinstance(event, Line)
        ]
        if lines:
            return lines
        element = around
    return []


def _tidied(events: Iterator[Event]) -> Iterator[Event]:
    """Leave out lines that turn to other posts (`[이전글] [목록] [다음글]`), part rows of links.

    A line of nothing but links with bars between them is a text for each link.
    """
    for event in events:
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
