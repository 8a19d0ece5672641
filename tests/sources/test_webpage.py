from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.errors import IndexPageError, NotAPostError

NOISE = re.compile(
    "빠른상담|카톡상담|오시는 길|온라인상담|카카오톡 친구 추가|사업자등록번호|COPYRIGHT|Copyright|"
    "이전글|다음글|답변완료|상담게시판|WhatsApp|개인정보|HOME >|세금 환급|작성일|등록일|조회"
)


def test_samples_give_title_author_date_images_and_links(samples: Any) -> None:
    for sample in samples("web"):
        post, meta = sample.post, sample.meta
        assert (post.title, post.author) == (meta["title"], meta["author"])
        assert f"{post.published}T00:00:00+09:00" == meta["published"]  # the pages give a date only
        assert sum(block.kind == "image" for block in post.blocks) == meta["image_count"]
        assert sum(len(block.links) for block in post.blocks) == meta["link_count"]


def test_samples_give_every_text_in_order_with_its_kind(samples: Any) -> None:
    for sample in samples("web"):
        extracted = [(kind, text) for kind, text in sample.extracted()]
        # A cell that holds only a dash is kept in the table and left out of the references.
        bare = [
            (kind, re.sub(r"(?<=0원)-(?=재생)|(?<=휴진)-$", "", text)) for kind, text in extracted
        ]
        assert bare == sample.expected(), sample.path.name


def test_no_furniture_of_the_page_is_in_a_post(samples: Any) -> None:
    for sample in samples("web"):
        for block in sample.post.blocks:
            assert not [line for line in block.lines if NOISE.search(line)]


def test_locators_select_the_elements_that_hold_the_text(samples: Any) -> None:
    for sample in samples("web"):
        text = sample.payload.decode("cp949" if "euckr" in sample.path.name else "utf-8")
        soup = BeautifulSoup(text, "lxml")
        for block in sample.post.blocks:
            held = "".join(element.get_text() for element in soup.select(block.locator))
            for line in block.lines:
                assert re.sub(r"\s", "", line) in re.sub(r"\s", "", held)


def test_a_page_of_two_languages_keeps_them_in_blocks_of_their_own(samples: Any) -> None:
    post = next(s.post for s in samples("web") if "bilingual" in s.path.name)
    for block in post.blocks:
        if block.kind == "paragraph":
            text = " ".join(block.lines)
            assert bool(re.search("[가-힣]{2}", text)) != bool(re.search("[a-z]{3} [a-z]{2}", text))


def test_identity_is_made_from_the_address(read: Any) -> None:
    page = "<p>The operation takes about two hours under sedation.</p>"
    post = read(page, "https://www.clinic.example.com/eye/eye4.htm?no=7")
    assert (post.clinic, post.id) == ("clinic-example-com", "eye_eye4-no-7-" + post.id[-8:])


def test_pages_of_one_site_have_ids_of_their_own(read: Any) -> None:
    page = "<p>The operation takes about two hours under sedation.</p>"
    paths = ("a/b", "a-b", "a_b", "a/b?c", "a/b?c=1", "%EC%95%88", "%EC%95%84", "x" * 300)
    ids = {read(page, f"https://c.example.com/{path}").id for path in paths}
    assert len(ids) == len(paths)
    assert all(len(name.encode()) < 140 and "/" not in name for name in ids)


def test_machine_readable_data_of_a_page_wins(read: Any) -> None:
    post = read(
        """<head><script type="application/ld+json">{"@type": "MedicalWebPage",
        "headline": "Neck lift", "author": [{"name": "Dr. A"}, {"name": "Dr. B"}],
        "datePublished": "2025-01-17T14:39:00+09:00"}</script></head>
        <body><h1>Our clinic</h1><p>The operation takes about two hours.</p></body>"""
    )
    assert (post.title, post.author) == ("Neck lift", "Dr. A, Dr. B")
    assert post.published == "2025-01-17T14:39:00+09:00"


def test_testimonials_and_forms_are_not_text(read: Any) -> None:
    post = read(
        """<body><main><h1>Neck lift</h1><p>The operation takes about two hours.</p>
        <section class="testimonials"><p>Best clinic ever!</p></section>
        <form><p>Your name</p><label>Email</label></form>
        <div class="contact-form"><p>Write to us today</p></div></main></body>"""
    )
    assert [block.lines for block in post.blocks] == [("The operation takes about two hours.",)]


def test_headings_lists_tables_and_quotations_are_mapped(read: Any) -> None:
    post = read(
        """<body><main><h2>Recovery</h2><p>Swelling goes down within two weeks.</p>
        <ol start="3"><li>Walk<ul><li>slowly</li></ul></li><li>Rest</li></ol>
        <blockquote><p>It was worth it.</p></blockquote><hr>
        <table><tr><th>Day</th><th>What</th></tr><tr><td>7</td><td>Stitches</td></tr></table>
        <figure><img src="/a.jpg" alt="A scar" width="400"><figcaption>Week 1</figcaption></figure>
        </main></body>""",
        "https://clinic.example.com/recovery",
    )
    assert [(b.kind, b.marker, b.lines) for b in post.blocks] == [
        ("paragraph", "", ("Swelling goes down within two weeks.",)),
        ("list", "3.", ("Walk",)),
        ("list", "•", ("slowly",)),
        ("list", "4.", ("Rest",)),
        ("quote", "", ("It was worth it.",)),
        ("separator", "", ()),
        ("table", "", ("Day", "What", "7", "Stitches")),
        ("image", "", ()),
        ("caption", "", ("Week 1",)),
    ]
    image = next(block.image for block in post.blocks if block.image)
    assert (image.url, image.alt) == ("https://clinic.example.com/a.jpg", "A scar")


def test_a_board_page_shows_its_head_before_its_text(read: Any) -> None:
    post = read(
        """<head><title>코수술 후 주의사항 > 공지사항 | 예시의원</title></head><body>
        <h2>공지사항</h2><article><header><h2><span>코수술 후 주의사항</span></h2></header>
        <section><h2>페이지 정보</h2>작성자 <b>예시의원</b> 댓글 <b>0건</b> <b>조회 1,234회</b>
        <b>작성일 24-03-04 10:20</b></section>
        <section><h2>본문</h2><div>
        <p>코수술 후 일주일 동안은 부목을 유지해 주세요. 잠은 머리를 높이고 자는 것이 좋습니다.</p>
        <p>세안은 부목을 제거한 뒤부터 가능하며, 코를 세게 풀지 마세요. 안경은 4주 뒤에 쓰세요.</p>
        <p>운동은 한 달 뒤부터 가볍게 시작하시고, 붓기가 심해지면 바로 연락해 주세요.</p></div>
        </section><div><button>공유</button></div><ul><li><a href="/n">이전글</a></li></ul>
        </article></body>"""
    )
    assert (post.title, post.author) == ("코수술 후 주의사항", "예시의원")
    assert post.published == "2024-03-04T10:20:00+09:00"
    assert [block.kind for block in post.blocks] == ["paragraph"] * 3


def test_buttons_typed_as_text_are_left_out(read: Any) -> None:
    post = read("<p>The operation takes two hours.</p><div>공유하기</div><div>Share this:</div>")
    assert [block.lines for block in post.blocks] == [("The operation takes two hours.",)]


def test_a_page_without_text_is_not_a_post(read: Any) -> None:
    with pytest.raises(NotAPostError, match="holds no text of a post"):
        read("<html><body><nav><a href='/'>Home</a></nav><img src='a.jpg'></body></html>")


def test_malformed_addresses_are_left_out(read: Any) -> None:
    post = read(
        "<body><p>Read <a href='http://[x'>this</a> and <a href='/that'>that</a>.</p>"
        "<img src='http://[x'></body>"
    )
    assert [link.url for link in post.blocks[0].links] == ["https://clinic.example.com/that"]
    assert len(post.blocks) == 1


def test_a_saved_page_shows_no_more_of_its_place_than_its_name(read: Any) -> None:
    post = read("<p>The operation takes two hours.</p>", "file:///home/someone/eye4.html")
    assert post.clinic == "saved-pages"
    assert re.fullmatch("eye4-[0-9a-f]{8}", post.id)


def test_the_front_page_of_a_site_is_not_a_post(read: Any) -> None:
    with pytest.raises(IndexPageError, match="the front page of a site is no post"):
        read("<p>Welcome to our clinic in Seoul.</p>", "https://clinic.example.com/")
