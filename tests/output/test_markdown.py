"""A post as Markdown: read by a CommonMark parser, it says what the page says."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from output.markdown import escape, markdown
from output.site import Site
from pipeline.records import Block, Image, Link, Post, PostTranslation

replace = msgspec.structs.replace
PARSER = MarkdownIt("commonmark").enable("table")


def parts_of(site: Site, post: Post, translation: PostTranslation) -> tuple[dict[str, Any], Any]:
    source = markdown(site, post, "sha256:00", translation).decode()
    _, front, body = source.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    values = {name: json.loads(value) for name, value in fields.items()}
    return values, BeautifulSoup(PARSER.render(body), "lxml")


@pytest.fixture
def read(site: Site, post: Post, translation: PostTranslation) -> tuple[dict[str, Any], Any]:
    return parts_of(site, post, translation)


def test_the_front_matter_says_where_it_comes_from(read: Any, post: Post) -> None:
    fields, _ = read
    assert fields["title"] == "Knee injections: when to have them"
    assert fields["original"] == post.url
    assert fields["published"] == post.published
    assert fields["payload_digest"] == post.capture.payload_digest


def test_it_begins_with_the_notices(read: Any) -> None:
    _, page = read
    notice = " ".join(quote.text for quote in page("blockquote")[:3])
    assert "A program translated this page from Korean into English." in notice
    assert "ask a doctor" in notice
    assert "12 of 14 sentences passed all checks; 2 are marked." in notice


def test_the_body_keeps_its_structure(read: Any) -> None:
    _, page = read
    assert [h.text for h in page("h2")] == ["What to prepare"]
    assert len(page.ol("li")) == 2
    assert "✔ You need no companion." in page.ul.text
    assert page.find("a", href="https://images.example.com/knee_01.jpg").text.endswith("image 1")
    assert "Source: website of Haneul Clinic" in page.text
    assert [cell.text for cell in page.table("th")] == ["When", "What to do", ""]
    assert page.hr
    assert "Note by the clinic: ※ Some people may have pain." in page.text


def test_a_marked_sentence_has_a_footnote_with_source_and_finding(read: Any) -> None:
    _, page = read
    assert "1 to 2 months apart.[^1]" in page.text
    note = re.search(r"\[\^1\]: (.*)", page.text)
    assert note is not None
    assert note[1].startswith("무릎 주사는 1~2주 간격으로 맞습니다. Error: The source says")
    assert "운동 → physical exercise (not enforced)" in page.text


def test_a_passage_without_a_translation_is_labelled(read: Any) -> None:
    assert "진료 안내 (Not translated)" in read[1].text


def test_only_web_addresses_become_links(
    site: Site, post: Post, translation: PostTranslation
) -> None:
    blocks = (
        Block(kind="image", image=Image(url="javascript:alert(1)")),
        Block(kind="link", lines=("글",), links=(Link(url="https://a.example/x y>(z)"),)),
    )
    odd = replace(post, url="data:text/html,x", blocks=blocks)
    _, page = parts_of(site, odd, replace(translation, segments=()))
    assert [a["href"] for a in page("a")] == ["https://a.example/x%20y%3E(z)"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=60))
@example("1. one")
@example("- a *b* _c_ `d` [e](f) <g> &amp; #h ~~i~~ | j \\k")
@example("# heading")
@example("===")
@example("> quoted")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = BeautifulSoup(PARSER.render(escape(text)), "lxml").get_text()
    assert " ".join(shown.split()) == " ".join(text.split())
