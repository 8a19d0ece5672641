from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SourceError
from sources.dates import KOREA, korean_time
from sources.naver_blog import NaverBlog, desktop_address, parse_title_list, post_address
from sources.page import Page

NOW = datetime(2025, 8, 12, 19, 50, tzinfo=KOREA)
URL = "https://blog.naver.com/PostTitleListAsync.naver"


def test_the_title_list_is_read_page_after_page(data: Path) -> None:
    first = parse_title_list((data / "naver/PostTitleListAsync.json").read_bytes(), URL, NOW)
    second = parse_title_list((data / "naver/PostTitleListAsync-2.json").read_bytes(), URL, NOW)
    assert first.total == second.total == len(first.posts) + len(second.posts) == 13
    assert first.posts[0].number == "223968803351"
    assert second.posts[1].title == "쌍꺼풀이 풀렸어요ㅠㅠ 눈 재수술, '언제' 해야 할까요?"
    assert second.posts[1].category == "3"


def test_recent_dates_of_the_title_list_are_relative(data: Path) -> None:
    listed = parse_title_list((data / "naver/PostTitleListAsync.json").read_bytes(), URL, NOW)
    assert listed.posts[0].published == "2025-08-12T16:50:00+09:00"
    assert listed.posts[1].published == "2025-07-22"


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"[]", b"{}", b'{"postList": [1], "totalCount": "1"}', b"[" * 100_000],
)
def test_what_is_no_title_list_is_told(payload: bytes) -> None:
    with pytest.raises(SourceError, match=f"{URL}: not a list of posts"):
        parse_title_list(payload, URL, NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025. 1. 17. 14:39", "2025-01-17T14:39:00+09:00"),
        ("2015/12/21 11:02", "2015-12-21T11:02:00+09:00"),
        ("2025-08-12 16:40:00.0", "2025-08-12T16:40:00+09:00"),
        ("2024년 3월 4일 오후 2:05", "2024-03-04T14:05:00+09:00"),
        ("2024년 3월 4일 오전 12:05", "2024-03-04T00:05:00+09:00"),
        ("최종 수정일 2025년 6월 11일", "2025-06-11"),
        ("3시간 전", "2025-08-12T16:50:00+09:00"),
        ("5분 전", "2025-08-12T19:45:00+09:00"),
        ("2일 전", "2025-08-10"),
        ("방금 전", "2025-08-12T19:50:00+09:00"),
        ("2025. 13. 45.", None),
        ("오래전", None),
    ],
)
def test_times_as_korean_pages_write_them(text: str, moment: str | None) -> None:
    assert korean_time(text, NOW) == moment


def test_addresses_of_posts_and_of_mobile_blogs() -> None:
    assert post_address("https://blog.naver.com/x", "x", "1") == (
        "https://blog.naver.com/PostView.naver?blogId=x&logNo=1"
    )
    assert desktop_address("https://m.blog.naver.com/x/1") == "https://blog.naver.com/x/1"
    assert desktop_address("https://example.com/x") == "https://example.com/x"


def test_a_blog_is_known_by_its_front_not_by_a_post(data: Path, unplaced_capture: Any) -> None:
    def page(name: str, url: str) -> Page:
        return Page(unplaced_capture(url), (data / "naver" / name).read_bytes())

    site = NaverBlog()
    post = "https://blog.naver.com/tssample/223728104415"
    assert not site.matches(page("frame-223728104415.html", post))
    assert not site.matches(page("PostView-223728104415.html", post))
    front = (
        b"<title>\xeb\x84\xa4\xec\x9d\xb4\xeb\xb2\x84 \xeb\xb8\x94\xeb\xa1\x9c\xea\xb7\xb8</title>"
        b"<script>var blogId = 'tssample';</script>"
        b"<iframe id='mainFrame' src='/PostList.naver?blogId=tssample'></iframe>"
    )
    assert site.matches(Page(unplaced_capture("https://blog.naver.com/tssample"), front))
