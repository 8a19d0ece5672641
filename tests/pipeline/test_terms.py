"""The ladder of enforcement, on the bundled model."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.load import builtin
from glossary.match import Matcher
from glossary.terms import Term, glossary_digest
from pipeline.analysis import analyse
from pipeline.decode import Decoder
from pipeline.splice import best_place, columns, piece_spans, words
from pipeline.terms import Outcome, Request, translate_with_terms

NAMES = {
    "스마스층": "Zelmora sheet",
    "붓기": "Quandle",
    "근막층": "brindle coat",
    "필러": "Osmaril",
}
"""Targets that no model gives of itself."""


def term(source: str, target: str, **fields: object) -> Term:
    made = {"source_language": "ko", "target_language": "en"} | fields
    return Term(source=source, target=target, **made)  # type: ignore[arg-type]


def request(text: str, matcher: Matcher) -> Request:
    return Request(text=text, matches=matcher.find(text, analyse(text, "ko")))


@pytest.fixture(scope="module")
def medical() -> Matcher:
    return builtin().matcher("ko", "en")


@pytest.fixture(scope="module")
def strange() -> Matcher:
    return Matcher([term(ko, en) for ko, en in NAMES.items()], "ko")


@pytest.fixture(scope="module")
def outcomes(
    decoder: Decoder, sentences: tuple[str, ...], strange: Matcher
) -> list[tuple[str, Outcome]]:
    requests = [request(text, strange) for text in sentences]
    return list(zip(sentences, translate_with_terms(requests, decoder), strict=True))


def test_without_terms_the_translation_is_the_models_own(
    decoder: Decoder, sentences: tuple[str, ...]
) -> None:
    outcomes = translate_with_terms([Request(text=text) for text in sentences], decoder)
    plain = decoder.translate([decoder.encode(text) for text in sentences])
    assert [outcome.text for outcome in outcomes] == [decoder.decode(h[0].pieces) for h in plain]
    assert all(outcome.uses == () for outcome in outcomes)


def test_a_translation_that_has_its_terms_is_left_alone(decoder: Decoder, medical: Matcher) -> None:
    text = "실밥은 수술 후 7일째에 제거합니다."
    (outcome,) = translate_with_terms([request(text, medical)], decoder)
    (plain,) = translate_with_terms([Request(text=text)], decoder)
    assert outcome.text == plain.text
    assert [use.how for use in outcome.uses] == ["plain"]


def test_every_term_is_satisfied_where_it_says_or_flagged_with_a_reason(
    outcomes: list[tuple[str, Outcome]],
) -> None:
    for source, outcome in outcomes:
        for use in outcome.uses:
            assert source[slice(*use.source_span)] == use.source
            if use.how == "flagged":
                assert use.target_span is None
                assert use.required in use.reason
            else:
                assert use.target_span is not None
                found = outcome.text[slice(*use.target_span)].lower()
                assert found.removesuffix("s") == use.required.lower().removesuffix("s")


def test_names_that_no_model_knows_are_satisfied_by_the_lower_rungs(
    outcomes: list[tuple[str, Outcome]],
) -> None:
    hows = [use.how for _, outcome in outcomes for use in outcome.uses]
    assert len(hows) >= 4
    assert "plain" not in hows
    assert "flagged" not in hows


def test_a_term_stands_once_where_the_source_has_it_once(
    outcomes: list[tuple[str, Outcome]],
) -> None:
    for _, outcome in outcomes:
        for use in outcome.uses:
            assert outcome.text.lower().count(use.required.lower()) == 1


def test_two_uses_of_a_term_need_two_places(decoder: Decoder) -> None:
    matcher = Matcher([term("붓기", "Quandle")], "ko")
    text = "붓기는 2주 안에 빠지고 잔여 붓기는 3개월까지 갑니다."
    (outcome,) = translate_with_terms([request(text, matcher)], decoder)
    spans = [use.target_span for use in outcome.uses if use.target_span is not None]
    assert len(outcome.uses) == 2
    assert len(set(spans)) == len(spans) >= 1


def test_the_article_fits_a_term_put_in(decoder: Decoder) -> None:
    matcher = Matcher([term("절개", "elmwood cut")], "ko")
    (outcome,) = translate_with_terms([request("작은 절개를 합니다.", matcher)], decoder)
    assert "elmwood cut" in outcome.text
    assert " a elmwood" not in f" {outcome.text.lower()}"


def test_a_forbidden_form_gives_way_to_the_preferred_one(decoder: Decoder) -> None:
    forbidden = term("붓기", "swelling", status="forbidden", preferred="edema")
    matcher = Matcher([forbidden], "ko")
    (outcome,) = translate_with_terms([request("붓기는 2주 안에 빠집니다.", matcher)], decoder)
    assert "edema" in outcome.text.lower()
    assert "swelling" not in outcome.text.lower()


def test_a_kept_term_stays_as_it_is(decoder: Decoder) -> None:
    matcher = Matcher([term("PDRN", "PDRN", keep=True)], "ko")
    (outcome,) = translate_with_terms([request("PDRN을 주사합니다.", matcher)], decoder)
    assert "PDRN" in outcome.text


def test_alternatives_satisfy_no_fewer_terms(outcomes: list[tuple[str, Outcome]]) -> None:
    for _, outcome in outcomes:
        flagged = sum(use.how == "flagged" for use in outcome.uses)
        for other in outcome.alternatives():
            assert other.text != outcome.text
            assert sum(use.how == "flagged" for use in other.uses) <= flagged


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_outcome_depends_on_nothing_but_the_request(
    data: st.DataObject, decoder: Decoder, outcomes: list[tuple[str, Outcome]], strange: Matcher
) -> None:
    batch = data.draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=6))
    again = translate_with_terms([request(text, strange) for text, _ in batch], decoder)
    assert [o.text for o in again] == [outcome.text for _, outcome in batch]
    assert [o.uses for o in again] == [outcome.uses for _, outcome in batch]


def test_the_glossary_digest_changes_with_the_entries_that_matched_alone(medical: Matcher) -> None:
    text = "스마스층을 당겨 고정합니다."
    matches = medical.find(text, analyse(text, "ko"))
    changed = Matcher([term("스마스층", "SMAS sheet")], "ko")
    assert glossary_digest(matches) == glossary_digest(matches[::-1])
    assert glossary_digest(changed.find(text, analyse(text, "ko"))) != glossary_digest(matches)
    assert glossary_digest(()) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "스마스층을 당겨 고정합니다.",
        "① ＳＭＡＳ층은 3㎜ 두께 …입니다 ❤",
        "  두  칸  띄어쓰기 ",
        "뷁뷁 ꥰ",
    ],
)
def test_the_pieces_of_a_text_cover_it_in_order(decoder: Decoder, text: str) -> None:
    spans = piece_spans(text, decoder.encode(text))
    assert spans == sorted(spans)
    covered = {index for start, end in spans for index in range(start, end)}
    assert covered >= {index for index, char in enumerate(text) if not char.isspace()}


def test_words_are_made_of_pieces_of_either_tokenizer() -> None:
    assert words(["▁The", "▁sub", "cu", "taneous", "▁(", "S", "S", ")", "."]) == [
        (0, 1),
        (1, 4),
        (4, 5),
        (5, 7),
        (7, 8),
        (8, 9),
    ]
    assert words(["The", "sub@@", "cutaneous", "fat", "."]) == [(0, 1), (1, 3), (3, 4), (4, 5)]


def test_attention_leads_from_a_source_word_to_its_translation(decoder: Decoder) -> None:
    text = "안면신경이 손상될 수 있습니다."
    pieces = decoder.encode(text)
    (found_first,) = decoder.translate([pieces])[0]
    (rows,) = decoder.attention([pieces], [found_first.pieces])
    hypothesis = found_first._replace(attention=rows)
    found = best_place(hypothesis, columns((0, 4), piece_spans(text, pieces)))
    assert found is not None
    (start, end), weight = found
    assert weight > 0.5
    assert "nerve" in decoder.decode(hypothesis.pieces[start:end])
