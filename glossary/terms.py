"""A glossary entry, and one use of it in a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import msgspec

from pipeline.records import Record, Severity, Span, digest

Status = Literal["approved", "draft", "forbidden"]
PartOfSpeech = Literal["noun", "proper", "adjective", "adverb", "verb", "phrase"]

CATEGORIES = (
    "anatomy",
    "care",
    "condition",
    "device",
    "drug",
    "facility",
    "material",
    "measure",
    "phrase",
    "procedure",
    "symptom",
)
"""The categories of the built-in glossary; other glossaries may name their own."""


class Term(Record, frozen=True, kw_only=True, dict=True):
    """One concept of a glossary: what it is called in the source, and what it must be called.

    `variants` are further spellings in the source language. `target` is the preferred target
    form; `forms` are further ones a translation may use. Plural, singular, possessive, article
    and capital of English forms need no listing (see `glossary.english`); a form that begins
    with `to ` is a verb and stands for all its inflections.

    `approved` entries are enforced, `draft` ones are not. A `forbidden` entry names a target
    form that must not stand in a translation of `source`; `preferred` is the one to use
    instead. `keep` marks a source term that is left as it is (do not translate).

    A use counts only where the segment holds one of the words `near` (if any are listed), and
    none of `not_near`.

    `glossary` is the name of the glossary, `path` and `line` where the entry was read.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    glossary: str = ""
    category: str = ""
    part_of_speech: PartOfSpeech = "noun"
    variants: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    status: Status = "approved"
    preferred: str = ""
    keep: bool = False
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    note: str = ""
    citation: str = ""
    path: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """The name of the entry, unique but for entries told apart by context: `skin:스마스층`."""
        return f"{self.glossary}:{self.source}"

    @cached_property
    def digest(self) -> str:
        """A digest of all that can change a translation: neither note, citation nor place."""
        bare = msgspec.structs.replace(self, note="", citation="", category="", path="", line=0)
        return digest(msgspec.json.encode(bare))

    @property
    def surfaces(self) -> tuple[str, ...]:
        """All that the term is called in the source language, the main form first."""
        return (self.source, *self.variants)

    @property
    def required(self) -> str:
        """The preferred target form: `preferred` for a forbidden entry."""
        return self.preferred if self.status == "forbidden" else self.target

    def reversed(self) -> Term:
        """Return the entry for the opposite direction: its target forms are what is looked for.

        Verb forms (`to …`) are no source term, and the context words belong to the language
        of the source, so that neither is carried over.
        """
        return msgspec.structs.replace(
            self,
            source=self.target,
            target=self.source,
            source_language=self.target_language,
            target_language=self.source_language,
            variants=tuple(form for form in self.forms if not form.startswith("to ")),
            forms=self.variants,
            near=(),
            not_near=(),
        )


class TermMatch(Record, frozen=True, kw_only=True):
    """A use of `term` in a text, at `span`; `surface` is the text as it stands there."""

    term: Term
    span: Span
    surface: str


class Problem(Record, frozen=True, kw_only=True):
    """Something wrong in a glossary file: where, and a sentence for a person.

    An `error` leaves its row out; a `warning` does not; a `note` only tells, as when one
    glossary takes precedence over another.
    """

    path: str
    line: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message}"


def glossary_digest(matches: Sequence[TermMatch]) -> str:
    """Return eight hexadecimal digits over the entries that `matches` use, or `none`.

    It changes when one of these entries changes, and with no other entry.
    """
    digests = sorted({match.term.digest for match in matches})
    return digest("".join(digests).encode())[7:15] if digests else "none"
