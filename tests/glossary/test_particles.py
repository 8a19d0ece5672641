from __future__ import annotations

import pytest

from glossary.particles import particle_after, sound


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("근막", "consonant"),
        ("피부", "vowel"),
        ("겔", "liquid"),
        ("SMAS", "vowel"),
        ("HIFU", "vowel"),
        ("MRI", "vowel"),
        ("PRP", "vowel"),
        ("PN", "consonant"),
        ("swelling", "consonant"),
        ("skin", "consonant"),
        ("gel", "liquid"),
        ("muscle", "liquid"),
        ("facelift", "vowel"),
        ("SMAS layer", "vowel"),
        ("nasal tip", "consonant"),
        ("scalp", "vowel"),
        ("3", "consonant"),
        ("2", "vowel"),
        ("1", "liquid"),
        ("근막(fascia)", "consonant"),
    ],
)
def test_words_end_as_they_are_read_in_korean(word: str, expected: str) -> None:
    assert sound(word) == expected


@pytest.mark.parametrize(
    ("word", "following", "expected"),
    [
        ("SMAS layer", "을 당겨", "를"),
        ("swelling", "가 생길", "이"),
        ("swelling", "는 보통", "은"),
        ("facelift", "과 비교", "와"),
        ("gel", "으로 채워", "로"),
        ("skin", "로 덮인", "으로"),
        ("facelift", "이에요", "예요"),
        ("facelift", "이란 무엇", "란"),
        ("skin", "라는 말", "이라"),
        ("skin", "나 근육", "이나"),
    ],
)
def test_the_particle_fits_the_word(word: str, following: str, expected: str) -> None:
    particle, taken = particle_after(word, following)
    assert particle == expected
    assert following[taken:].startswith((" ", "는", "")) or taken == len(following)


@pytest.mark.parametrize(
    "following", ["가능한", "이후에", "은행", "", " 을", "입니다", "에서", "까지"]
)
def test_what_is_no_changing_particle_is_left_alone(following: str) -> None:
    assert particle_after("skin", following) == ("", 0)
