"""Dates and names of languages as a page's language writes them."""

from __future__ import annotations

import pytest

from output.dates import Language, direction, own_name


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "March 2, 2025, 11:30\u202fPM (UTC+09:00)"),
        ("ko", "2025년 3월 2일 오후 11:30 (UTC+09:00)"),
        ("ja", "2025年3月2日 23:30 (UTC+09:00)"),
        ("zh", "2025年3月2日 23:30 (UTC+09:00)"),
        ("es", "2 de marzo de 2025, 23:30 (UTC+09:00)"),
    ],
)
def test_a_moment_keeps_its_own_zone(language: str, shown: str) -> None:
    assert Language(language).moment("2025-03-02T23:30:00+09:00") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2025-04-02T05:06:00Z", "April 2, 2025, 5:06\u202fAM (UTC)"),
        ("2025-04-02T05:06:00-03:30", "April 2, 2025, 5:06\u202fAM (UTC-03:30)"),
        ("2025-04-02T05:06:00", "April 2, 2025, 5:06\u202fAM"),
        ("2025-04-02", "April 2, 2025"),
        ("3시간 전", "3시간 전"),
        ("", ""),
    ],
)
def test_other_times_show_no_more_than_they_say(value: str, shown: str) -> None:
    assert Language("en").moment(value) == shown


def test_languages_are_named_in_the_language_of_the_page_and_in_their_own() -> None:
    assert Language("ja").name_of("ko") == "韓国語"
    assert own_name("ko") == "한국어"
    assert own_name("ko-KR") == "한국어"


def test_an_unknown_language_goes_by_its_code() -> None:
    assert Language("en").name_of("xx") == "xx"
    assert own_name("not a code") == "not a code"
    assert direction("not a code") == "ltr"
