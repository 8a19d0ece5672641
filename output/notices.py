"""The words of the published pages: one TOML file a language in `output/notices/`.

A language without a file reads English. Placeholders in braces are filled by `str.format`;
plural forms are chosen by the CLDR rules of the language.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
from babel import Locale

from pipeline.errors import ConfigError
from pipeline.records import Record

FALLBACK = "en"
"""The language whose notices stand in for a language that has none."""


class PageWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every page shows around its content."""

    skip: str
    languages: str
    original_in: str
    untitled: str
    footer: str


class ListingWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of posts."""

    intro: str
    clinics: str
    posts: str
    empty: str
    pages: str
    newer: str
    older: str
    position: str
    profile: str
    all_clinics: str


class PostWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The frame of a post: facts, labels of its parts, the ways back."""

    kind: str
    kind_kept: str
    kind_original: str
    author: str
    category: str
    published: str
    no_date: str
    translated: str
    captured: str
    tags: str
    links: str
    table: str
    disclaimer: str
    interlinear: str
    more: str
    back_archive: str
    back_clinic: str
    back_profile: str


class NoticeWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reader must know before reading: machine translation, checks, medicine."""

    heading: str
    translation: str
    compare: str
    copy: str
    original: str
    medical: str
    medical_text: str
    how_to_open: str
    no_machine: str
    checks: str
    no_checks: str
    result: str
    none_marked: str
    no_person: str
    terms: str
    marked_list: str
    original_heading: str
    original_text: str
    original_link: str
    original_medical: str


class SentenceWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be opened behind a sentence."""

    open: str
    open_marked: str
    machine: str
    edited: str
    approved: str
    by: str
    kept: str
    missing: str
    terms: str
    flagged: str
    in_copy: str
    link: str


class ImageWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lines under an image."""

    label: str
    source: str
    absent: str
    view: str


class ProvenanceWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The panel that names the evidence."""

    heading: str
    text: str
    address: str
    fetched: str
    file: str
    position: str
    record: str
    payload: str
    extractor: str
    post: str
    signature: str
    tool: str


class WithdrawnWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the place of a withdrawn post."""

    heading: str
    text: str
    date: str
    reason: str


class SeverityWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The severities of a finding."""

    error: str
    warning: str
    note: str


class HowWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rungs on which a glossary term was satisfied."""

    plain: str
    inline: str
    reranked: str
    placeholder: str
    spliced: str
    flagged: str


class PluralForm(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One counted phrase, by CLDR plural category."""

    other: str
    one: str = ""
    two: str = ""
    few: str = ""
    many: str = ""
    zero: str = ""


class PluralWords(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The counted phrases."""

    posts: PluralForm
    sentences: PluralForm
    terms: PluralForm
    flagged: PluralForm
    errors: PluralForm
    warnings: PluralForm
    notes: PluralForm
    passed: PluralForm
    marked: PluralForm
    noted: PluralForm
    edited: PluralForm
    approved: PluralForm
    kept: PluralForm
    missing: PluralForm
    term_uses: PluralForm


class Notices(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All words of one language. `check` names the checks that have a name in it."""

    page: PageWords
    listing: ListingWords
    post: PostWords
    notice: NoticeWords
    sentence: SentenceWords
    image: ImageWords
    provenance: ProvenanceWords
    withdrawn: WithdrawnWords
    severity: SeverityWords
    how: HowWords
    check: dict[str, str]
    plural: PluralWords


def notice_language(language: str) -> str:
    """Return the language whose notices a page in `language` shows: itself, or the fallback."""
    primary = language.partition("-")[0].lower()
    return primary if _file(primary).is_file() else FALLBACK


@cache
def load_notices(language: str) -> Notices:
    """Return the notices for pages in `language` (an ISO 639 code, a region is disregarded).

    Raises `ConfigError` naming file and key when a key is missing, unknown or not text.
    """
    source = _file(notice_language(language))
    return parse_notices(source.read_bytes(), source.name)


def parse_notices(data: bytes, name: str) -> Notices:
    """Return the notices that the TOML text `data` holds; `name` is its file, for messages."""
    try:
        return msgspec.toml.decode(data, type=Notices)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{name}: {error}. Every key of output/notices/en.toml must be there, as text."
        ) from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}.") from error


def plural(form: PluralForm, number: int, locale: Locale) -> str:
    """Return the phrase of `form` for `number` things, still holding its placeholders."""
    category: str = locale.plural_form(number)
    return str(getattr(form, category, "")) or form.other


def _file(language: str) -> Traversable:
    return files("output") / "notices" / f"{language}.toml"
