"""What pages say of themselves to machines: JSON-LD, meta elements and bylines."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sources.dates import korean_time
from sources.page import Page
from sources.text import clean

_ARTICLES = frozenset(
    (
        "Article",
        "BlogPosting",
        "NewsArticle",
        "MedicalScholarlyArticle",
        "MedicalWebPage",
        "WebPage",
    )
)
_BYLINE_AUTHOR = re.compile(
    r"(?:작성자|글쓴이|등록자|글|By|Author)\s*[:：]?\s*([^|/·\n]{2,40}?)\s*(?=$|[|/·]|조회|댓글|등록일|작성일)",
)
_BYLINE_DATE = re.compile(r"(?:작성일|등록일|게시일|수정일|날짜|date|posted)", re.IGNORECASE)
_AFTER_SLASH = re.compile(r"\d{1,2}일?\s*[|/·]\s*([^|/·]{2,40})$")
_SHORT_YEAR = re.compile(r"(?<![\d.-])(\d{2})[-.](\d{2})[-.](\d{2})(?![\d-])")
_LONGEST_BYLINE = 90


def headline(page: Page) -> str:
    """The title that JSON-LD or Open Graph gives, without the name of the site."""
    for item in _articles(page):
        if isinstance(item.get("headline"), str):
            return clean(item["headline"])
    return page.metas.get("og:title", "")


def author(page: Page) -> str:
    """The author that JSON-LD or a meta element names."""
    for item in _articles(page):
        found = item.get("author")
        names = [_name(one) for one in (found if isinstance(found, list) else [found])]
        if named := ", ".join(filter(None, names)):
            return named
    metas = (page.metas.get(name) for name in ("author", "article:author", "og.article.author"))
    return next(filter(None, metas), "")


def published(page: Page) -> str | None:
    """The time of publication that the page gives to machines, in ISO 8601."""
    candidates = [item.get("datePublished") for item in _articles(page)]
    candidates += [page.metas.get(name) for name in ("article:published_time", "date", "dc.date")]
    stamped = page.elements.first("time.published[datetime], time[pubdate][datetime]")
    candidates.append(stamped.get("datetime") if stamped is not None else None)
    for candidate in candidates:
        if isinstance(candidate, str) and (moment := iso_time(candidate)):
            return moment
    return None


def iso_time(text: str) -> str | None:
    """Return an ISO 8601 time with its offset, or the bare date where it has no offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    bare = moment.tzinfo is None or len(text.strip()) <= len("2025-01-01")
    return moment.date().isoformat() if bare else moment.isoformat()


def byline(text: str) -> tuple[str, str | None] | None:
    """Author and date of a line such as `작성일 2025-03-04 | 작성자 봄빛피부과`, else None."""
    if len(text) > _LONGEST_BYLINE or not _BYLINE_DATE.search(text):
        return None
    moment = korean_time(_SHORT_YEAR.sub(r"20\1-\2-\3", text))
    if moment is None:
        return None
    named = _BYLINE_AUTHOR.search(text) or _AFTER_SLASH.search(text)
    return (clean(named[1]) if named else ""), moment


def _articles(page: Page) -> list[dict[str, Any]]:
    def is_article(item: dict[str, Any]) -> bool:
        kinds = item.get("@type")
        return bool(_ARTICLES & set(map(str, kinds if isinstance(kinds, list) else [kinds])))

    found = [item for item in page.linked_data if is_article(item)]
    return sorted(found, key=lambda item: item.get("@type") == "WebPage")


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return clean(value) if isinstance(value, str) else ""
