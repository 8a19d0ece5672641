from __future__ import annotations

import pytest

from glossary.english import article, forms_of, noun_forms, plural, singular, verb_forms


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("scar", "scars"),
        ("biopsy", "biopsies"),
        ("calf", "calves"),
        ("punch", "punches"),
        ("diagnosis", "diagnoses"),
        ("areola", "areolae"),
        ("nevus", "nevi"),
        ("comedo", "comedones"),
        ("Foot", "Feet"),
    ],
)
def test_singular_and_plural(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one


@pytest.mark.parametrize(
    "noun", ["ptosis", "pus", "psoriasis", "excess", "SMAS", "botox", "lens", "scabies"]
)
def test_a_singular_that_ends_like_a_plural_stays(noun: str) -> None:
    assert singular(noun) == noun


def test_the_head_of_a_phrase_is_inflected() -> None:
    assert "hair follicles" in noun_forms("hair follicle")
    assert "corners of the eye" in noun_forms("corner of the eye")
    assert "blood vessel" in noun_forms("blood vessels")


def test_a_gloss_in_parentheses_may_be_left_out_or_stand_alone() -> None:
    assert {"radiofrequency", "RF"} <= set(noun_forms("radiofrequency (RF)"))


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("to dissect", ("dissect", "dissects", "dissected", "dissecting")),
        ("to excise", ("excise", "excises", "excised", "excising")),
        (
            "to fix in place",
            ("fix in place", "fixes in place", "fixed in place", "fixing in place"),
        ),
        ("to graft", ("graft", "grafts", "grafted", "grafting")),
        ("to sag", ("sag", "sags", "sagged", "sagging")),
        ("to carry", ("carry", "carries", "carried", "carrying")),
    ],
)
def test_verbs_are_inflected(verb: str, forms: tuple[str, ...]) -> None:
    assert verb_forms(verb) == forms


def test_the_forms_of_an_entry_begin_with_the_preferred_one() -> None:
    forms = forms_of("suturing", ("suture", "to close"), "noun")
    assert forms[0] == "suturing"
    assert {"sutures", "closed"} <= set(forms)


def test_a_proper_name_has_one_form() -> None:
    assert forms_of("Thermage", (), "proper") == ("Thermage",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("incision", "an"),
        ("facelift", "a"),
        ("SMAS layer", "a"),
        ("MRI", "an"),
        ("HIFU device", "a"),
        ("RF device", "an"),
        ("IPL session", "an"),
        ("hour", "an"),
        ("unit", "a"),
        ("ulcer", "an"),
        ("8-week course", "an"),
        ("X-ray", "an"),
        ("U-shaped incision", "a"),
    ],
)
def test_the_article_follows_the_sound(word: str, expected: str) -> None:
    assert article(word) == expected
