"""The records that flow through the pipeline, and their deterministic JSON.

Every record is a frozen struct. A file of the archive holds one document record (`Post` or
`PostTranslation`), which carries the version of its format and the digest of the record it was
made from. The same record always gives the same bytes: fields in the order of their
declaration, fields at their default left out, UTF-8, an indent of one space, one final newline.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, TypeVar

import msgspec

FORMAT = 1
"""Version of the archive format that this code writes, and the newest that it reads."""

BlockKind = Literal[
    "heading",
    "paragraph",
    "list",
    "quote",
    "image",
    "caption",
    "table",
    "link",
    "separator",
    "disclaimer",
]
Severity = Literal["error", "warning", "note"]
Status = Literal["machine", "edited", "approved", "untranslated"]
How = Literal["plain", "inline", "reranked", "placeholder", "spliced", "flagged"]

Span = tuple[int, int]
"""Start and end of a piece of text, in characters (code points), end exclusive."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all records: frozen, compared by value, defaults left out of the JSON."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the defaults: msgspec knows them by identity, which a copy would lose."""
        fields, defaults = self.__struct_fields__, self.__struct_defaults__
        required = len(fields) - len(defaults)
        given = {name: getattr(self, name) for name in fields[:required]}
        for name, default in zip(fields[required:], defaults, strict=True):
            value = getattr(self, name)
            if value is not default:
                given[name] = value
        return _unpickled, (type(self), given)


def _unpickled(kind: type[Record], given: dict[str, Any]) -> Record:
    return kind(**given)


class Capture(Record, frozen=True, kw_only=True):
    """One captured resource: what was served, when, and where in the WARC files it lies.

    `fetched_at` is an RFC 3339 time in UTC (`2025-01-17T05:39:00Z`), as WARC-Date. `offset` is
    the byte offset of the record in `warc_file`, a name relative to `captures/`.
    `payload_digest` is `sha256:` and 64 hexadecimal digits, over the payload after transfer
    decoding and before content decoding (WARC 1.1, 5.8).
    """

    url: str
    fetched_at: str
    media_type: str
    payload_digest: str
    record_id: str
    warc_file: str
    offset: int
    status: int | None = None
    charset: str | None = None


class Image(Record, frozen=True, kw_only=True):
    """An image of a post. `url` is the full-size address; width and height are in pixels."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    digest: str | None = None


class Link(Record, frozen=True, kw_only=True):
    """A hyperlink of a block: its text as shown and the address it leads to."""

    url: str
    text: str = ""


class Cell(Record, frozen=True, kw_only=True):
    """The place of one table cell; `Block.lines` holds its text at the same index."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


class Block(Record, frozen=True, kw_only=True):
    """A piece of a post's body, in reading order.

    `lines` are the visual lines as the page breaks them, stripped of zero-width characters and
    outer white space, none of them empty. By kind:

    - `list`: one item a block; `marker` is its bullet or number (`•`, `✔`, `2.`), not in `lines`.
    - `heading`: `level` 2 to 6 (the post's title is level 1).
    - `table`: one line a cell, placed by `cells`.
    - `image`: no lines; a `caption` block follows where the page has one.
    - `link`: a link card; `lines` are its title and summary, `links` its one address.
    - `separator`: a rule; no lines.

    `language` is an ISO 639 code, `und` where there are no letters, or empty before detection.
    `locator` is a CSS selector list that selects in the captured page, in document order, the
    elements that the block was read from.
    """

    kind: BlockKind
    lines: tuple[str, ...] = ()
    language: str = ""
    locator: str = ""
    level: int = 0
    marker: str = ""
    image: Image | None = None
    cells: tuple[Cell, ...] = ()
    links: tuple[Link, ...] = ()


class Post(Record, frozen=True, kw_only=True):
    """A post as extracted from one capture.

    `id` is a path-safe name, unique within `clinic` (itself a path-safe name). `published` is an
    ISO 8601 time with its offset, or a bare date, or None where the page gives none.
    `extractor` is adapter and version (`naver/1`); the same capture and extractor give the same
    post. `notes` are sentences for a person about what the extractor met and did not know.
    """

    format: int
    id: str
    clinic: str
    source: str
    url: str
    title: str
    author: str = ""
    published: str | None = None
    category: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    extractor: str
    capture: Capture


class Clinic(Record, frozen=True, kw_only=True):
    """A clinic whose posts the archive holds.

    `id` is a path-safe name; `names` its name by language code. `sites` are address prefixes
    without scheme (`blog.naver.com/tssample`): a post whose address starts with one is this
    clinic's. `profile` is the address of its own page or blog.
    """

    id: str
    names: dict[str, str] = {}
    sites: tuple[str, ...] = ()
    profile: str = ""


class Summary(Record, frozen=True, kw_only=True):
    """What a list of posts shows of one: in the language of the list.

    `title` and `lead` (the first sentence of the body) are translated; `original_title` is as
    captured, in `original_language`. `segments` counts the translated ones; `terms` the uses of
    glossary terms in them, `flagged` those of them that do not hold; `findings` the findings by
    severity; `translated_at` is the translation's.
    """

    clinic: str
    post: str
    title: str
    original_title: str
    original_language: str = ""
    lead: str
    published: str | None
    segments: int
    terms: int
    flagged: int
    findings: dict[str, int]
    translated_at: str = ""


class Morpheme(Record, frozen=True, kw_only=True, array_like=True):
    """One morpheme of an analysed text: dictionary form, tag (Sejong tag set), character span."""

    form: str
    tag: str
    start: int
    end: int


class Piece(Record, frozen=True, kw_only=True, array_like=True):
    """A stretch of one line of a block: `lines[line][start:end]`, in characters."""

    line: int
    start: int
    end: int


class Segment(Record, frozen=True, kw_only=True):
    """The unit of translation: a sentence, a heading, a list item, a cell.

    `block` is an index into `Post.blocks`, or -1 for the post's title (one line). `pieces` say
    which stretches of the block's lines the text is made of, in order; `text` is those stretches
    with white space folded, joined by a space where a line ends. `id` is made from the text, so
    that it stays the same when sentences before it come or go.
    """

    id: str
    block: int
    text: str
    language: str
    pieces: tuple[Piece, ...]


class TermUse(Record, frozen=True, kw_only=True):
    """One use of a glossary term in a segment, and how the translation satisfies it.

    `entry` names the glossary entry (`skin:스마스층`); `source_span` is where it stands in the
    segment's text, `required` the preferred target form. `how` is the rung of enforcement that
    satisfied it (`plain`: the model's own translation already did), or `flagged`, in which case
    `reason` says why; `target_span` is where the term stands in the translation.
    """

    entry: str
    source: str
    source_span: Span
    required: str
    how: How
    target_span: Span | None = None
    reason: str = ""


class Finding(Record, frozen=True, kw_only=True):
    """What a check found in one segment: one sentence for a person, and where on both sides."""

    check: str
    severity: Severity
    message: str
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()


class Translation(Record, frozen=True, kw_only=True):
    """A segment and its translation.

    `signature` says all that the text depended on; the same signature and source give the same
    text. It is empty when `status` is `untranslated` (the segment is in the target language
    already, or holds no letters, and `text` is the source text). `score` is the decoder's mean
    log probability a token. `repaired` names the checks whose errors another hypothesis mended.
    `editor` and `edited_at` tell whose correction `text` is, where `status` is not `machine`.
    """

    segment: Segment
    text: str
    status: Status = "machine"
    terms: tuple[TermUse, ...] = ()
    findings: tuple[Finding, ...] = ()
    score: float | None = None
    confidence: float | None = None
    signature: str = ""
    repaired: tuple[str, ...] = ()
    editor: str = ""
    edited_at: str = ""


class PostTranslation(Record, frozen=True, kw_only=True):
    """The translation of one post into one language, sentence by sentence.

    `post_digest` is the digest of the `post.json` that it was made from. `translated_at` is
    when its content last changed, an RFC 3339 time in UTC; a rebuild keeps it. `notice` says, in
    the target language, that a machine translated it, and what was checked and found.
    """

    format: int
    post: str
    source_language: str
    target_language: str
    post_digest: str
    translated_at: str
    notice: str = ""
    segments: tuple[Translation, ...] = ()


T = TypeVar("T", bound=msgspec.Struct)


NOT_A_RECORD = (msgspec.MsgspecError, UnicodeDecodeError)
"""What decoding raises for bytes that hold no record; msgspec does not wrap bad UTF-8."""


def to_json(record: msgspec.Struct) -> bytes:
    """Return the one JSON form of `record`, ready to be written to a file."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def from_json(data: bytes, kind: type[T]) -> T:
    """Return the record of type `kind` that `data` holds.

    Raises `msgspec.ValidationError` (its message names the path of the field) or another of
    `NOT_A_RECORD` when `data` is something else.
    """
    return msgspec.json.decode(data, type=kind)


def digest(data: bytes) -> str:
    """Return `sha256:` and the SHA-256 of `data` in hexadecimal."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
