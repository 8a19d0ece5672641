from __future__ import annotations

import pytest

from glossary.enforce import form_in_place, mend, replace_spans
from glossary.terms import Term


def term(target: str, **fields: object) -> Term:
    made = {"source_language": "ko", "target_language": "en"} | fields
    return Term(source="x", target=target, **made)  # type: ignore[arg-type]


def test_words_replace_spans_and_their_particles_fit() -> None:
    text = "안면거상술은 근막으로 부기를 줄입니다."
    replaced, spans = replace_spans(
        text, [((0, 5), "facelift"), ((7, 9), None), ((12, 14), "swelling")], "ko"
    )
    assert replaced == "facelift는 근막으로 swelling을 줄입니다."
    assert [replaced[slice(*span)] for span in spans] == ["facelift", "근막", "swelling"]


def test_a_word_is_set_apart_from_the_noun_it_would_touch() -> None:
    assert (
        replace_spans("피부재생크림", [((2, 4), "regeneration")], "ko")[0]
        == "피부 regeneration 크림"
    )


def test_the_copula_stays_with_the_word() -> None:
    assert replace_spans("수술입니다.", [((0, 2), "surgery")], "ko")[0] == "surgery입니다."


@pytest.mark.parametrize(
    ("target", "replaced", "following", "expected"),
    [
        ("hair follicle", "the pores", "", "hair follicles"),
        ("hair follicle", "pore", " are", "hair follicles"),
        ("wrinkles", "line", " is", "wrinkle"),
        ("swelling", "edemas", " are", "swelling"),
        ("corner of the eye", "edges", "", "corners of the eye"),
        ("SMAS layer", "", " of", "SMAS layer"),
    ],
)
def test_number_agrees_with_the_verb_or_the_word_replaced(
    target: str, replaced: str, following: str, expected: str
) -> None:
    assert form_in_place(term(target), replaced, following) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It is an facelift.", "facelift", "It is a facelift."),
        ("A incision is made.", "incision", "An incision is made."),
        ("a swelling may occur", "swelling", "swelling may occur"),
        ("with a nasolabial folds", "nasolabial folds", "with nasolabial folds"),
        ("the a SMAS layer", "SMAS layer", "the SMAS layer"),
        ("The SMAS layer layer is", "SMAS layer", "The SMAS layer is"),
        ("under SMAS SMAS layer", "SMAS layer", "under SMAS layer"),
        ("after fat-fat grafting", "fat grafting", "after fat-fat grafting"),
    ],
)
def test_english_is_made_grammatical_around_a_term(text: str, word: str, expected: str) -> None:
    start = text.rindex(word)
    mended = mend(text, (start, start + len(word)), "en")
    assert mended in {expected, expected[0].upper() + expected[1:]}


def test_a_text_begins_with_a_capital() -> None:
    assert mend("minimal incision is made", (0, 16), "en").startswith("Minimal")


def test_the_particle_after_a_korean_term_fits_it() -> None:
    assert mend("안면거상술를 합니다", (0, 5), "ko") == "안면거상술을 합니다"
