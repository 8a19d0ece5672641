from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import NotAPostError, UnreadablePageError
from sources import page as page_module
from sources.page import Page

KOREAN = "<html><body><p>안면거상 회복기간을 정리했습니다.</p></body></html>"


@pytest.fixture
def page_of(unplaced_capture: Any) -> Any:
    def make(payload: bytes, charset: str | None = None) -> Page:
        return Page(unplaced_capture("https://clinic.example.com/", charset), payload)

    return make


def test_the_header_names_the_charset(page_of: Any) -> None:
    assert "안면거상" in page_of(KOREAN.encode("cp949"), "euc-kr").text


def test_the_meta_element_names_the_charset(page_of: Any) -> None:
    payload = b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=euc-kr'>"
    page = page_of(payload + KOREAN.encode("cp949"))
    assert "안면거상" in page.text
    assert page.notes == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_names_the_charset(page_of: Any, encoding: str) -> None:
    text = page_of(KOREAN.encode(encoding)).text
    assert "안면거상" in text
    assert "\ufeff" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_without_a_name_the_bytes_tell(page_of: Any, encoding: str) -> None:
    assert "안면거상" in page_of(KOREAN.encode(encoding)).text


def test_a_page_that_claims_utf8_and_is_euc_kr_is_read_and_reported(page_of: Any) -> None:
    page = page_of(KOREAN.encode("euc-kr"), "utf-8")
    assert "안면거상" in page.text
    assert page.notes == ["The page says it is utf-8 but its bytes are cp949."]


def test_broken_utf8_is_shown_and_counted(page_of: Any) -> None:
    page = page_of(KOREAN.encode().replace("정리".encode(), b"\xec\xa0\xff\xfe\xeb"), "utf-8")
    assert "\N{REPLACEMENT CHARACTER}" in page.text
    assert "회복기간을" in page.text
    assert f"{page.text.count(chr(0xFFFD))} characters are broken" in page.notes[0]


def test_nul_characters_are_left_out(page_of: Any) -> None:
    page = page_of(b"<p>SM\0AS\0</p>")
    assert page.soup.get_text() == "SMAS"
    assert page.notes == ["2 NUL characters were left out."]


def test_fifty_megabytes_of_white_space_are_an_empty_page(page_of: Any) -> None:
    with pytest.raises(NotAPostError, match="the page is empty"):
        page_of(b" \n" * (25 << 20)).text  # noqa: B018


def test_a_page_over_the_limit_is_refused(page_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MAX_BYTES", 1 << 20)
    with pytest.raises(UnreadablePageError, match=r"clinic\.example\.com/: the page is 2 MB"):
        page_of(b"x" * (2 << 20)).text  # noqa: B018


def test_json_ld_of_a_graph_is_read_and_broken_json_ld_reported(page_of: Any) -> None:
    page = page_of(
        b'<script type="application/ld+json">{"@graph": [{"@type": "BlogPosting"}]}</script>'
        b'<script type="application/ld+json">{"@type": </script>'
    )
    assert page.linked_data == [{"@type": "BlogPosting"}]
    assert any("not valid JSON" in note for note in page.notes)
