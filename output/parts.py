"""The blocks of a post as the parts of a page: lists rebuilt, captions under their images.

The parts are the same for a translation and for the captured original; what a passage holds
(sentences there, lines here) is the caller's and stays opaque.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

from pipeline.records import Block, Cell, Image, Link, Post

T = TypeVar("T")

_NUMBERED = re.compile(r"(\d{1,9})[.)]?")
_PLAIN_BULLETS = frozenset("•·∙‣◦-–—*○●")

TextKind = Literal["heading", "paragraph", "quote", "disclaimer", "link", "caption"]
_TEXTS: dict[str, TextKind] = {kind: kind for kind in get_args(TextKind)}

Content = Callable[[int, int | None], T]
"""What a block says: its index, and the line where one cell of a table is asked for."""


@dataclass(frozen=True, slots=True)
class Text(Generic[T]):
    """A heading (`level` 2 to 6), paragraph, quotation, disclaimer, link card or lone caption."""

    kind: TextKind
    index: int
    language: str
    content: T
    level: int = 0
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """A list item; `marker` is the bullet to show where it is not a plain one."""

    index: int
    language: str
    content: T
    number: int | None
    marker: str


@dataclass(frozen=True, slots=True)
class ItemList(Generic[T]):
    """Consecutive list blocks of one sort: numbered or not."""

    items: tuple[Item[T], ...]
    ordered: bool
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """The `number`th image of the post, with the caption block that follows it."""

    index: int
    number: int
    image: Image
    language: str
    caption: T | None
    caption_index: int | None
    kind: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A table, row by row, each cell with its place and what it says."""

    index: int
    language: str
    rows: tuple[tuple[tuple[Cell, T], ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    index: int
    kind: Literal["separator"] = "separator"


Part = Text[T] | ItemList[T] | Figure[T] | Table[T] | Rule


def parts(post: Post, content: Content[T]) -> Iterator[Part[T]]:
    """Yield the parts of `post`'s body in reading order, filled by `content`."""
    levels = _levels(post.blocks)
    images = at = 0
    while at < len(post.blocks):
        block = post.blocks[at]
        if block.kind == "list":
            end = _list_end(post.blocks, at)
            yield _item_list(post.blocks, range(at, end), content)
            at = end
        elif block.image is not None:
            images += 1
            captioned = at + 1 < len(post.blocks) and post.blocks[at + 1].kind == "caption"
            yield _figure(at, images, block.image, block, content if captioned else None)
            at += 2 if captioned else 1
        else:
            part = _part(block, at, levels, content)
            if part is not None:
                yield part
            at += 1


def _part(block: Block, at: int, levels: dict[int, int], content: Content[T]) -> Part[T] | None:
    if block.kind == "separator":
        return Rule(at)
    if block.kind == "table" and block.cells:
        return Table(at, block.language, _rows(block, at, content))
    if not block.lines and not block.links:
        return None
    level = levels[block.level] if block.kind == "heading" else 0
    return Text(
        _TEXTS.get(block.kind, "paragraph"),
        at,
        block.language,
        content(at, None),
        level,
        block.links,
    )


def _figure(
    at: int, number: int, image: Image, block: Block, content: Content[T] | None
) -> Figure[T]:
    caption = content(at + 1, None) if content else None
    return Figure(at, number, image, block.language, caption, at + 1 if content else None)


def _rows(block: Block, at: int, content: Content[T]) -> tuple[tuple[tuple[Cell, T], ...], ...]:
    rows: dict[int, list[tuple[Cell, T]]] = {}
    for line, cell in enumerate(block.cells):
        rows.setdefault(cell.row, []).append((cell, content(at, line)))
    return tuple(
        tuple(sorted(rows[row], key=lambda placed: placed[0].column)) for row in sorted(rows)
    )


def _list_end(blocks: Sequence[Block], start: int) -> int:
    ordered = _number(blocks[start]) is not None
    end = start
    while (
        end < len(blocks)
        and blocks[end].kind == "list"
        and (_number(blocks[end]) is not None) == ordered
    ):
        end += 1
    return end


def _item_list(blocks: Sequence[Block], indices: range, content: Content[T]) -> ItemList[T]:
    items = tuple(
        Item(index, block.language, content(index, None), _number(block), _shown_marker(block))
        for index, block in ((index, blocks[index]) for index in indices)
    )
    return ItemList(items, ordered=items[0].number is not None)


def _number(block: Block) -> int | None:
    match = _NUMBERED.fullmatch(block.marker)
    return int(match[1]) if match else None


def _shown_marker(block: Block) -> str:
    plain = block.marker in _PLAIN_BULLETS or _number(block) is not None
    return "" if plain else block.marker


def _levels(blocks: Sequence[Block]) -> dict[int, int]:
    """Close the gaps between the levels in use, so that no level below the title is skipped."""
    used = sorted({block.level for block in blocks if block.kind == "heading"})
    return {level: min(2 + rank, 6) for rank, level in enumerate(used)}
