from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sources import naver, naver_se2, naver_se3, naver_se_one
from sources.tree import Elements, classes, parse

SELECTORS = (
    naver._AUTHOR,
    naver._CATEGORY,
    naver._PUBLISHED,
    naver_se_one.BODY,
    naver_se_one.TITLE,
    naver_se2.BODY,
    naver_se2.TITLE,
    naver_se3.BODY,
    naver_se3.TITLE,
    ".entry-content, .wp-block-post-content, .post-content",
    "h1.entry-title, .entry-title, h1",
    ".byline .author, .entry-meta .author, [rel=author]",
    "time.published[datetime], time[pubdate][datetime]",
    "body > div p:first-child, td",
    "a[href*=',']",
    "title",
)


@pytest.fixture(scope="module")
def pages(data: Path) -> list[str]:
    return [path.read_text("utf-8", "replace") for path in sorted(data.rglob("*.html"))]


def test_the_tree_is_beautiful_soups_own(pages: list[str]) -> None:
    odd = "<p {x}id=a {{b}}class='c d' e>1<o:p>2</o:p><svg xlink:href='#'><!-- 3 --><?pi 4?></p>"
    for text in [*pages, odd]:
        assert str(parse(text)) == str(BeautifulSoup(text, "lxml", multi_valued_attributes=None))


def test_a_selector_finds_what_it_finds_in_the_tree(pages: list[str]) -> None:
    found = set()
    for soup in map(parse, pages):
        elements = Elements(soup)
        for selector in SELECTORS:
            first = elements.first(selector)
            assert first is soup.select_one(selector)
            found.add(selector if first is not None else None)
    assert len(found) > len(SELECTORS) / 2


def test_elements_by_name_are_in_document_order_and_ids_are_counted() -> None:
    elements = Elements(parse("<p id=a>1<p id=b class=' x  y '>2<div><p id=a>3</div>"))
    assert [element.get_text() for element in elements.named("p")] == ["1", "2", "3"]
    assert [elements.with_id(name) for name in ("a", "b", "c")] == [2, 1, 0]
    second = elements.first("#b")
    assert second is not None
    assert classes(second) == ["x", "y"]
