"""Reads HTML in document order as visual lines, images, tables and breaks.

Written without recursion: pages nest their elements a hundred thousand deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from bs4 import NavigableString, Tag
from bs4.element import CData, PageElement

from pipeline.records import Block, Link
from sources.address import absolute, is_web
from sources.images import image_of
from sources.lines import Event, Line, Placed, Role
from sources.tables import is_data_table, table_block
from sources.text import clean, fold
from sources.tree import beginning

_SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "label",
        "nav",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "dialog",
        "rp",
        "rt",
    )
)
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "marquee",
    )
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_SIZE_STYLE = re.compile(r"font-size\s*:\s*(\d+)")
_SIZE_CLASS = re.compile(r"\bse-fs-fs(\d+)\b")
_LONGEST_HEADING = 200
_MOST_IN_HEADING = 100


class _State(NamedTuple):
    """What the elements around a piece of text say about it."""

    element: Tag
    bold: bool = False
    small: bool = False
    size: int = 0
    language: str = ""
    href: str = ""
    role: Role | None = None


class _Leave(NamedTuple):
    element: Tag
    lines_before: int


_Step = tuple[PageElement, _State] | _Leave


class Flow:
    """Reads the subtree of an element as events.

    `base` is the address that relative ones are relative to. `paragraph_is_line`: each `p` and
    `div` is one visual line and an empty one is a break, as in blog editors; elsewhere each is a
    paragraph. `skip` says which elements are furniture; `full_size` makes an image address the
    full-size one.
    """

    def __init__(
        self,
        base: str,
        *,
        paragraph_is_line: bool = False,
        skip: Callable[[Tag], bool] = lambda _: False,
        full_size: Callable[[str], str] = lambda url: url,
    ) -> None:
        self._base = base
        self._line_elements = frozenset(("p", "div")) if paragraph_is_line else frozenset[str]()
        self._skip = skip
        self._full_size = full_size
        self._events: list[Event] = []
        self._pieces: list[tuple[str, _State]] = []
        self._numbers: dict[int, int] = {}
        self._inked = False
        self._lines = 0

    def read(self, root: Tag, role: Role | None = None) -> list[Event]:
        """Return the events of `root` and all in it; its lines have `role` unless they say more."""
        self._events = []
        stack: list[_Step] = [(root, _State(root, role=role))]
        while stack:
            step = stack.pop()
            if isinstance(step, _Leave):
                self._leave(step)
                continue
            node, state = step
            if isinstance(node, Tag):
                self._enter(node, state, stack)
            elif type(node) in (NavigableString, CData):
                self._pieces.append((fold(str(node)), state))
        self._end_line()
        return self._events

    def _enter(self, element: Tag, state: _State, stack: list[_Step]) -> None:
        name = element.name
        if name in _SKIPPED or self._skip(element):
            return
        if name == "br":
            self._break_line()
            return
        if name in ("img", "hr"):
            self._end_line()
            self._leaf(element)
            return
        if name == "table" and is_data_table(element):
            self._end_line()
            self._events.append(Placed(table_block(element), element))
            return
        if name in _BLOCKS:
            self._end_line()
            self._inked = False
            if name not in self._line_elements:
                self._events.append(None)
            stack.append(_Leave(element, self._lines))
        inner = self._inner_state(element, state)
        stack.extend([(child, inner) for child in reversed(element.contents)])

    def _leave(self, step: _Leave) -> None:
        self._end_line()
        self._inked = False
        if step.element.name not in self._line_elements or step.lines_before == self._lines:
            self._events.append(None)

    def _leaf(self, element: Tag) -> None:
        if element.name == "hr":
            self._events.append(Placed(Block(kind="separator"), element))
        elif image := image_of(element, self._base, self._full_size):
            self._inked = True
            self._lines += 1
            self._events.append(Placed(Block(kind="image", image=image), element))

    def _break_line(self) -> None:
        before = self._lines
        self._end_line()
        if self._lines == before and not self._inked:
            self._events.append(None)
        self._inked = False

    def _end_line(self) -> None:
        if not self._pieces:
            return
        pieces = [piece for piece in self._pieces if piece[0]]
        self._pieces = []
        text = clean("".join([text for text, _ in pieces]))
        if not text:
            return
        inked = [state for piece, state in pieces if piece.strip()]
        first = inked[0]
        self._lines += 1
        self._events.append(
            Line(
                text=text,
                element=first.element,
                bold=all(state.bold for state in inked),
                small=all(state.small for state in inked),
                size=min(state.size for state in inked),
                language=first.language,
                links=_links(pieces, self._base),
                role=first.role,
            )
        )

    def _marker(self, item: Tag) -> str:
        """The number of an item of an ordered list, a bullet elsewhere."""
        parent = item.parent
        if parent is None or parent.name != "ol":
            return "•"
        start = re.fullmatch(r"[0-9]{1,6}", str(parent.get("start")))
        first = int(start[0]) if start else 1
        number = self._numbers.get(id(parent), first)
        self._numbers[id(parent)] = number + 1
        return f"{number}."

    def _inner_state(self, element: Tag, state: _State) -> _State:
        name = element.name
        if name in _BLOCKS:
            role = state.role
            if name == "li":
                role = Role("list", marker=self._marker(element))
            elif name not in self._line_elements:
                role = _role(element, role)
            state = state._replace(element=element, role=role)
        if name in ("b", "strong"):
            state = state._replace(bold=True)
        elif name in ("em", "i", "small"):
            state = state._replace(small=True)
        elif name == "a" and element.get("href"):
            state = state._replace(href=str(element["href"]))
        return _styled(element, state) if element.attrs else state


def _styled(element: Tag, state: _State) -> _State:
    attributes = element.attrs
    style, classes = str(attributes.get("style", "")), str(attributes.get("class", ""))
    size = _SIZE_CLASS.search(classes) or _SIZE_STYLE.search(style)
    if size:
        state = state._replace(size=int(size[1]))
    if style and _BOLD_STYLE.search(style):
        state = state._replace(bold=True)
    if "has-small-font-size" in classes:
        state = state._replace(small=True)
    if language := attributes.get("lang"):
        state = state._replace(language=str(language))
    return state


def _role(element: Tag, around: Role | None) -> Role | None:
    """The role of the lines of a block-level element: its own, or that of what it stands in."""
    name = element.name
    if name in ("h1", "h2", "h3", "h4", "h5", "h6") and _is_short(element):
        return Role("heading", level=max(2, int(name[1])))
    if name in ("figcaption", "caption"):
        return Role("caption")
    if around is None:
        return Role("quote") if name == "blockquote" else None
    return Role("quote") if around.kind == "quote" else around


def _is_short(element: Tag) -> bool:
    """Whether an element holds little enough to be a heading."""
    nodes = list(beginning(element, _MOST_IN_HEADING))
    length = sum(len(node) for node in nodes if isinstance(node, NavigableString))
    return length <= _LONGEST_HEADING and len(nodes) < _MOST_IN_HEADING


def _links(pieces: list[tuple[str, _State]], base: str) -> tuple[Link, ...]:
    """The links of a line: one for each run of pieces under the same address."""
    if not any(state.href for _, state in pieces):
        return ()
    links: list[Link] = []
    previous = ""
    for text, state in pieces:
        href = "" if state.href.startswith("#") else absolute(base, state.href)
        href = href if is_web(href) else ""
        if href and href == previous:
            links[-1] = Link(url=links[-1].url, text=links[-1].text + text)
        elif href:
            links.append(Link(url=href, text=text))
        previous = href
    return tuple(Link(url=link.url, text=clean(link.text)) for link in links)
