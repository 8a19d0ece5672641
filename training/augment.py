"""Sentences with a term already put in: what teaches a model to carry an inserted term through.

Enforcement puts the required target term into the source sentence and trusts the model to copy
it. So in one training sentence of three, one term of the source is replaced by its form in the
target language, or term and translation alike by an invented name, which can only be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from glossary.particles import particle_after
from training.corpus import Pair, Term

SHARE = 1 / 3
INVENTED_SHARE = 1 / 3
MOST_TERMS = 3

_LATIN_ONSETS = (*"bcdfgklmnprstvxz", "br", "cl", "el", "gr", "in", "pl", "tr", "ul")
_LATIN_VOWELS = ("a", "e", "i", "o", "u", "ea", "ia", "io")
_LATIN_CODAS = ("", "l", "m", "n", "r", "s", "x", "d", "t", "th", "nt")
_SYLLABLES = "가나다라루미비벨셀소엘오온젠지카코큐테토티파포플피하힐"
_WORD_END = re.compile(
    "(?:[은는이가을를과와의에도만인]|으?로|이?나|이?란|이?라는|이?라고|이라[면도]|이[며고]|이지만|인데|이에요|예요|"
    "입니다|에[서는도게]|에서는|까지|부터|보다|처럼|마다|뿐|밖에|으?로[는도]|[과와][는의]|하[고는면]|[한할해했]|"
    "합니다|받[은고는]|후|전|시|술)?"
    "(?![가-힣])"
)
"""What may follow a term up to the end of its word: a particle, an ending or a common suffix."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where one term stands in both sentences of a pair, as character spans."""

    term: Term
    korean: tuple[int, int]
    english: tuple[int, int]


class TermFinder:
    """Finds the terms that stand exactly once on both sides of a pair, longest first."""

    def __init__(self, terms: Iterable[Term]) -> None:
        spellings = {s: term for term in terms for s in term.spellings if len(s) > 1}
        self._terms = spellings
        longest_first = sorted(spellings, key=len, reverse=True)
        self._korean = re.compile(
            r"(?<![가-힣A-Za-z0-9])(?:" + "|".join(map(re.escape, longest_first)) + ")"
        )

    def find(self, pair: Pair) -> Iterator[Occurrence]:
        """Yield the terms of a pair in reading order of the Korean, none overlapping another."""
        taken: list[tuple[int, int]] = []
        for match in self._korean.finditer(pair.korean):
            spelling = match.group()
            if pair.korean.count(spelling) != 1:
                continue
            if not _WORD_END.match(pair.korean, match.end()):
                continue
            term = self._terms[spelling]
            english = list(_english_pattern(term.english).finditer(pair.english))
            if len(english) != 1 or _overlaps(english[0].span(), taken):
                continue
            taken.append(english[0].span())
            yield Occurrence(term, match.span(), english[0].span())


def with_terms_inserted(
    pair: Pair, places: Iterable[Occurrence], target: str, names: dict[Term, str]
) -> Pair:
    """The pair with its source terms in their target form, as enforcement would put them in.

    Args:
        places: the terms to replace, none overlapping another.
        target: ``en`` or ``ko``, the language translated into.
        names: an invented name for each term that one shall replace in both sentences.
    """
    korean, english = pair.korean, pair.english
    for where in sorted(places, key=lambda place: place.korean, reverse=True):
        if where.term in names or target == "en":
            form = names.get(where.term, where.term.english)
            korean = _replace_korean(korean, where.korean, form)
    for where in sorted(places, key=lambda place: place.english, reverse=True):
        if where.term in names or target == "ko":
            form = names.get(where.term, pair.korean[slice(*where.korean)])
            english = _replace(english, where.english, form)
    return Pair(korean, english, pair.origin)


def invented_name(random: Random, target: str) -> str:
    """A name nobody uses, in the script of the target language, sometimes with a number."""
    if target == "en":
        parts = [
            random.choice(_LATIN_ONSETS) + random.choice(_LATIN_VOWELS)
            for _ in range(random.randint(1, 3))
        ]
        name = "".join(parts) + random.choice(_LATIN_CODAS)
        name = random.choice([name.capitalize, name.capitalize, name.lower, name.upper])()
    else:
        name = "".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))
    return f"{name} {random.randint(2, 900)}" if random.random() < 0.08 else name


def augment(pairs: Iterable[Pair], terms: Iterable[Term], target: str, seed: int) -> list[Pair]:
    """Variants of one pair in three, among the pairs in which a term is found on both sides.

    Args:
        target: ``en`` or ``ko``, the language translated into; it decides what is inserted.
        seed: makes the choice repeatable; another seed gives other variants.
    """
    random = Random(seed)  # noqa: S311
    finder = TermFinder(terms)
    pairs = list(pairs)
    found = [(pair, list(finder.find(pair))) for pair in pairs]
    candidates = [(pair, places) for pair, places in found if places]
    wanted = min(len(candidates), round(len(pairs) * SHARE))
    variants = []
    for pair, places in random.sample(candidates, wanted):
        chosen = random.sample(places, random.randint(1, min(len(places), MOST_TERMS)))
        invented = chosen[:1] if random.random() < INVENTED_SHARE else []
        names = {where.term: invented_name(random, target) for where in invented}
        variants.append(with_terms_inserted(pair, chosen, target, names))
    return variants


def _english_pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(term)}(?![\w-])", re.IGNORECASE)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _replace(text: str, span: tuple[int, int], form: str) -> str:
    return text[: span[0]] + form + text[span[1] :]


def _replace_korean(text: str, span: tuple[int, int], form: str) -> str:
    tail = text[span[1] :]
    particle, replaced = particle_after(form, tail)
    return text[: span[0]] + form + particle + tail[replaced:]
