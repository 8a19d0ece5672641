"""Dates and times as pages write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

KOREA = timezone(timedelta(hours=9))
"""Korea Standard Time, which Korean sites mean and do not write."""

_DATE_TIME = re.compile(
    r"(?<!\d)(\d{4})\s*[./년-]\s*(\d{1,2})\s*[./월-]\s*(\d{1,2})(?:\s*[.일](?!\d))?"
    r"(?:[\sT]{0,3}(오전|오후)?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_AGO = re.compile(r"(\d{1,4})\s*(초|분|시간|일|주)\s*전")
_UNITS = {"초": "seconds", "분": "minutes", "시간": "hours", "일": "days", "주": "weeks"}


def korean_time(text: str, now: datetime | None = None) -> str | None:
    """Return the time that Korean text names, in ISO 8601: with +09:00, or a bare date.

    Reads `2025. 1. 17. 14:39`, `2015/12/21 11:02`, `2025년 6월 11일`, and, where `now` says when
    the page was seen, `3시간 전` to the minute. None where the text names no time.
    """
    if match := _DATE_TIME.search(text):
        return _absolute(match)
    if now and "방금" in text:
        return _to_the_minute(now)
    if now and (ago := _AGO.search(text)):
        moment = now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        if ago[2] in ("일", "주"):
            return moment.astimezone(KOREA).date().isoformat()
        return _to_the_minute(moment)
    return None


def _to_the_minute(moment: datetime) -> str:
    return moment.astimezone(KOREA).replace(second=0, microsecond=0).isoformat()


def _absolute(match: re.Match[str]) -> str | None:
    year, month, day, half, hour, minute, second = match.groups()
    try:
        date = datetime(int(year), int(month), int(day), tzinfo=KOREA)
        if hour is None:
            return date.date().isoformat()
        hours = int(hour) % 12 + (12 if half == "오후" else 0) if half else int(hour)
        return date.replace(hour=hours, minute=int(minute), second=int(second or 0)).isoformat()
    except ValueError:
        return None
