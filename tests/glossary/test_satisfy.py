from __future__ import annotations

import pytest

from glossary.satisfy import judge
from glossary.terms import Term, TermMatch


def use(target: str, **fields: object) -> TermMatch:
    made = {"source_language": "ko", "target_language": "en"} | fields
    return TermMatch(term=Term(source="x", target=target, **made), span=(0, 1), surface="x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["The scar fades.", "Scars fade.", "the scar's colour", "SCAR", "a burn-scar", "(scar)"],
)
def test_inflection_possessive_and_capitals_satisfy(text: str) -> None:
    (span,) = judge([use("scar")], text).spans
    assert span is not None
    assert text[slice(*span)].lower().startswith("scar")


@pytest.mark.parametrize("text", ["Scarves", "scarring", "an escar", "oscars", ""])
def test_other_words_do_not_satisfy(text: str) -> None:
    assert judge([use("scar")], text).missing == 1


def test_listed_forms_and_verbs_satisfy() -> None:
    match = use("dissection", forms=("undermining", "to dissect"))
    assert judge([match], "The tissue is dissected.").holds
    assert judge([match], "After undermining, it is fixed.").holds


def test_each_use_needs_a_place_of_its_own() -> None:
    verdict = judge([use("scar"), use("scar")], "The scar fades.")
    assert verdict.missing == 1
    assert judge([use("scar"), use("scar")], "Scar after scar.").holds


def test_a_longer_term_does_not_lend_its_words() -> None:
    verdict = judge([use("facelift"), use("mini facelift")], "A mini facelift.")
    assert verdict.spans == (None, (2, 15))


def test_places_are_dealt_so_that_most_uses_are_satisfied() -> None:
    surgery, procedure = use("surgery", forms=("procedure",)), use("procedure")
    assert judge([surgery, procedure], "The procedure and the surgery").holds


def test_a_term_said_once_too_often_is_surplus() -> None:
    verdict = judge([use("scar")], "The scar, a scar.")
    assert (verdict.missing, len(verdict.surplus), verdict.holds) == (0, 1, False)


def test_a_forbidden_form_must_not_stand() -> None:
    match = use("nose job", status="forbidden", preferred="rhinoplasty")
    assert judge([match], "After rhinoplasty").holds
    verdict = judge([match], "A nose job")
    assert (verdict.missing, verdict.forbidden) == (1, ((2, 10),))


def test_korean_targets_are_found_with_particles_and_any_spacing() -> None:
    match = use("안면 거상술", source_language="en", target_language="ko")
    assert judge([match], "안면거상술은 수술입니다.").holds
    assert judge([use("코", source_language="en", target_language="ko")], "고등코").missing == 1
