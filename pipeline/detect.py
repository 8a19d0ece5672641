"""The language of a text: by its script where that decides it, else by seeded langdetect."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pipeline.records import Block, Post

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

UNDETERMINED = "und"
"""ISO 639 code of a text without letters."""

_SHORT = 40
"""Below this many letters langdetect guesses; the script, or the page around, decides."""
_SAMPLE = 4000
"""Characters of a long text that are looked at."""
_ONE_LANGUAGE_SCRIPTS = {"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th"}
_WEIGHT = {"HANGUL": 2.5, "CJK": 2.5, "HIRAGANA": 2.0, "KATAKANA": 2.0}
"""Latin letters that one sign of the script takes the place of."""
_DEFAULT_OF_SCRIPT = {
    "LATIN": "en",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "CJK": "zh",
}
_ARGOS_CODES = {"zh-cn": "zh", "zh-tw": "zt", "no": "nb"}


class Detection(NamedTuple):
    """A language (ISO 639 code) and how sure it is, from 0 to 1."""

    language: str
    confidence: float


def detect(text: str, expected: str = "") -> Detection:
    """Return the language of `text`; `und` with confidence 1 where it has no letters.

    `expected` is the language of what stands around, which a text too short to tell takes on
    when it is written in the same script.
    """
    found, is_sure = _by_script(text[:_SAMPLE], expected)
    return found if is_sure else _langdetect(text[:_SAMPLE]) or found


def has_language(text: str, expected: str = "") -> bool:
    """Whether `detect` says a language and not `und`; where the script decides it, much faster."""
    found, is_sure = _by_script(text[:_SAMPLE], expected)
    if not is_sure and found.language == UNDETERMINED:
        found = detect(text, expected)
    return found.language != UNDETERMINED


def detect_post(post: Post) -> Post:
    """Return `post` with the language of the whole and of every block that has lines set."""
    body = "\n".join(line for block in post.blocks for line in block.lines)
    language = detect(f"{post.title}\n{body}").language
    blocks = tuple(
        msgspec.structs.replace(block, language=_block_language(block, language))
        for block in post.blocks
    )
    return msgspec.structs.replace(post, language=language, blocks=blocks)


def _block_language(block: Block, expected: str) -> str:
    return detect(" ".join(block.lines), expected).language if block.lines else ""


def _by_script(text: str, expected: str) -> tuple[Detection, bool]:
    """The language by the script alone, and whether langdetect has nothing to say to it."""
    scripts = _scripts(text)
    total = sum(scripts.values())
    if not total:
        return Detection(UNDETERMINED, 1.0), True
    script, weight = min(scripts.items(), key=lambda item: (-item[1], item[0]))
    share = weight / total
    if script in ("HIRAGANA", "KATAKANA", "CJK") and scripts.keys() & {"HIRAGANA", "KATAKANA"}:
        return Detection("ja", round(share, 2)), True
    hangul = scripts.get("HANGUL", 0.0)
    if hangul >= (0.1 if expected == "ko" and total < _SHORT else 0.3) * total:
        return Detection("ko", round(hangul / total, 2)), True
    if script in _ONE_LANGUAGE_SCRIPTS:
        return Detection(_ONE_LANGUAGE_SCRIPTS[script], round(share, 2)), True
    default = _DEFAULT_OF_SCRIPT.get(script, UNDETERMINED)
    if total >= _SHORT:
        return Detection(default, 0.5), False
    same_script = expected and _DEFAULT_OF_SCRIPT.get(script) not in (None, "zh")
    if same_script and expected not in ("ko", "ja", "zh", "zt", "th"):
        default = expected
    return Detection(default, 0.5), True


def _scripts(text: str) -> dict[str, float]:
    """The letters of each script in a text, counted in Latin letters."""
    counts = Counter(map(_script, text))
    counts.pop("", None)
    return {script: count * _WEIGHT.get(script, 1.0) for script, count in counts.items()}


@functools.lru_cache(maxsize=20_000)
def _script(character: str) -> str:
    """The script of a character, as its Unicode name begins; empty where it is no letter."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "UNKNOWN")
    return re.split(
        r"[ -]", name.removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH "), maxsplit=1
    )[0]


@functools.cache
def _factory() -> DetectorFactory:
    from langdetect import detector_factory

    detector_factory.init_factory()
    factory = detector_factory._factory
    factory.seed = 0
    return factory


def _langdetect(text: str) -> Detection | None:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.seed = 0
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):
        return None
    return Detection(_ARGOS_CODES.get(best.lang, best.lang), round(best.prob, 2))
