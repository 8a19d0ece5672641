"""Visual lines, and how runs of them make the blocks of a post.

A source is read as a stream of `Line`s, ready `Block`s (images, tables, rules) and `None`, which
is a hard break: an empty line or paragraph. `Blocks` makes the blocks of a post of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from bs4 import Tag

from pipeline.records import Block, BlockKind, Link
from sources.locator import Locator
from sources.text import clean


@dataclass(frozen=True, eq=False)
class Role:
    """What the markup says that a group of lines is; lines that share a role object are a group."""

    kind: BlockKind
    level: int = 0
    marker: str = ""


@dataclass(frozen=True, eq=False)
class Line:
    """One visual line. `bold` and `small` say that all of its text is; `size` is its font size."""

    text: str
    element: Tag
    bold: bool = False
    small: bool = False
    size: int = 0
    language: str = ""
    links: tuple[Link, ...] = ()
    role: Role | None = None


@dataclass(frozen=True, eq=False)
class Placed:
    """A block that is ready, and the element that it was read from."""

    block: Block
    element: Tag


Event = Line | Placed | None

_BULLET = re.compile(r"([✔✓✅☑□■▪▫◇◆○●◦•·‣▶►▷☞※*-]|[–—]|[①-⑳]|\d{1,2}[.)](?=\s+\D))\s+(?=\S)")
_TIGHT_BULLET = re.compile(r"([✔✓✅☑□■▪◆●•▶►①-⑳])(?=[^\s])")
_RISK = re.compile(r"부작용|개인차|개인에 따라|사람에 따라|의료법\s*제?\s*5[67]조")
_DISCLAIMER = re.compile(
    r"^(complications|(possible )?(complications|side effects)( may)? include\b"
    r"|(individual )?results (may |can )?(vary|differ)\b)|\bcarries (a |the )?risks? of\b",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…~)\"”'’]$")
_HEADING_LENGTH = 60
_CAPTION_LENGTH = 120
_BODY_SIZE = 15
_AHEAD = 6
_TAG = re.compile(r"#([^\s#]+)")


@dataclass
class Blocks:
    """Builds blocks from events. `tags` are the hashtags met in lines that hold nothing else.

    `lead_in_bold`: whether a bold first line of a run, with the run's text right under it, is a
    heading even where it is not set larger, as on pages typed by hand.
    """

    locator: Locator
    lead_in_bold: bool = False
    tags: list[str] = field(default_factory=list)

    def build(self, events: Iterable[Event]) -> Iterator[Block]:
        """Yield the blocks of a stream of events, in its order."""
        run: list[Line] = []
        after_image = False
        for event in events:
            if isinstance(event, Line):
                run.append(event)
                continue
            yield from self._run(run, after_image)
            run = []
            after_image = isinstance(event, Placed) and event.block.kind == "image"
            if isinstance(event, Placed):
                locator = self.locator.select([event.element])
                yield msgspec.structs.replace(event.block, locator=locator)
        yield from self._run(run, after_image)

    def _run(self, run: Sequence[Line], after_image: bool) -> Iterator[Block]:
        in_disclaimer = False
        for group in _groups(run):
            role = group[0].role
            if role is not None:
                yield self._block(role.kind, group, level=role.level, marker=role.marker)
            elif in_disclaimer:
                yield self._block("disclaimer", group)
            elif after_image and len(run) == 1 and _is_caption(group[0]):
                yield self._block("caption", group)
            else:
                for block in self._text(group):
                    in_disclaimer = block.kind == "disclaimer"
                    yield block

    def _text(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of lines whose markup says nothing about them."""
        paragraph: list[Line] = []
        rest = self._without_tags(lines)
        start = 0
        if rest and self._is_heading(rest):
            yield self._block("heading", rest[:1], level=3)
            start = 1
        if len(rest) == 1 and start == 0 and rest[0].small and _DISCLAIMER.search(rest[0].text):
            yield self._block("disclaimer", rest)
            return
        items = _items(rest[start:])
        for item in items:
            if item.kind == "paragraph":
                paragraph += item.lines
                continue
            yield from self._paragraph(paragraph)
            paragraph = []
            yield self._block(item.kind, item.lines, marker=item.marker)
        yield from self._paragraph(paragraph)

    def _paragraph(self, lines: Sequence[Line]) -> Iterator[Block]:
        if lines:
            yield self._block("paragraph", lines)

    def _without_tags(self, lines: Sequence[Line]) -> list[Line]:
        kept = []
        for line in lines:
            tags = _TAG.findall(line.text) if "#" in line.text else []
            if tags and not clean(_TAG.sub("", line.text)).strip(","):
                self.tags += [tag.strip(",") for tag in tags]
            else:
                kept.append(line)
        return kept

    def _is_heading(self, run: Sequence[Line]) -> bool:
        first = run[0]
        bullet = _BULLET.match(first.text) or _TIGHT_BULLET.match(first.text)
        if not first.bold or len(first.text) > _HEADING_LENGTH:
            return False
        if bullet and not bullet[1][0].isdigit():
            return False
        if len(run) == 1:
            return not first.text.endswith((".", "!", ","))
        following = run[1]
        larger = (first.size or _BODY_SIZE) > (following.size or _BODY_SIZE)
        return not following.bold and (self.lead_in_bold or larger)

    def _block(
        self, kind: BlockKind, lines: Sequence[Line], *, level: int = 0, marker: str = ""
    ) -> Block:
        return Block(
            kind=kind,
            lines=tuple(line.text for line in lines),
            locator=self.locator.select(line.element for line in lines),
            level=level,
            marker=marker,
            links=tuple(link for line in lines for link in line.links),
        )


def _is_caption(line: Line) -> bool:
    """Whether a line alone under an image is short enough, and does not begin something else."""
    return len(line.text) <= _CAPTION_LENGTH and not line.text.startswith(("※", "#"))


@dataclass
class _Item:
    kind: BlockKind
    marker: str
    lines: list[Line]


def _items(lines: Sequence[Line]) -> list[_Item]:
    """Part lines into typed list items, disclaimers (to the end of the run) and other text."""
    items: list[_Item] = []
    for index, line in enumerate(lines):
        if line.text.startswith("※") or (line.text.startswith("*") and _RISK.search(line.text)):
            items.append(_Item("disclaimer", "", [line]))
        elif items and items[-1].kind == "disclaimer":
            items[-1].lines.append(line)
        elif bullet := _BULLET.match(line.text) or _TIGHT_BULLET.match(line.text):
            bare = replace(line, text=line.text[bullet.end() :])
            items.append(_Item("list", bullet[1], [bare]))
        elif (
            items
            and items[-1].kind == "list"
            and _continues(items, lines[index + 1 : index + _AHEAD])
        ):
            items[-1].lines.append(line)
        else:
            items.append(_Item("paragraph", "", [line]))
    return items


def _continues(items: Sequence[_Item], following: Sequence[Line]) -> bool:
    """Whether a line under a typed list item goes on with it rather than beginning a paragraph.

    It does where the item has not come to its end and another item follows, or where earlier
    items of the same list ran over several lines.
    """
    item = items[-1]
    if _ENDS_SENTENCE.search(item.lines[-1].text):
        return False
    if any(line.text.startswith(item.marker) for line in following):
        return True
    earlier = items[-_AHEAD:-1]
    return any(len(one.lines) > 1 for one in earlier if one.kind == "list")


def _groups(run: Sequence[Line]) -> Iterator[list[Line]]:
    """Part a run where the role or the declared language changes."""
    group: list[Line] = []
    for line in run:
        if group and (line.role is not group[-1].role or line.language != group[-1].language):
            yield group
            group = []
        group.append(line)
    if group:
        yield group
