"""The words of the pages: complete in every language, or an error that names what is missing."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from output.notices import load_notices, notice_language, parse_notices, plural
from output.words import words_for
from pipeline.errors import ConfigError

LANGUAGES = ["en", "ko", "ja", "zh", "es"]


def raw(language: str) -> bytes:
    return (files("output") / "notices" / f"{language}.toml").read_bytes()


def phrases(value: Any, path: str = "") -> dict[str, str]:
    """Every phrase by its key; of a plural the form `other`, which every language has."""
    if isinstance(value, str):
        return {path: value}
    if "other" in value:
        return {path: value["other"]}
    found: dict[str, str] = {}
    for key, item in value.items():
        found |= phrases(item, f"{path}.{key}" if path else key)
    return found


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_and_names_every_check(language: str) -> None:
    assert load_notices(language).check.keys() == load_notices("en").check.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translated_phrases_fill_in_the_same_values(language: str) -> None:
    english = phrases(msgspec.to_builtins(load_notices("en")))
    own = phrases(msgspec.to_builtins(load_notices(language)))
    assert own.keys() == english.keys()
    assert {key for key in own if placeholders(own[key]) != placeholders(english[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_category_of_the_language_gives_a_phrase(language: str) -> None:
    words = words_for(language)
    for number in (0, 1, 2, 5, 11, 1_000_000):
        phrase = words.counted("posts", number)
        assert re.search(r"\d", phrase)


def test_one_is_not_many() -> None:
    words = words_for("en")
    assert words.counted("posts", 1) == "1 post"
    assert words.counted("posts", 0) == "0 posts"
    assert words.counted("posts", 1234) == "1,234 posts"


def test_a_plural_without_the_languages_category_falls_back_to_other() -> None:
    notices = load_notices("ko")
    assert plural(notices.plural.posts, 1, words_for("en").language.locale) == "글 {n}건"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "en"), ("ko-KR", "ko"), ("zh-Hant", "zh"), ("de", "en"), ("", "en"), ("und", "en")],
)
def test_other_languages_read_english(language: str, shown: str) -> None:
    assert notice_language(language) == shown


def test_a_missing_key_is_an_error_naming_file_and_key() -> None:
    damaged = raw("ja").replace(b"medical_text", b"medical_txt")
    with pytest.raises(ConfigError, match=r"ja\.toml: .*medical_(text|txt)"):
        parse_notices(damaged, "ja.toml")
    cut = re.sub(rb"(?m)^medical_text = .*\n", b"", raw("ja"))
    with pytest.raises(ConfigError, match=r"ja\.toml: .*`medical_text`.*\$\.notice"):
        parse_notices(cut, "ja.toml")


def test_broken_toml_is_an_error_naming_the_file() -> None:
    with pytest.raises(ConfigError, match=r"ja\.toml is not valid TOML"):
        parse_notices(raw("ja") + b"\n[[", "ja.toml")
