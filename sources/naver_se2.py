"""The body of a post written with SmartEditor 2 (to 2015): HTML as typed."""

from __future__ import annotations

from bs4 import Tag

from pipeline.records import Block
from sources.flow import Flow
from sources.lines import Blocks
from sources.locator import Locator
from sources.naver_images import full_size
from sources.page import Page

BODY = "#postViewArea, #viewTypeSelector.post_ct"
TITLE = ".htitle .itemSubjectBoldfont, .tit_h3"


def read(page: Page, root: Tag) -> tuple[list[Block], list[str], list[str]]:
    """Return the blocks, hashtags and notes of the body."""
    flow = Flow(page.url, paragraph_is_line=True, full_size=full_size)
    builder = Blocks(Locator(page.elements), lead_in_bold=True)
    return list(builder.build(flow.read(root))), builder.tags, []
