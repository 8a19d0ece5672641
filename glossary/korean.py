"""Korean: where a word begins and ends, and which particle follows it.

Tags are those of the Sejong tag set, as Kiwi gives them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.text import is_word
from pipeline.records import Morpheme, Span

_PARTICLES = (
    r"(?:들)?(?:"
    r"을|를|은|는|이|가|의|에|도|만|과|와|나|이나|로|으로|라|이라|란|이란|랑|이랑|야|이야|"
    r"에서|에게|께|께서|까지|부터|마다|보다|처럼|같이|조차|마저|밖에|뿐|대로|만큼|하고|에는|에도|"
    r"에만|에서는|에서도|으로는|로는|으로도|로도|까지는|까지도|보다는|보다도|만의|만을|만이|과는|와는|"
    r"과의|와의|으로의|로의|에의|이라는|라는|이라고|라고|이라면|라면|이며|며|이고|고|인|일|이든|든|"
    r"으로서|로서|으로써|로써|으로부터|로부터|에서의|까지의|이지만|지만|이었던|였던|이란|이자|이면|"
    r"이므로|므로|이기|이므로|인데|인지|이거나|거나|입니다|이에요|예요|이죠|죠|인가요|일까요|이란)?"
)
"""What may follow a noun in its eojeol, for words that the analyser does not know."""

_PARTICLES_ONLY = re.compile(_PARTICLES)
_SURE = 3
"""Syllables of a term that is believed although the analyser sees no noun there."""
_RELATIONAL = frozenset({"전", "후", "시", "중", "등", "뒤", "앞", "내", "간"})
_WORD_REST = re.compile(r"\w*")
_NOUNS = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "SL", "SH", "SN", "XR", "XSN"})
_VERBS = frozenset({"하", "되", "시키", "되어지"})
_PLURALS = frozenset({"들", "님", "분", "용", "형", "별", "시"})


def is_word_at(
    text: str, span: Span, morphemes: Sequence[Morpheme], *, verbal: bool = False
) -> bool:
    """Tell whether `text[start:end]` is a noun, or nouns, and not a piece of another word.

    A term may be a part of a compound (재생 in 피부재생), unless it is of one syllable. One with
    a prefix or suffix that changes its meaning is another word (통증 in 무통증, 염증 in 염증성),
    and so is a noun that 하다 or 되다 makes a verb of (박리하고), unless the term is `verbal`.
    """
    start, end = span
    inside = [m for m in morphemes if m.start < end and m.end > start]
    if not inside:
        return False
    edges = inside[0].start >= start and inside[-1].end <= end
    if not edges or not _is_nominal(inside):
        return _stands_alone(text, span)
    before = next((m for m in reversed(morphemes) if m.end <= start), None)
    after = next((m for m in morphemes if m.start >= end), None)
    short = len(text[start:end].replace(" ", "")) == 1
    glued_before = before if before is not None and before.end == start else None
    glued_after = after if after is not None and after.start == end else None
    return _may_precede(glued_before, short) and _may_follow(glued_after, short, verbal)


def is_relational(surface: str) -> bool:
    """Tell whether a spaced-out term ends in a word of time or place of its own (처방 전)."""
    return surface.split()[-1] in _RELATIONAL and " " in surface


def _stands_alone(text: str, span: Span) -> bool:
    """Tell whether a term is a word with its particles, however the analyser cut it up.

    The analyser does not know every name (써마지 is a verb to it). From three syllables on, chance
    does not make a word look like a term.
    """
    start, end = span
    begins = start == 0 or not (is_word(text[start - 1]) and is_word(text[start]))
    rest = _WORD_REST.match(text, end)
    particles = rest is None or bool(_PARTICLES_ONLY.fullmatch(rest[0]))
    return begins and particles and len(text[start:end].replace(" ", "")) >= _SURE


def _is_nominal(inside: Sequence[Morpheme]) -> bool:
    if len(inside) == 1:
        return inside[0].tag in _NOUNS
    first, last = inside[0].tag, inside[-1].tag
    if first[0] in "JE" or first == "VCP":
        return False
    return last[0] != "J" and (last[0] != "E" or last == "ETN")


def _may_precede(morpheme: Morpheme | None, short: bool) -> bool:
    if morpheme is None or (morpheme.tag[:1] == "S" and morpheme.tag not in {"SL", "SN", "SH"}):
        return True
    if morpheme.tag == "XPN":
        return False
    return not short or morpheme.tag[0] in "JE"


def _may_follow(morpheme: Morpheme | None, short: bool, verbal: bool) -> bool:
    if morpheme is None or morpheme.tag[0] in "SJ":
        return True
    if morpheme.tag in {"XSV", "XSA"} or (morpheme.tag[0] == "V" and morpheme.form in _VERBS):
        return verbal
    if morpheme.tag == "XSN":
        return morpheme.form in _PLURALS
    return not short or morpheme.tag == "VCP"
