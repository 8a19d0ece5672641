from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import FORMAT, Block, Capture, Cell, Post
from pipeline.segment import LONGEST, TITLE, segment_post, split_lines, text_of

CAPTURE = Capture(
    url="https://blog.example/1",
    fetched_at="2025-01-01T00:00:00Z",
    media_type="text/html",
    payload_digest="sha256:0",
    record_id="urn:uuid:0",
    warc_file="a.warc.gz",
    offset=0,
)


def post(*blocks: Block, title: str = "제목") -> Post:
    return Post(
        format=FORMAT,
        id="1",
        clinic="c",
        source="test",
        url="https://blog.example/1",
        title=title,
        language="ko",
        blocks=blocks,
        extractor="test/1",
        capture=CAPTURE,
    )


def sentences(*lines: str, language: str = "ko") -> list[str]:
    return [text_of(lines, pieces) for pieces in split_lines(lines, language)]


def test_lines_of_one_sentence_are_joined() -> None:
    assert sentences("거울을 볼 때 손으로", "볼을 밀어 올려 보신 적,", "있으시죠?") == [
        "거울을 볼 때 손으로 볼을 밀어 올려 보신 적, 있으시죠?"
    ]


def test_korean_sentences_end_without_a_full_stop() -> None:
    assert sentences("멍은 대부분 2주 안에 빠집니다", "붓기는 조금 더 오래 가요", "감사합니다") == [
        "멍은 대부분 2주 안에 빠집니다",
        "붓기는 조금 더 오래 가요",
        "감사합니다",
    ]


def test_a_greeting_with_a_comma_is_not_cut_off() -> None:
    assert sentences("안녕하세요,", "예시의원 김OO 원장입니다") == [
        "안녕하세요, 예시의원 김OO 원장입니다"
    ]


def test_a_question_keeps_its_number() -> None:
    assert sentences("Q1. 흉터가 남나요?") == ["Q1. 흉터가 남나요?"]


def test_a_quotation_is_not_cut_at_a_line_end() -> None:
    assert sentences('"이제 다 나았어요', '걱정 마세요"라고 하셨습니다.') == [
        '"이제 다 나았어요 걱정 마세요"라고 하셨습니다.'
    ]


def test_english_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("Dr. Kim marks 1.5 cm. Then he waits.", language="en") == [
        "Dr. Kim marks 1.5 cm.",
        "Then he waits.",
    ]


@pytest.mark.parametrize("kind", ["heading", "caption", "link"])
def test_headings_and_captions_stay_whole(kind: str) -> None:
    block = Block(kind=kind, lines=("흉터가 걱정되세요?", "이렇게 관리합니다."), language="ko")  # type: ignore[arg-type]
    assert [s.text for s in segment_post(post(block))][1:] == [
        "흉터가 걱정되세요? 이렇게 관리합니다."
    ]


def test_each_cell_of_a_table_is_its_own_run() -> None:
    block = Block(
        kind="table",
        lines=("1주차", "실내 걷기"),
        cells=(Cell(row=0, column=0), Cell(row=0, column=1)),
        language="ko",
    )
    segments = segment_post(post(block))[1:]
    assert [(s.text, s.pieces[0].line) for s in segments] == [("1주차", 0), ("실내 걷기", 1)]


def test_the_title_is_the_first_segment() -> None:
    first = segment_post(post(title="회복기간 정리"))[0]
    assert (first.block, first.text, first.language) == (TITLE, "회복기간 정리", "ko")


def test_a_sentence_in_another_script_has_its_own_language() -> None:
    block = Block(kind="paragraph", lines=("Superficial musculoaponeurotic system",), language="ko")
    assert segment_post(post(block))[1].language == "en"


def test_ids_stay_when_sentences_before_them_go_and_differ_for_repeated_ones() -> None:
    one, two = (Block(kind="list", lines=(t,), language="ko") for t in ("붓기 관리", "멍 관리"))
    full = segment_post(post(one, two, two))
    less = segment_post(post(two))
    assert full[2].id == less[1].id
    assert full[3].id == f"{full[2].id}-2"


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet="가나다라습니다해요 .,?!\"'()12 a\u200b", max_size=40),
        st.sampled_from(
            ["수술은 1시간 걸립니다", "안녕하세요,", "※ 주의하세요.", "Q1.", "...", " "]
        ),
    ),
    max_size=8,
)


@settings(max_examples=300)
@given(LINES, st.sampled_from(["ko", "en", "und"]), st.booleans())
def test_no_character_is_lost_or_doubled(lines: list[str], language: str, split: bool) -> None:
    pieces = list(itertools.chain.from_iterable(split_lines(lines, language, split=split)))
    kept = "".join(lines[p.line][p.start : p.end] for p in pieces)
    assert "".join(kept.split()) == "".join("".join(lines).split())
    assert all(a.line < b.line or a.end <= b.start for a, b in itertools.pairwise(pieces))


@given(st.integers(min_value=1, max_value=20))
def test_a_sentence_without_end_is_cut_where_a_word_ends(times: int) -> None:
    parts = sentences("끝나지 않는 문장이 계속 이어지고 " * 20 * times)
    assert all(0 < len(part) <= LONGEST for part in parts)
    assert all(
        part.split(" ")[0] in ("끝나지", "않는", "문장이", "계속", "이어지고") for part in parts
    )
