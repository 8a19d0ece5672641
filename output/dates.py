"""Dates, counts and language names in the language of a page, by CLDR through babel."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal


class Language:
    """How one page language writes dates, numbers, lists and the names of languages."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(code, sep="-")
        # Lists of posts ask for the same few days and numbers again and again.
        self._long_date = lru_cache(maxsize=4096)(self._format_date)
        self.number = lru_cache(maxsize=4096)(self._number)

    def day(self, value: str) -> str:
        """Return the day of an ISO 8601 time or date, in its own zone; other text as it is."""
        moment = parse(value)
        if moment is None:
            return value
        return self._long_date(moment.date() if isinstance(moment, datetime) else moment)

    def moment(self, value: str) -> str:
        """Return day, time and zone of an ISO 8601 time, in its own zone; a bare date as day."""
        moment = parse(value)
        if not isinstance(moment, datetime):
            return self.day(value)
        clock = format_time(moment, format="short", locale=self.locale)
        pattern = str(self.locale.datetime_formats["long"]).replace("'", "")
        joined = pattern.replace("{0}", clock).replace("{1}", self.day(value))
        return f"{joined} ({zone(moment)})" if moment.tzinfo else joined

    def _format_date(self, day: date) -> str:
        return format_date(day, format="long", locale=self.locale)

    def _number(self, value: int) -> str:
        """Return `value` with the digits and separators of the language."""
        return format_decimal(value, locale=self.locale)

    def enumerate(self, items: list[str]) -> str:
        """Return `items` as one phrase ("a, b and c")."""
        return format_list(items, locale=self.locale)

    def name_of(self, code: str) -> str:
        """Return the name of the language `code` in this language, or the code itself."""
        return _name(code, self.locale)


def parse(value: str) -> datetime | date | None:
    """Return the ISO 8601 time or bare date that `value` holds, or None where it holds neither."""
    try:
        return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def zone(moment: datetime) -> str:
    """Return the offset of `moment` from UTC: `UTC`, `UTC+09:00`."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}" if minutes else "UTC"


@lru_cache
def own_name(code: str) -> str:
    """Return the name of the language `code` in itself (`한국어`), or the code itself."""
    try:
        return _name(code, Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache
def direction(code: str) -> str:
    """Return the writing direction of the language `code`: `rtl` or `ltr`."""
    try:
        return Locale.parse(code, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _name(code: str, locale: Locale) -> str:
    languages = locale.languages
    return str(languages.get(code.replace("-", "_")) or languages.get(code.split("-")[0]) or code)
