"""Lists of posts: the index of the site and one of each clinic, in pages, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from output.dates import own_name, parse
from output.feed import feed, feed_name
from output.frame import Choice, Site, address, frame, index_name, render, stylesheet
from output.words import clinic_name, other_names, words_for
from pipeline.records import Clinic, Summary

PAGE = 100
"""Posts on one page of a list."""

_UNDATED = datetime.min.replace(tzinfo=UTC)


def listing_pages(
    site: Site, summaries: Mapping[str, Sequence[Summary]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the stylesheet and, in each language of the site, index and clinic lists.

    `summaries` holds, by target language, the posts that have a page in it, in any order.
    Paths: `index.html`, `page-2.html` … and `<clinic>/index.html` … in the default language,
    `index.<language>.html` … in the others. Undated posts come last. Where the site's address
    is known there is an Atom feed a language as well.
    """
    yield stylesheet()
    for language in site.languages:
        newest_first = sorted(summaries.get(language, ()), key=_order)
        by_clinic: dict[str, list[Summary]] = {clinic.id: [] for clinic in site.clinics}
        for summary in newest_first:
            by_clinic.setdefault(summary.clinic, []).append(summary)
        totals = {name: _totals(posts) for name, posts in by_clinic.items()}
        yield from _index(site, language, newest_first, totals)
        if site.base_url and newest_first:
            yield feed_name(site, language), feed(site, language, newest_first)
        for name, posts in by_clinic.items():
            yield from _clinic(site, language, site.clinic(name), posts, totals[name])


def _index(
    site: Site, language: str, posts: Sequence[Summary], totals: Mapping[str, dict[str, int]]
) -> Iterator[tuple[str, bytes]]:
    words = words_for(language)
    named = [
        (clinic, *clinic_name(clinic, words.code), totals[name])
        for name, clinic in ((name, site.clinic(name)) for name in totals)
    ]
    clinics = sorted(named, key=lambda entry: (entry[1], entry[0].id))
    whole = _totals(posts)
    for page, context in _pages(site, language, posts, depth=0):
        name = index_name(site, language, page)
        context |= {
            "heading": site.title,
            "show_clinic": True,
            "clinics": clinics,
            "totals": whole,
            "feed": feed_name(site, language) if site.base_url and posts else "",
            "canonical": address(site, name),
        }
        yield name, render("index.html", context)


def _clinic(
    site: Site, language: str, clinic: Clinic, posts: Sequence[Summary], totals: dict[str, int]
) -> Iterator[tuple[str, bytes]]:
    shown, shown_language = clinic_name(clinic, words_for(language).code)
    for page, context in _pages(site, language, posts, depth=1):
        path = f"{clinic.id}/{index_name(site, language, page)}"
        context |= {
            "clinic": clinic,
            "clinic_name": shown,
            "clinic_language": shown_language,
            "clinic_others": other_names(clinic, shown_language),
            "heading": shown,
            "show_clinic": False,
            "totals": totals,
            "canonical": address(site, path),
        }
        yield path, render("clinic.html", context)


def _pages(
    site: Site, language: str, posts: Sequence[Summary], *, depth: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    pages = max(1, -(-len(posts) // PAGE))
    words = words_for(language)
    names = {
        name: clinic_name(site.clinic(name), words.code) for name in {post.clinic for post in posts}
    }
    for page in range(1, pages + 1):
        yield (
            page,
            frame(site, words, language, depth=depth)
            | {
                "posts": posts[(page - 1) * PAGE : page * PAGE],
                "names": names,
                "page": page,
                "pages": pages,
                "newer": index_name(site, language, page - 1) if page > 1 else "",
                "older": index_name(site, language, page + 1) if page < pages else "",
                "home": "../" * depth + index_name(site, language),
                "choices": [
                    Choice(index_name(site, code), code, own_name(code), code, code == language)
                    for code in site.languages
                ],
            },
        )


def _order(summary: Summary) -> tuple[float, str, str]:
    moment = parse(summary.published or "")
    if isinstance(moment, datetime):
        instant = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    elif isinstance(moment, date):
        instant = datetime.combine(moment, time(), UTC)
    else:
        instant = _UNDATED
    return -(instant - _UNDATED).total_seconds(), summary.clinic, summary.post


def _totals(posts: Sequence[Summary]) -> dict[str, int]:
    """Add up what the notices of a list count."""
    return {
        "posts": len(posts),
        "segments": sum(post.segments for post in posts),
        "terms": sum(post.terms for post in posts),
        "flagged": sum(post.flagged for post in posts),
        **{
            severity: sum(post.findings.get(severity, 0) for post in posts)
            for severity in ("error", "warning", "note")
        },
    }
