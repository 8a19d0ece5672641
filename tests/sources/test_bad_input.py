"""Pages that are too large, too deep or broken: read, or refused in a sentence, never a crash."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import NotAPostError

NAVER = (
    "<html><head><title>글 : 네이버 블로그</title><script>var blogId = 'tssample'; "
    "var logNo = '1';</script></head><body><div class='se-main-container'>"
    "<div class='se-component se-text'>{}</div></div></body></html>"
)
PAGE = (
    "<html><body><main><h1>Title</h1>{}<p>The operation takes two hours.</p></main></body></html>"
)


@pytest.mark.parametrize("template", [NAVER, PAGE])
def test_a_page_of_20_megabytes_is_read(read: Any, template: str) -> None:
    paragraph = "<p>" + "수술 후 2주 동안 붓기가 빠집니다. " * 500 + "</p>"
    count = (20 << 20) // len(paragraph.encode())
    post = read(template.format(paragraph * count))
    assert sum(len(block.lines) for block in post.blocks) >= count


@pytest.mark.parametrize(
    ("template", "name"), [(NAVER, "div"), (NAVER, "table"), (PAGE, "b"), (PAGE, "h2")]
)
def test_elements_nested_100000_deep_are_read(read: Any, template: str, name: str) -> None:
    deep = f"<{name}>" * 100_000 + "<p>깊은 곳</p>" + f"</{name}>" * 100_000
    post = read(template.format(deep))
    assert any("깊은 곳" in line for block in post.blocks for line in block.lines)


def test_a_list_of_20000_items_is_numbered(read: Any) -> None:
    blocks = read(PAGE.format("<ol>" + "<li>한 걸음</li>" * 20_000 + "</ol>")).blocks
    assert blocks[19_999].marker == "20000."


def test_50_megabytes_of_white_space_in_a_page_are_folded(read: Any) -> None:
    (block,) = read(PAGE.format(" " * (50 << 20))).blocks
    assert block.lines == ("The operation takes two hours.",)


def test_a_table_that_spans_without_end_is_clipped(read: Any) -> None:
    table = "<table><tr><td rowspan='9999999' colspan='9999999'>a</td><td>b</td></tr></table>"
    blocks = read(PAGE.format(table)).blocks
    assert blocks[0].lines == ("a", "b")
    assert blocks[0].cells[0].row_span == 1


@pytest.mark.parametrize(
    "payload",
    [b"\xff\xd8\xff\xe0JFIF", b"%PDF-1.7", b"{}", b"[1, 2]", b"<?xml?><a/>"],
)
def test_what_is_no_page_is_told(read: Any, payload: bytes) -> None:
    with pytest.raises(NotAPostError, match=r"clinic\.example\.com"):
        read(payload)


TAGS = (
    *("p", "div", "span", "b", "strong", "em", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dd"),
    *("blockquote", "table", "tr", "td", "th", "br", "hr", "img", "a", "font", "figure", "nav"),
    *("figcaption", "section", "article", "center", "pre", "script", "form", "i", "small"),
)
WORDS = st.sampled_from(
    [
        "수술",
        "2주.",
        "✔ 붓기",
        "- 멍",
        "※ 부작용",
        "#리프팅",
        "1. 처음",
        "\u200b",
        " ",
        "<",
        "&nbsp;",
        "a",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        " class='se-component se-text'",
        " class='se-component se-quotation'",
        " style='font-weight:bold'",
        " id='a'",
        " id='1 {'",
        " href='/x'",
        " href='http://[x'",
        " src='/a.jpg' width='300'",
        " colspan='9'",
        " start='²'",
        " lang='en'",
    ]
)
PIECES = st.one_of(
    WORDS,
    st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRIBUTES),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from([NAVER, PAGE]))
def test_any_soup_of_tags_gives_blocks_whose_locators_hold_their_text(
    read: Any, pieces: list[str], template: str
) -> None:
    html = template.format("".join(pieces))
    try:
        post = read(html)
    except NotAPostError:
        return
    soup = BeautifulSoup(html, "lxml")
    for block in post.blocks:
        assert all(line == " ".join(line.split()) and line for line in block.lines)
        elements = soup.select(block.locator)
        assert elements
        held = re.sub(r"[\s\u200b]", "", "".join(element.get_text() for element in elements))
        assert all(re.sub(r"\s", "", line) in held for line in block.lines)
