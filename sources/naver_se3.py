"""The body of a post written with SmartEditor 3 (2015 to 2018)."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag

from pipeline.records import Block
from sources.flow import Flow
from sources.lines import Blocks, Event, Role
from sources.locator import Locator
from sources.naver_images import full_size
from sources.page import Page
from sources.tree import classes

BODY = ".se_doc_viewer .sect_dsc, .se_doc_viewer .__se_component_area"
TITLE = ".se_documentTitle .se_textarea"

_LEFT_OUT = frozenset(
    ("se_sticker", "se_map", "se_video", "se_audio", "se_places", "se_documentTitle")
)
_KNOWN = frozenset(("se_paragraph", "se_image", "se_imageStrip", "se_table", "se_horizontalLine"))


def read(page: Page, root: Tag) -> tuple[list[Block], list[str], list[str]]:
    """Return the blocks, hashtags and notes of the body."""
    notes: list[str] = []
    builder = Blocks(Locator(page.elements))
    blocks = list(builder.build(_events(page, root, notes)))
    return blocks, builder.tags, notes


def _events(page: Page, root: Tag, notes: list[str]) -> Iterator[Event]:
    flow = Flow(page.url, paragraph_is_line=True, full_size=full_size)
    for component in (child for child in root.children if isinstance(child, Tag)):
        names = classes(component)
        if "se_component" not in names or not _LEFT_OUT.isdisjoint(names):
            continue
        if "se_sectionTitle" in names:
            yield from flow.read(component, Role("heading", level=2))
        elif "se_quotation" in names or "se_blockquote" in names:
            yield from flow.read(component, Role("quote"))
        else:
            if _KNOWN.isdisjoint(names):
                kind = next((name for name in names if name != "se_component"), "")
                notes.append(f"An unknown part of the post ({kind}) was kept as plain text.")
            yield from _with_captions(component, flow)
        yield None


def _with_captions(component: Tag, flow: Flow) -> Iterator[Event]:
    captions = component.select(".se_caption")
    if not captions:
        yield from flow.read(component)
        return
    for part in component.select(".se_mediaArea"):
        yield from flow.read(part)
    for caption in captions:
        yield from flow.read(caption, Role("caption"))
