"""A small invented post in Korean and its translation, with one of everything a page can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup

from output.site import Site, post_pages
from pipeline.records import (
    Block,
    Capture,
    Cell,
    Clinic,
    Finding,
    Image,
    Link,
    Piece,
    Post,
    PostTranslation,
    Segment,
    TermUse,
    Translation,
    digest,
    to_json,
)

IMAGE = "https://images.example.com/knee_01.jpg"

BLOCKS = (
    Block(
        kind="paragraph",
        lines=("무릎 주사는 1~2주", "간격으로 맞습니다.", "당일 운동은 피하세요."),
        language="ko",
    ),
    Block(kind="heading", level=3, lines=("준비할 것",), language="ko"),
    Block(kind="list", marker="1.", lines=("복용 중인 약을 알려 주세요.",), language="ko"),
    Block(kind="list", marker="2.", lines=("편한 바지를 입으세요.",), language="ko"),
    Block(kind="list", marker="✔", lines=("보호자는 필요 없습니다.",), language="ko"),
    Block(kind="image", image=Image(url=IMAGE, alt="무릎 그림", width=640, height=480)),
    Block(kind="caption", lines=("주사를 놓는 자리",), language="ko"),
    Block(
        kind="table",
        lines=("시기", "할 일", "첫날", "쉬기"),
        cells=(
            Cell(row=0, column=0, header=True),
            Cell(row=0, column=1, header=True, column_span=2),
            Cell(row=1, column=0, row_span=2),
            Cell(row=1, column=1),
        ),
        language="ko",
    ),
    Block(kind="quote", lines=("걷기가 편해졌어요.",), language="ko"),
    Block(kind="paragraph", lines=("Walk-ins are welcome.",), language="en"),
    Block(kind="separator"),
    Block(
        kind="link",
        lines=("진료 안내",),
        links=(Link(url="https://clinic.example.com/hours"),),
        language="ko",
    ),
    Block(kind="disclaimer", lines=("※ 사람에 따라 통증이 생길 수 있습니다.",), language="ko"),
)

SENTENCES = (
    (-1, 0, "무릎 주사, 언제 맞나요?", "Knee injections: when to have them"),
    (
        0,
        0,
        "무릎 주사는 1~2주 간격으로 맞습니다.",
        "Knee injections are given 1 to 2 months apart.",
    ),
    (0, 2, "당일 운동은 피하세요.", "Avoid exercise on the day."),
    (1, 0, "준비할 것", "What to prepare"),
    (2, 0, "복용 중인 약을 알려 주세요.", "Tell us which medicines you take."),
    (3, 0, "편한 바지를 입으세요.", "Wear comfortable trousers."),
    (4, 0, "보호자는 필요 없습니다.", "You need no companion."),
    (6, 0, "주사를 놓는 자리", "Where the injection goes"),
    (7, 0, "시기", "When"),
    (7, 1, "할 일", "What to do"),
    (7, 2, "첫날", "First day"),
    (7, 3, "쉬기", "Rest"),
    (8, 0, "걷기가 편해졌어요.", "Walking has become easier."),
    (9, 0, "Walk-ins are welcome.", "Walk-ins are welcome."),
    (12, 0, "※ 사람에 따라 통증이 생길 수 있습니다.", "※ Some people may have pain."),
)

SIGNATURE = "model:ko_en-clinic-0.1@3f2a91c0|beam:4|glossary:9b1e|seg:kiwi-0.24|cx:0.1.0"


def translated(block: int, line: int, source: str, target: str) -> Translation:
    language = "ko" if any("가" <= letter <= "힣" for letter in source) else "en"
    segment = Segment(
        id=digest(source.encode())[7:19],
        block=block,
        text=source,
        language=language,
        pieces=(Piece(line=line, start=0, end=len(source)),),
    )
    if source == target:
        return Translation(segment=segment, text=target, status="untranslated")
    return Translation(segment=segment, text=target, signature=SIGNATURE)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(
        id="haneul",
        names={"en": "Haneul Clinic", "ko": "하늘의원"},
        profile="https://clinic.example.com/",
    )


@pytest.fixture
def site(clinic: Clinic) -> Site:
    return Site(
        title="Clinic posts",
        languages=("en", "ja"),
        generator="Clinic Archive 0.1.0",
        clinics=(clinic,),
        checks=("number", "duration"),
    )


@pytest.fixture
def post() -> Post:
    return Post(
        format=1,
        id="1001",
        clinic="haneul",
        source="naver",
        url="https://blog.example.com/haneul/1001",
        title="무릎 주사, 언제 맞나요?",
        author="하늘의원",
        published="2025-03-02T23:30:00+09:00",
        category="무릎",
        language="ko",
        tags=("무릎주사", "회복"),
        blocks=BLOCKS,
        extractor="naver/1",
        capture=Capture(
            url="https://blog.example.com/PostView?no=1001",
            fetched_at="2025-04-01T00:10:00Z",
            media_type="text/html",
            payload_digest="sha256:" + "ab" * 32,
            record_id="<urn:uuid:00000000-0000-4000-8000-000000000001>",
            warc_file="2025.warc.gz",
            offset=512,
            status=200,
        ),
    )


@pytest.fixture
def translation(post: Post) -> PostTranslation:
    """The translation: one duration wrong, one term flagged, one sentence corrected."""
    segments = [translated(*sentence) for sentence in SENTENCES]
    segments[1] = msgspec.structs.replace(
        segments[1],
        findings=(
            Finding(
                check="duration",
                severity="error",
                message="The source says 1~2주; the translation says 1 to 2 months.",
                source_spans=((7, 11),),
                target_spans=((26, 39),),
            ),
        ),
        terms=(
            TermUse(
                entry="care:무릎 주사",
                source="무릎 주사",
                source_span=(0, 5),
                required="knee injection",
                how="inline",
                target_span=(0, 15),
            ),
        ),
    )
    segments[2] = msgspec.structs.replace(
        segments[2],
        terms=(
            TermUse(
                entry="care:운동",
                source="운동",
                source_span=(3, 5),
                required="physical exercise",
                how="flagged",
                reason="No alternative held the term.",
            ),
        ),
    )
    segments[5] = msgspec.structs.replace(
        segments[5], status="edited", editor="Han Bora", edited_at="2025-04-03T01:00:00Z"
    )
    return PostTranslation(
        format=1,
        post=post.id,
        source_language="ko",
        target_language="en",
        post_digest=digest(to_json(post)),
        translated_at="2025-04-02T05:06:00Z",
        segments=tuple(segments),
    )


Render = Callable[..., Any]


@pytest.fixture
def render(site: Site, post: Post, translation: PostTranslation) -> Render:
    """Render one page of the post, with any record replaced, and parse it."""

    def rendered(
        name: str = "en.html",
        *,
        site: Site = site,
        post: Post = post,
        translations: Mapping[str, PostTranslation] | None = None,
        local_images: Mapping[str, str] | None = None,
    ) -> Any:
        pages = dict(
            post_pages(
                site,
                post,
                digest(to_json(post)),
                {"en": translation} if translations is None else translations,
                local_images=local_images or {},
            )
        )
        return BeautifulSoup(pages[f"{post.clinic}/{post.id}/{name}"], "lxml")

    return rendered
