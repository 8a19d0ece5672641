from __future__ import annotations

import random

import pytest

from glossary.match import Matcher
from glossary.terms import Term
from pipeline.analysis import analyse


def term(source: str, target: str, **fields: object) -> Term:
    made = {"source_language": "ko", "target_language": "en"} | fields
    return Term(source=source, target=target, **made)  # type: ignore[arg-type]


TERMS = [
    term("눈", "eye", not_near=("눈이 내리", "눈이 쌓")),
    term("눈", "snow", near=("눈이 내리", "눈이 쌓")),
    term("코", "nose"),
    term("턱", "chin"),
    term("통증", "pain"),
    term("염증", "inflammation"),
    term("재생", "regeneration"),
    term("박리", "dissection", forms=("to dissect",)),
    term("혈관", "blood vessels"),
    term("SMAS", "SMAS", variants=("스마스",)),
    term("SMAS층", "SMAS layer", variants=("스마스층", "SMAS 층")),
    term("표재성 근건막계", "superficial musculoaponeurotic system (SMAS)"),
    term("이마거상", "forehead lift", variants=("이마거상술",)),
    term("써마지", "Thermage", part_of_speech="proper"),
    term("코 재수술", "revision rhinoplasty"),
    term("구축코", "contracted nose"),
    term("처방전", "prescription"),
    term("흉터", "scar", status="draft"),
    term("C++ (test)", "C++"),
]
MATCHER = Matcher(TERMS, "ko")


def found(text: str, matcher: Matcher = MATCHER) -> list[tuple[str, str]]:
    return [
        (m.surface, m.term.target)
        for m in matcher.find(text, analyse(text, matcher.source_language))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SMAS층을 당깁니다.",
        "SMAS 층까지",
        "ＳＭＡＳ층은",
        "스마스층이",
        "스마스 층과",
        "smas층의",
        "SMAS-층",
    ],
)
def test_every_spelling_is_found_with_any_particle(text: str) -> None:
    assert [target for _, target in found(text)] == ["SMAS layer"]


def test_a_name_that_the_analyser_does_not_know_is_found() -> None:
    assert found("이마거상술은 이마를 올립니다.") == [("이마거상술", "forehead lift")]
    assert found("써마지와 울쎄라") == [("써마지", "Thermage")]


@pytest.mark.parametrize(
    "text",
    [
        "눈치가 빠릅니다.",
        "코끼리를 봅니다.",
        "문턱이 낮습니다.",
        "코트를 입으세요.",
        "첫눈이 왔어요.",
        "무통증 수술",
        "염증성 여드름",
        "심혈관계",
    ],
)
def test_a_term_inside_another_word_is_not_found(text: str) -> None:
    assert found(text) == []


def test_a_term_may_be_part_of_a_compound() -> None:
    assert found("피부재생을 돕습니다.") == [("재생", "regeneration")]


def test_a_noun_made_a_verb_is_found_where_the_entry_has_a_verb() -> None:
    assert found("조직을 박리하고 고정합니다.") == [("박리", "dissection")]
    assert found("통증하다") == []


def test_context_words_decide_between_entries() -> None:
    assert found("눈이 내리는 날") == [("눈", "snow")]
    assert found("눈이 건조합니다.") == [("눈", "eye")]


def test_the_leftmost_and_then_the_longest_match_wins() -> None:
    assert found("구축코 재수술") == [("구축코", "contracted nose")]
    assert found("코 재수술") == [("코 재수술", "revision rhinoplasty")]


def test_words_apart_that_only_spell_a_term_together_are_not_found() -> None:
    assert found("약을 처방 전에 드세요.") == []


def test_drafts_are_not_looked_for() -> None:
    assert found("흉터가 남습니다.") == []


def test_signs_of_regular_expressions_are_plain_characters() -> None:
    assert found("C++ (test)") == [("C++ (test)", "C++")]


def test_spans_are_those_of_the_text() -> None:
    text = "먼저 ＳＭＡＳ 층을 봅니다."
    (match,) = MATCHER.find(text, analyse(text, "ko"))
    assert text[slice(*match.span)] == match.surface == "ＳＭＡＳ 층"


def test_without_a_candidate_no_morphemes_are_needed() -> None:
    assert not MATCHER.candidates("안녕하세요.")
    assert MATCHER.candidates("코끼리")
    assert MATCHER.find("안녕하세요.", ()) == ()
    assert not Matcher([], "ko").candidates("코")


ENGLISH = Matcher(
    [
        term("hair follicle", "모낭", source_language="en", target_language="ko"),
        term("scar", "흉터", source_language="en", target_language="ko"),
        term(
            "Density", "덴서티", source_language="en", target_language="ko", part_of_speech="proper"
        ),
        term("incisional method", "절개법", source_language="en", target_language="ko"),
        term("suture", "봉합", source_language="en", target_language="ko", part_of_speech="verb"),
    ],
    "en",
)


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Two hair follicles.", ["hair follicles"]),
        ("The hair-follicle unit", ["hair-follicle"]),
        ("The scar's colour; SCARS fade.", ["scar", "SCARS"]),
        ("Scarves and scarlet", []),
        ("skin density with Density", ["Density"]),
        ("the non-incisional method", []),
        ("It was sutured.", ["sutured"]),
    ],
)
def test_english_terms_match_inflected_and_as_whole_words(text: str, surfaces: list[str]) -> None:
    assert [surface for surface, _ in found(text, ENGLISH)] == surfaces


def test_the_order_of_the_terms_changes_nothing_but_ties() -> None:
    text = "SMAS층과 표재성 근건막계, 이마거상 후 코와 턱의 통증"
    shuffled = list(TERMS)
    random.Random(1).shuffle(shuffled)
    assert found(text, Matcher(shuffled, "ko")) == found(text)
