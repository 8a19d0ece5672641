"""Korean particles that depend on the sound before them (을/를, 은/는, 이/가, 과/와, 으로/로 …).

A particle takes one form after a consonant and another after a vowel; 으로 becomes 로 after a
vowel and after ㄹ. The sound is that of the word as Koreans read it, so that English words and
signs are read by rules of thumb: `SMAS` 스마스, `skin` 스킨, `gel` 젤, `L` 엘, `3` 삼.
"""

from __future__ import annotations

import re

Sound = str
"""How a word ends: `vowel`, `liquid` (ㄹ) or `consonant`."""

_PAIRS = {
    "은": "는",
    "이": "가",
    "을": "를",
    "과": "와",
    "으로": "로",
    "이나": "나",
    "이란": "란",
    "이라": "라",
    "이며": "며",
    "이랑": "랑",
    "이든": "든",
    "이면": "면",
    "이므로": "므로",
    "이에요": "예요",
    "이었": "였",
}
"""The form after a consonant, and the one after a vowel."""
_AFTER_VOWEL = {vowel: consonant for consonant, vowel in _PAIRS.items()}

# What may follow keeps 이 and 가 from being taken for the first syllable of a word (이후, 가능).
_PARTICLE = re.compile(
    r"(?:이에요|예요|이었|였"
    r"|(?:이므로|므로|이며|며|이면|면|이랑|랑|이란|란|이든|든|이나|나)(?![가-힣])"
    r"|(?:이라|라)(?=는|고|도|서|면|야|$|[^가-힣])"
    r"|(?:으로|로)(?=는|도|만|부터|서|써|의|까지|$|[^가-힣])"
    r"|(?:과|와)(?=는|의|도|만|$|[^가-힣])"
    r"|(?:은|는|이|가|을|를)(?![가-힣]))"
)
_DIGITS = dict(zip("0123456789", "CLVCVVCLLV", strict=True))
_LETTERS = {"L": "L", "R": "L", "M": "C", "N": "C"}
_SOUNDS: dict[str, Sound] = {"V": "vowel", "L": "liquid", "C": "consonant"}
_RIEUL = 8


def sound(word: str) -> Sound:
    """Return how `word` ends when it is read aloud in Korean."""
    match = re.search(r"[가-힣]|[A-Za-z]+|\d", re.sub(r"\([^()]*\)\W*$", "", word)[::-1])
    last = match[0][::-1] if match else ""
    if not last:
        return "vowel"
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "vowel" if not final else "liquid" if final == _RIEUL else "consonant"
    if last.isdigit():
        return _SOUNDS[_DIGITS[last]]
    if last.isupper() and (len(last) < 4 or not re.search("[AEIOU]", last)):
        return _SOUNDS[_LETTERS.get(last[-1], "V")]
    return _english_sound(last.lower())


def _english_sound(word: str) -> Sound:
    if re.search(r"(?:[mn]|ng|[mn]e|mb|mn)$", word):
        return "consonant"
    if re.search(r"(?:l|[^aeiou]le|[aeiou]le)$", word):
        return "liquid"
    # A short vowel and a stop close the syllable (팁, 팻, 넥); after a long one 으 is added.
    if re.search(r"(?:^|[^aeiou])[aeiou](?:[pt]|ck?|k)$", word):
        return "consonant"
    return "vowel"


def particle_after(word: str, following: str) -> tuple[str, int]:
    """Return the particle that `following` begins with in the form that fits `word`.

    The number is how many characters of `following` it replaces; `("", 0)` where `following`
    begins with no such particle.
    """
    match = _PARTICLE.match(following)
    if not match:
        return "", 0
    particle = match[0]
    consonant = particle if particle in _PAIRS else _AFTER_VOWEL[particle]
    vowel = _PAIRS[consonant]
    ending = sound(word)
    if ending == "liquid" and consonant == "으로":
        ending = "vowel"
    return (vowel if ending == "vowel" else consonant), len(particle)
