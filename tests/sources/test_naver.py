from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.errors import DeletedPostError, FramePageError, NotAPostError, PrivatePostError

NOISE = re.compile(
    "공감|이웃추가|URL 복사|댓글|블로그 보내기|카테고리 글|인쇄하기|맨 위로|신고|동영상 제목|"
    "비용은 어떻게 되나요|좋은 정보 감사합니다"
)


def page(body: str, head: str = "") -> str:
    """A desktop page of SmartEditor ONE around a body."""
    return (
        "<html><head><title>글 : 네이버 블로그</title>"
        f"<script>var blogId = 'tssample'; var logNo = '1';</script>{head}</head>"
        f"<body><div class='se-main-container'>{body}</div></body></html>"
    )


def text(*lines: str) -> str:
    """A text component: one `p` a line, an empty one where the line is empty."""
    inner = "".join(f"<p><span>{line or chr(0x200B)}</span></p>" for line in lines)
    return (
        f"<div class='se-component se-text se-l-default'><div class='se-module'>{inner}</div></div>"
    )


def test_samples_give_title_author_time_and_images(samples: Any) -> None:
    for sample in samples("naver"):
        post, meta = sample.post, sample.meta
        assert (post.title, post.author, post.published) == (
            meta["title"],
            meta["author"],
            meta["published"],
        )
        assert sum(block.kind == "image" for block in post.blocks) == meta["image_count"]
        assert sum(len(block.links) for block in post.blocks) == meta["link_count"]


def test_samples_give_every_text_in_order_with_its_kind(samples: Any) -> None:
    for sample in samples("naver"):
        assert sample.extracted() == sample.expected(), sample.path.name


def test_no_furniture_of_the_page_is_in_a_post(samples: Any) -> None:
    for sample in samples("naver"):
        for block in sample.post.blocks:
            assert not [line for line in block.lines if NOISE.search(line)]


def test_locators_select_the_elements_that_hold_the_text(samples: Any) -> None:
    for sample in samples("naver"):
        soup = BeautifulSoup(sample.payload, "lxml")
        for block in sample.post.blocks:
            elements = soup.select(block.locator)
            assert elements, block
            held = re.sub(r"[\s\u200b]", "", "".join(e.get_text() for e in elements))
            for line in block.lines:
                assert re.sub(r"\s", "", line) in held


def test_one_locator_lists_each_paragraph_of_a_run(samples: Any) -> None:
    sample = samples("naver")[3]
    block = sample.post.blocks[0]
    soup = BeautifulSoup(sample.payload, "lxml")
    selected = [element.get_text(strip=True) for element in soup.select(block.locator)]
    assert selected == list(block.lines) == ["안녕하세요,", "TS성형외과 김OO 원장입니다"]
    assert block.locator.startswith("#SE-")


def test_identity_category_and_tags(samples: Any) -> None:
    post = next(s.post for s in samples("naver") if "223728104415" in s.path.name)
    assert (post.clinic, post.id) == ("tssample", "223728104415")
    assert post.url == "https://blog.naver.com/tssample/223728104415"
    assert post.category == "미니거상"
    assert post.tags == ("미니거상", "스마스층", "안면거상", "심부볼", "턱선리프팅", "TS성형외과")
    assert (post.source, post.extractor, post.language) == ("naver", "naver/1", "")


def test_images_are_full_size_with_what_the_page_says_of_them(samples: Any) -> None:
    post = next(s.post for s in samples("naver") if "223728104415" in s.path.name)
    image = next(block.image for block in post.blocks if block.image)
    assert image.url == "https://postfiles.pstatic.net/EXAMPLE/20250117_415/face_layers_01.jpg"
    assert (image.width, image.height) == (966, 644)


def test_names_of_images_in_euc_kr_stay_as_they_are(read: Any) -> None:
    address = "https://postfiles.pstatic.net/x/%BE%C8%B8%E9.jpg"
    image = f"<img src='{address}?type=w2&amp;a=1' width='400'>"
    module = f"<div class='se-component se-image'><div class='se-module-image'>{image}</div></div>"
    (block,) = read(page(module)).blocks
    assert block.image is not None
    assert block.image.url == f"{address}?a=1"


def test_contact_details_at_the_end_are_left_out_and_noted(samples: Any) -> None:
    for sample in samples("naver"):
        (note,) = sample.post.notes
        assert "contact details" in note
        assert "02-000-0000" in note or "예시로 123" in note


def test_contact_details_in_the_middle_are_text(read: Any) -> None:
    post = read(page(text("예약 02-000-0000", "", "이 번호로 전화해 주세요.")))
    assert [block.lines for block in post.blocks] == [
        ("예약 02-000-0000",),
        ("이 번호로 전화해 주세요.",),
    ]


def test_a_last_sentence_with_a_telephone_number_is_text(read: Any) -> None:
    post = read(page(text("글입니다.", "", "궁금한 점은 02-000-0000으로 문의해 주세요.")))
    assert len(post.blocks) == 2


def test_table_cells_keep_their_places_and_spans(read: Any) -> None:
    table = (
        "<div class='se-component se-table'><table><tr><td rowspan='2'>가</td>"
        "<td colspan='2'>나</td></tr><tr><td>다</td><td>라</td></tr></table></div>"
    )
    (block,) = read(page(table)).blocks
    assert block.lines == ("가", "나", "다", "라")
    assert [(c.row, c.column, c.row_span, c.column_span) for c in block.cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


def test_an_empty_paragraph_ends_a_run_and_a_br_ends_a_line(read: Any) -> None:
    post = read(page(text("첫 줄<br>둘째 줄", "셋째 줄", "", "넷째 줄")))
    assert [block.lines for block in post.blocks] == [
        ("첫 줄", "둘째 줄", "셋째 줄"),
        ("넷째 줄",),
    ]


def test_a_number_at_the_start_of_a_line_is_not_always_a_marker(read: Any) -> None:
    post = read(page(text("수술은 오는", "12. 24 에 진행하며", "1.5cm 정도 절개합니다.")))
    assert [block.kind for block in post.blocks] == ["paragraph"]


@pytest.mark.parametrize("bullet", ["✔", "-", "·", "□", "①", "1)"])
def test_typed_bullets_become_markers(read: Any, bullet: str) -> None:
    post = read(page(text(f"{bullet} 금식하기", f"{bullet} 금연하기", "", "끝으로 한 말씀.")))
    assert [(b.kind, b.marker, b.lines) for b in post.blocks] == [
        ("list", bullet, ("금식하기",)),
        ("list", bullet, ("금연하기",)),
        ("paragraph", "", ("끝으로 한 말씀.",)),
    ]


def test_a_list_item_goes_on_in_the_next_line_where_more_items_follow(read: Any) -> None:
    post = read(page(text("✔ 실리프팅을 받았지만", "유지 기간이 짧았던 분", "✔ 턱선이 처진 분")))
    assert [block.lines for block in post.blocks] == [
        ("실리프팅을 받았지만", "유지 기간이 짧았던 분"),
        ("턱선이 처진 분",),
    ]


def test_a_disclaimer_runs_to_the_end_of_its_lines(read: Any) -> None:
    post = read(page(text("마칩니다.", "※ 출혈이", "생길 수 있습니다.", "※ 개인차가 있습니다.")))
    assert [(block.kind, block.lines) for block in post.blocks] == [
        ("paragraph", ("마칩니다.",)),
        ("disclaimer", ("※ 출혈이", "생길 수 있습니다.")),
        ("disclaimer", ("※ 개인차가 있습니다.",)),
    ]


def test_a_bold_line_is_a_heading_alone_or_set_larger_not_inside_a_sentence(read: Any) -> None:
    large = "<span class='se-fs-fs19'><b>휜코</b></span>"
    post = read(
        page(
            text("<b>1. 처짐의 정도</b>", "", large, "비중격이 휜 경우입니다.", "")
            + text("<b>흉터가 넓어지거나</b>", "처질 수 있어요")
        )
    )
    assert [(block.kind, block.lines) for block in post.blocks] == [
        ("heading", ("1. 처짐의 정도",)),
        ("heading", ("휜코",)),
        ("paragraph", ("비중격이 휜 경우입니다.",)),
        ("paragraph", ("흉터가 넓어지거나", "처질 수 있어요")),
    ]


def test_an_unknown_component_keeps_its_text_and_is_reported(read: Any) -> None:
    post = read(page("<div class='se-component se-poll'><p>수술해 보셨나요?</p></div>"))
    assert post.blocks[0].lines == ("수술해 보셨나요?",)
    assert any("(poll)" in note for note in post.notes)


def test_a_page_without_a_date_is_read_and_says_so(read: Any) -> None:
    post = read(page(text("글")))
    assert post.published is None
    assert "The page gives no date of publication." in post.notes


def test_a_relative_time_is_counted_from_the_capture(read: Any) -> None:
    post = read(page(text("글"), "<span class='se_publishDate'>3시간 전</span>"))
    assert post.published == "2025-08-12T16:50:00+09:00"


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("deleted-223886102255.html", DeletedPostError, "deleted"),
        ("private-223799000417.html", PrivatePostError, "private"),
        ("frame-223728104415.html", FramePageError, "import the page inside it"),
    ],
)
def test_pages_that_are_not_posts_say_what_they_are(
    read: Any, data: Path, name: str, error: Any, words: str
) -> None:
    url = "https://blog.naver.com/tssample/1"
    with pytest.raises(error, match=words) as caught:
        read((data / "naver" / name).read_bytes(), url)
    assert url in str(caught.value)


def test_a_frame_names_the_page_inside_it(read: Any, data: Path) -> None:
    with pytest.raises(FramePageError) as caught:
        read((data / "naver/frame-223728104415.html").read_bytes(), "file:///frame.html")
    assert caught.value.target.startswith(
        "https://blog.naver.com/PostView.naver?blogId=tssample&logNo=223728104415"
    )


def test_an_empty_page_is_not_a_post(read: Any) -> None:
    with pytest.raises(NotAPostError, match=r"clinic\.example\.com/post: the page is empty"):
        read(b" \n\0 ")


def quotation(design: str, *lines: str) -> str:
    inner = "".join(f"<p>{line}</p>" for line in lines)
    classes = f"se-component se-quotation se-l-{design}"
    return f"<div class='{classes}'><div class='se-quote'>{inner}</div></div>"


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (
            quotation("quotation_line", "회복") + quotation("quotation_line", "주의"),
            "heading heading",
        ),
        (quotation("default", "회복") + text("글"), "heading paragraph"),
        (quotation("quotation_bubble", "회복") + text("글"), "heading paragraph"),
        (
            quotation("quotation_bubble", "좋아요") + quotation("default", "회복") + text("글"),
            "quote heading paragraph",
        ),
        (quotation("default", "후기") + quotation("quotation_bubble", "좋아요"), "heading quote"),
        (quotation("default", "첫 줄", "둘째 줄") + text("글"), "quote paragraph"),
        (text("글") + quotation("default", "끝 인용"), "paragraph quote"),
    ],
)
def test_a_quotation_design_is_a_heading_where_it_heads_something(
    read: Any, body: str, kinds: str
) -> None:
    assert [block.kind for block in read(page(body)).blocks] == kinds.split()


def test_numbers_in_links_are_not_taken_for_the_post(read: Any) -> None:
    menu = "<a href='/PostView.naver?blogId=other&amp;logNo=999'>x</a>"
    html = f"<body>{menu}" + page(text("글"))
    assert (read(html).clinic, read(html).id) == ("tssample", "1")
