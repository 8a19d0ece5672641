"""Lists of posts: pages of a hundred, newest first, in every language of the site."""

from __future__ import annotations

from typing import Any

import msgspec
from bs4 import BeautifulSoup

from output.site import Site, listing_pages
from pipeline.records import Clinic, Summary


def summary(number: int, published: str | None, clinic: str = "haneul") -> Summary:
    return Summary(
        clinic=clinic,
        post=f"p{number}",
        title=f"Post {number}",
        original_title=f"글 {number}",
        original_language="ko",
        lead="A first sentence.",
        published=published,
        segments=10,
        terms=4,
        flagged=1,
        findings={"error": 1, "warning": 2},
    )


def pages(site: Site, summaries: dict[str, list[Summary]]) -> dict[str, Any]:
    files = dict(listing_pages(site, summaries))
    assert files.pop("style.css")
    return {
        path: BeautifulSoup(data, "lxml") for path, data in files.items() if path.endswith(".html")
    }


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.select(".posts h3 a")]


def test_an_index_and_a_list_a_clinic_in_every_language(site: Site) -> None:
    made = pages(site, {"en": [summary(1, "2025-01-01")]})
    assert sorted(made) == [
        "haneul/index.html",
        "haneul/index.ja.html",
        "index.html",
        "index.ja.html",
    ]
    assert made["index.html"].select_one(".posts h3 a")["href"] == "haneul/p1/en.html"
    assert made["haneul/index.html"].select_one(".posts h3 a")["href"] == "../haneul/p1/en.html"
    assert "投稿はまだありません" in made["index.ja.html"].main.text
    assert made["index.ja.html"].select_one(".clinics a")["href"] == "haneul/index.ja.html"
    switch = made["haneul/index.html"].select("nav.languages a")
    assert [link["href"] for link in switch] == ["index.html", "index.ja.html"]


def test_the_newest_come_first_by_instant_and_the_undated_last(site: Site) -> None:
    posts = [
        summary(1, None),
        summary(2, "2025-01-02T00:30:00+09:00"),
        summary(3, "2025-01-01T23:00:00Z"),
        summary(4, "2025-01-01"),
        summary(5, "some day"),
    ]
    made = pages(site, {"en": posts})
    assert titles(made["index.html"]) == ["Post 3", "Post 2", "Post 4", "Post 1", "Post 5"]


def test_a_hundred_posts_a_page(site: Site) -> None:
    posts = [summary(n, f"2025-01-01T00:{n // 60:02}:{n % 60:02}Z") for n in range(250)]
    made = pages(site, {"en": posts})
    assert {"page-2.html", "page-3.html", "haneul/page-3.html"} <= made.keys()
    assert "page-4.html" not in made
    assert [len(titles(made[name])) for name in ("index.html", "page-2.html", "page-3.html")] == [
        100,
        100,
        50,
    ]
    middle = made["page-2.html"].select("nav.pages a")
    assert [(link["rel"], link["href"]) for link in middle] == [
        (["prev"], "index.html"),
        (["next"], "page-3.html"),
    ]
    assert "Page 2 of 3" in made["page-2.html"].select_one("nav.pages").text


def test_lists_count_honestly(site: Site) -> None:
    made = pages(site, {"en": [summary(1, None), summary(2, None)]})
    tally = " ".join(made["index.html"].select_one("header p.tally").text.split())
    assert tally == "2 posts · 20 sentences · 8 glossary terms (2 flagged) · 2 errors · 4 warnings"


def test_an_entry_shows_both_titles_clinic_and_date(site: Site) -> None:
    entry = pages(site, {"en": [summary(1, "2025-01-01")]})["index.html"].select_one(".posts li")
    assert entry.select_one(".original")["lang"] == "ko"
    assert entry.select_one(".original").text == "글 1"
    assert " ".join(entry.select_one(".byline").text.split()) == "Haneul Clinic · January 1, 2025"


def test_a_clinic_without_posts_and_posts_of_an_unknown_clinic_are_listed(site: Site) -> None:
    made = pages(site, {"en": [summary(1, None, clinic="elsewhere")]})
    assert titles(made["elsewhere/index.html"]) == ["Post 1"]
    assert "No posts yet." in made["haneul/index.html"].main.text


def test_the_clinic_page_names_the_clinic_in_its_languages_and_links_its_own(site: Site) -> None:
    page = pages(site, {})["haneul/index.html"]
    assert " ".join(page.h1.text.split()) == "Haneul Clinic · 하늘의원"
    assert page.select_one("header.index a.away")["href"] == "https://clinic.example.com/"


def test_names_and_titles_are_text_not_markup(site: Site) -> None:
    clinic = Clinic(id="haneul", names={"en": "<b>Bold</b>"}, profile="javascript:alert(1)")
    hostile = msgspec.structs.replace(
        summary(1, "<i>"), title="<script>", original_title="<img src=x>", lead="</p><hr>"
    )
    hostile_site = msgspec.structs.replace(site, title="<h1>", clinics=(clinic,))
    for page in pages(hostile_site, {"en": [hostile]}).values():
        assert not page.find_all(["script", "img", "b", "i", "hr"])
        assert not [a for a in page("a") if a["href"].startswith("javascript")]


def test_the_base_address_makes_canonical_ones(site: Site) -> None:
    based = msgspec.structs.replace(site, base_url="https://archive.example.org/ts/")
    made = pages(based, {"en": [summary(1, None)]})
    canonical = made["haneul/index.ja.html"].find("link", rel="canonical")
    assert canonical["href"] == "https://archive.example.org/ts/haneul/index.ja.html"
    assert pages(site, {})["index.html"].find("link", rel="canonical") is None


def test_the_stylesheet_loads_nothing(site: Site) -> None:
    css = dict(listing_pages(site, {}))["style.css"].decode()
    assert "url(" not in css
    assert "@import" not in css
    assert "http" not in css


def test_the_order_of_the_summaries_does_not_matter(site: Site) -> None:
    posts = [summary(n, f"2025-01-{n:02}") for n in range(1, 20)]
    forwards = list(listing_pages(site, {"en": posts}))
    assert forwards == list(listing_pages(site, {"en": posts[::-1]}))
