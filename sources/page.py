"""A captured page as adapters see it: its text, its tree and what its head says."""

from __future__ import annotations

import codecs
import json
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import charset_normalizer
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from pipeline.errors import NotAPostError, UnreadablePageError
from pipeline.records import Capture
from sources.address import absolute, is_web
from sources.text import clean
from sources.tree import Elements, parse

MAX_BYTES = 64 * 1024 * 1024
"""Pages larger than this are refused: no post is, and the tree of one would fill the memory."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {
    "euc_kr": "cp949",
    "johab": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
}
"""Labels that pages use for a wider encoding than they name (WHATWG Encoding, 4.2)."""


class Page:
    """One captured page. Nothing is decoded or parsed before it is asked for.

    `notes` grows while the page is read: sentences for a person about broken bytes and the like.
    Raises `NotAPostError` for a page without text, `UnreadablePageError` for one too large.
    """

    def __init__(self, capture: Capture, payload: bytes) -> None:
        self.capture = capture
        self.payload = payload
        self.notes: list[str] = []

    @property
    def url(self) -> str:
        """The address that the page was captured from."""
        return self.capture.url

    @cached_property
    def text(self) -> str:
        """The page as text: charset from header, byte order mark, meta element, then content."""
        if len(self.payload) > MAX_BYTES:
            raise UnreadablePageError(
                f"{self.url}: the page is {len(self.payload) / 2**20:.0f} MB; "
                f"at most {MAX_BYTES // 2**20} MB can be read."
            )
        if not self.payload.strip(b" \t\r\n\f\v\0"):
            raise NotAPostError(f"{self.url}: the page is empty.")
        text = self._decode()
        if "\0" in text:
            self.notes.append(f"{text.count(chr(0))} NUL characters were left out.")
            text = text.replace("\0", "")
        return text

    def _decode(self) -> str:
        claims = list(_claimed_charsets(self.capture.charset, self.payload))
        for charset in _in_order_of_trust(claims, self.payload):
            try:
                text = self.payload.decode(charset)
            except UnicodeDecodeError:
                continue
            if claims and charset != claims[0]:
                self.notes.append(f"The page says it is {claims[0]} but its bytes are {charset}.")
            return text
        return self._decode_broken(claims)

    def _decode_broken(self, claims: list[str]) -> str:
        """Decode bytes that no charset explains, with a visible mark (U+FFFD) for each bad one."""
        sample = self.payload[: 1 << 20]
        guess = None if claims else charset_normalizer.from_bytes(sample).best()
        charset = claims[0] if claims else (guess.encoding if guess else "utf-8")
        text = self.payload.decode(charset, errors="replace")
        self.notes.append(
            f"{text.count(chr(0xFFFD))} characters are broken in the page (not valid {charset}) "
            "and are shown as \N{REPLACEMENT CHARACTER}."
        )
        return text

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The tree of the page, built by lxml."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            return parse(self.text)

    @cached_property
    def elements(self) -> Elements:
        """The elements of the tree, to be found by name, id or selector."""
        return Elements(self.soup)

    @cached_property
    def metas(self) -> dict[str, str]:
        """What the `meta` elements say, by lower-case name or property; the first one wins."""
        found: dict[str, str] = {}
        for meta in self.elements.named("meta"):
            name = str(meta.get("property") or meta.get("name") or "").lower()
            content = clean(str(meta.get("content") or ""))
            if name and content:
                found.setdefault(name, content)
        return found

    def link(self, relation: str) -> str | None:
        """The absolute address of the first `link` element of this relation that has one."""
        for link in self.elements.named("link"):
            if "href" in link.attrs and relation in str(link.get("rel")).split():
                return absolute(self.url, str(link["href"]))
        return None

    @cached_property
    def title(self) -> str:
        """The text of the `title` element."""
        element = self.elements.first("title")
        return clean(element.get_text()) if element is not None else ""

    @cached_property
    def linked_data(self) -> list[dict[str, Any]]:
        """The JSON-LD objects of the page, those of a `@graph` one by one; broken ones left out."""
        found: list[dict[str, Any]] = []
        for script in self.elements.named("script"):
            if script.get("type") != "application/ld+json":
                continue
            try:
                found.extend(_objects(json.loads(script.get_text(), strict=False)))
            except (ValueError, RecursionError):
                self.notes.append("A JSON-LD block of the page is not valid JSON and was not read.")
        return found

    @cached_property
    def language(self) -> str:
        """The language that the `html` element declares (`ko`), or an empty string."""
        root = self.elements.first("html")
        declared = str(root.get("lang") or "") if root is not None else ""
        return declared.split("-")[0].lower()


def canonical_address(page: Page) -> str | None:
    """The address that the page itself says is its own: canonical link, else `og:url`."""
    address = page.link("canonical") or page.metas.get("og:url")
    return address if address and is_web(address) else None


def _claimed_charsets(header: str | None, payload: bytes) -> Iterator[str]:
    labels = [header or ""]
    labels += [name for bom, name in _BOMS if payload.startswith(bom)][:1]
    match = _META_CHARSET.search(payload, 0, 4096)
    labels.append(match[1].decode("ascii") if match else "")
    for label in labels:
        try:
            name = codecs.lookup(label.strip("\"' ") or "-").name
        except LookupError:
            continue
        yield _WIDER.get(name, name)


def _in_order_of_trust(claims: list[str], payload: bytes) -> Iterator[str]:
    """Claimed charsets, then the two that Korean pages come in.

    A Western label decodes any bytes at all, so UTF-8 is asked first where only that is claimed.
    """
    if payload.startswith(codecs.BOM_UTF8):
        yield "utf-8-sig"
    yield from (claim for claim in claims if claim != "cp1252")
    yield from ("utf-8", "cp949")
    yield from (claim for claim in claims if claim == "cp1252")


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _objects(item)
    elif isinstance(data, dict):
        graph = data.get("@graph")
        if isinstance(graph, list):
            yield from (item for item in graph if isinstance(item, dict))
        else:
            yield data
