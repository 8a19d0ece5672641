"""What a build hands to whoever does its work, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from glossary.load import Glossary
from glossary.terms import TermMatch
from pipeline.config import Config
from pipeline.edits import Edits
from pipeline.memory import Remembered, Tally
from pipeline.models import Model
from pipeline.records import Capture, Clinic, Post, PostTranslation, Segment, Summary


class Settings(NamedTuple):
    """What the work on every post depends on; `glossaries` are by clinic, see `Glossaries`."""

    config: Config
    models: tuple[Model, ...]
    glossaries: Mapping[str, Glossary]
    tool: str


class Page(NamedTuple):
    """A captured page and its payload, content decoding undone."""

    capture: Capture
    payload: bytes


class Text(NamedTuple):
    """A distinct text to translate, and as it is decoded; segments may share one.

    `key` is that of the memory.
    """

    language: str
    text: str
    source: str
    matches: tuple[TermMatch, ...]
    signature: str
    key: str


class Read(NamedTuple):
    """A post as it was read from a page.

    `texts` holds, by target language, what each of its segments is decoded as, if it is.
    """

    post: Post
    clinic: Clinic
    segments: tuple[Segment, ...]
    texts: Mapping[str, tuple[Text | None, ...]]


class Order(NamedTuple):
    """A post to be translated into `languages` and published.

    `clinic` is as the archive knows it. `edits` and `before`, the translations that are there,
    are by language; `images` are the paths of local copies on the site by address.
    """

    read: Read
    clinic: Clinic
    languages: tuple[str, ...]
    edits: Mapping[str, Edits]
    before: Mapping[str, PostTranslation]
    images: Mapping[str, str]

    def texts(self, language: str) -> Iterator[Text]:
        """Yield what is decoded of the post for `language`: nothing where it is none of its."""
        if language in self.languages:
            yield from (text for text in self.read.texts[language] if text is not None)


class Finished(NamedTuple):
    """What became of an order: the files of its records and pages, and what they amount to.

    `translations` and `summaries` are by language; `pages` are paths on the site and their
    bytes. `held` tells, by language, why a translation is not published.
    """

    post: bytes
    translations: Mapping[str, bytes]
    pages: tuple[tuple[str, bytes], ...]
    summaries: dict[str, Summary]
    held: dict[str, str]
    tally: Tally


class Batch(NamedTuple):
    """Orders that are decoded together, what the memory holds of their texts, and the time now."""

    orders: Sequence[Order]
    remembered: Mapping[str, Remembered]
    time: str
