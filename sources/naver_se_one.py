"""The body of a post written with SmartEditor ONE (since 2018), on desktop and mobile pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from bs4 import Tag

from pipeline.records import Block, Link
from sources.flow import Flow
from sources.lines import Blocks, Event, Placed, Role
from sources.locator import Locator
from sources.naver_images import full_size
from sources.page import Page
from sources.text import clean
from sources.tree import classes

BODY = ".se-main-container"
TITLE = ".se-documentTitle .se-title-text"

_LEFT_OUT = frozenset(("sticker", "placesMap", "map", "video", "audio", "documentTitle"))
_KNOWN = ("text", "table", "horizontalLine", "wrappingParagraph")
_BUBBLE = "quotation_bubble"
_HEADING_LENGTH = 60


def read(page: Page, root: Tag) -> tuple[list[Block], list[str], list[str]]:
    """Return the blocks, hashtags and notes of the body."""
    reader = _Reader(page)
    builder = Blocks(Locator(page.elements))
    blocks = list(builder.build(reader.events(root)))
    return blocks, builder.tags, reader.notes


class _Reader:
    """Reads components one by one; `notes` names those that it does not know."""

    def __init__(self, page: Page) -> None:
        self._flow = Flow(page.url, paragraph_is_line=True, full_size=full_size)
        self.notes: list[str] = []

    def events(self, root: Tag) -> Iterator[Event]:
        components = [child for child in root.children if isinstance(child, Tag)]
        for index, component in enumerate(components):
            yield from self._component(component, islice(components, index + 1, None))
            yield None

    def _component(self, component: Tag, following: Iterable[Tag]) -> Iterator[Event]:
        kind = _kind(component)
        if kind in _LEFT_OUT:
            return
        if kind == "quotation":
            yield from self._flow.read(component, _quotation_role(component, following))
        elif kind == "sectionTitle":
            yield from self._flow.read(component, Role("heading", level=2))
        elif kind in ("image", "imageGroup", "imageStrip"):
            yield from self._images(component)
        elif kind in ("oglink", "oembed"):
            yield from _link_card(component)
        elif kind in _KNOWN:
            yield from self._flow.read(component)
        else:
            self.notes.append(f"An unknown part of the post ({kind}) was kept as plain text.")
            yield from self._flow.read(component)

    def _images(self, component: Tag) -> Iterator[Event]:
        for module in component.select(".se-module-image"):
            yield from self._flow.read(module)
        for caption in component.select(".se-caption"):
            yield from self._flow.read(caption, Role("caption"))


def _kind(component: Tag) -> str:
    """The kind of a component: the class `se-image` of `se-component se-image se-l-default`."""
    for name in classes(component):
        if name.startswith("se-") and not name.startswith(("se-component", "se-l-")):
            return name.removeprefix("se-")
    return component.name


def _quotation_role(component: Tag, following: Iterable[Tag]) -> Role:
    """A quotation is a section heading where it is one short line with something under it.

    Bloggers take the quotation designs for their look. Those with a line are always headings
    where they are one line. The others are quotations indeed where they say several lines, or
    the next heading, a rule or the end of the post follows at once; a speech bubble under
    another design is the quotation that it heads.
    """
    lines = [clean(p.get_text()) for p in component.select(".se-quote p") if clean(p.get_text())]
    if len(lines) != 1 or len(lines[0]) > _HEADING_LENGTH:
        return Role("quote")
    heading, design = Role("heading", level=2), _design(component)
    if design in ("quotation_line", "quotation_underline"):
        return heading
    under = next((part for part in following if _kind(part) != "sticker"), None)
    if under is None or _kind(under) == "horizontalLine":
        return Role("quote")
    if _kind(under) == "quotation":
        heads = _design(under) == _BUBBLE != design
        return heading if heads else Role("quote")
    return heading


def _design(component: Tag) -> str:
    """The design of a component: the class `se-l-quotation_line`."""
    designs = (name for name in classes(component) if name.startswith("se-l-"))
    return next(designs, "").removeprefix("se-l-")


def _link_card(component: Tag) -> Iterator[Event]:
    anchor = component.select_one("a.se-oglink-info[href], a[href]")
    if anchor is None:
        return
    said = component.select(".se-oglink-title, .se-oglink-summary")
    lines = tuple(filter(None, (clean(part.get_text()) for part in said)))
    url = str(anchor["href"]).strip()
    text = lines[0] if lines else clean(anchor.get_text()) or url
    yield Placed(
        Block(kind="link", lines=lines or (text,), links=(Link(url=url, text=text),)), component
    )
