"""The words of one page language, ready to be filled in: notices joined with its formats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from markupsafe import Markup, escape

from output.dates import Language
from output.notices import HowWords, Notices, load_notices, notice_language, plural
from pipeline.records import Clinic, Finding, Post


class Words:
    """What templates ask for words, dates and numbers of the language `code` of the notices."""

    def __init__(self, notices: Notices, code: str) -> None:
        self.code = code
        self.language = Language(code)
        self.notices = notices
        self._phrase = lru_cache(maxsize=4096)(self._plural)
        self._bare = lru_cache(maxsize=4096)(self._counted)

    def counted(self, name: str, number: int, **fields: str | int) -> str:
        """Return the counted phrase `name` for `number`, its placeholders filled by `fields`."""
        if not fields:
            return self._bare(name, number)
        shown = {key: self._shown(value) for key, value in fields.items()}
        return self._phrase(name, number).format(n=self.language.number(number), **shown)

    def checks(self, names: tuple[str, ...]) -> str:
        """Return the names of checks as one phrase; a check without a name goes by its id."""
        return self.language.enumerate([self.notices.check.get(name, name) for name in names])

    def term_counts(self, counts: Mapping[str, int]) -> str:
        """Return how glossary terms were satisfied, in the order of the ladder."""
        ladder = {field: getattr(self.notices.how, field) for field in HowWords.__struct_fields__}
        return self.language.enumerate(
            [
                f"{self.language.number(counts[how])} {name}"
                for how, name in ladder.items()
                if counts.get(how)
            ]
        )

    def severity(self, finding: Finding) -> str:
        """Return the name of a finding's severity."""
        return str(getattr(self.notices.severity, finding.severity))

    def _counted(self, name: str, number: int) -> str:
        return self._phrase(name, number).format(n=self.language.number(number))

    def _plural(self, name: str, number: int) -> str:
        return plural(getattr(self.notices.plural, name), number, self.language.locale)

    def _shown(self, value: str | int) -> str:
        return self.language.number(value) if isinstance(value, int) else value


@cache
def words_for(language: str) -> Words:
    """Return the words of pages in `language`, or the fallback's.

    Raises `ConfigError` when the file of notices is damaged.
    """
    code = notice_language(language)
    return Words(load_notices(code), code)


def fill(text: str, **fields: object) -> Markup:
    """Return `text` escaped, its placeholders filled; markup among `fields` stays markup."""
    return escape(text).format(**fields)


def clinic_name(clinic: Clinic, language: str) -> tuple[str, str]:
    """Return the name of `clinic` in `language` and the language it is in; any name, or its id."""
    for code in (language, "en", *clinic.names):
        if code in clinic.names:
            return clinic.names[code], code
    return clinic.id, ""


def other_names(clinic: Clinic, shown: str) -> list[tuple[str, str]]:
    """Return the names of `clinic` in languages other than `shown`, each with its language."""
    name = clinic.names.get(shown)
    return [(text, code) for code, text in clinic.names.items() if text != name]


def title_of(post: Post, words: Words) -> str:
    """Return the post's own title, or what stands for one."""
    return post.title or words.notices.page.untitled
