"""Which terms of a segment a translation satisfies, and where they stand in it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from glossary.english import forms_of
from glossary.terms import Term, TermMatch
from glossary.text import Folded, fold, is_word
from pipeline.records import Span


class Verdict(NamedTuple):
    """What became of the terms of a segment in one translation of it.

    `spans` has, for each match in order, where an allowed form stands in the translation, or
    None. `surplus` are places where the term of a use (by its number) stands once more than the
    source has it, and `forbidden` those of forms that must not stand there.
    """

    spans: tuple[Span | None, ...]
    surplus: tuple[tuple[int, Span], ...] = ()
    forbidden: tuple[Span, ...] = ()

    @property
    def missing(self) -> int:
        """How many uses have no form in the translation."""
        return sum(span is None for span in self.spans)

    @property
    def holds(self) -> bool:
        """Whether every use is satisfied, and none of them more often than in the source."""
        return not (self.missing or self.surplus or self.forbidden)


@functools.lru_cache(maxsize=8192)
def allowed_forms(term: Term) -> tuple[str, ...]:
    """Return the target forms that satisfy `term`, the preferred one first."""
    if term.target_language == "en":
        pos = "proper" if term.keep else term.part_of_speech
        return forms_of(term.required, term.forms, pos)
    return tuple(dict.fromkeys((term.required, *term.forms)))


def judge(matches: Sequence[TermMatch], text: str) -> Verdict:
    """Return which of `matches` the translation `text` satisfies, each in a place of its own."""
    if not matches:
        return Verdict(())
    folded = fold(text, matches[0].term.target_language)
    places = [_spans(_folded_forms(match.term), folded) for match in matches]
    chosen = _assign(places)
    taken = [span for span in chosen if span is not None]

    def untaken(forms: Sequence[str]) -> list[Span]:
        found = _spans(forms, folded)
        return [span for span in found if not any(_overlap(span, other) for other in taken)]

    surplus = {
        (index, span)
        for index, match in enumerate(matches)
        if chosen[index] is not None and len(places[index]) > 1
        for span in untaken(_preferred_forms(match.term.required, match.term))
    }
    forbidden = {
        span
        for match in matches
        if match.term.status == "forbidden"
        for span in untaken(_preferred_forms(match.term.target, match.term))
    }
    return Verdict(tuple(chosen), tuple(sorted(surplus)), tuple(sorted(forbidden)))


@functools.lru_cache(maxsize=8192)
def _folded_forms(term: Term) -> tuple[str, ...]:
    return _fold_all(allowed_forms(term), term.target_language)


@functools.lru_cache(maxsize=8192)
def _preferred_forms(form: str, term: Term) -> tuple[str, ...]:
    english = term.target_language == "en" and not term.keep
    forms = forms_of(form, (), term.part_of_speech) if english else (form,)
    return _fold_all(forms, term.target_language)


def _fold_all(forms: Sequence[str], language: str) -> tuple[str, ...]:
    folded = {fold(form, language).text for form in forms}
    return tuple(sorted((form for form in folded if form), key=lambda form: (-len(form), form)))


def _spans(forms: Sequence[str], folded: Folded) -> list[Span]:
    """Return where one of `forms` (longest first) stands as whole words, without overlaps."""
    found: list[Span] = []
    for form in forms:
        start = folded.text.find(form)
        while start >= 0:
            place = (start, start + len(form))
            if _is_whole(folded, place) and not any(_overlap(place, other) for other in found):
                found.append(place)
            start = folded.text.find(form, start + 1)
    return [folded.span(*place) for place in sorted(found)]


def _is_whole(folded: Folded, place: Span) -> bool:
    """Tell whether a place is bounded by something other than letters of the same script.

    Spaces are dropped in Korean and its like, so that there the way back to the text decides;
    particles may follow, and Latin terms stand among Hangul.
    """
    start, end = place
    text, starts, ends = folded
    before = text[start - 1] if start and ends[start - 1] == starts[start] else ""
    after = text[end] if end < len(text) and ends[end - 1] == starts[end] else ""
    if before and is_word(before) and is_word(text[start]) and _alike(before, text[start]):
        return False
    if after and is_word(after) and is_word(text[end - 1]) and _alike(after, text[end - 1]):
        return not after.isascii()
    return True


def _alike(one: str, other: str) -> bool:
    return one.isascii() == other.isascii()


def _assign(places: Sequence[Sequence[Span]]) -> list[Span | None]:
    """Give each use a place that overlaps no other's: those with least choice choose first."""
    chosen: list[Span | None] = [None] * len(places)
    order = sorted(range(len(places)), key=lambda i: (len(places[i]), -_length(places[i]), i))
    owner: dict[Span, int] = {}

    def settle(use: int, seen: set[Span]) -> bool:
        for span in places[use]:
            if span in seen:
                continue
            seen.add(span)
            rivals = {other for other in owner if _overlap(other, span)}
            if not rivals or (rivals == {span} and settle(owner[span], seen)):
                owner[span] = use
                chosen[use] = span
                return True
        return False

    for use in order:
        settle(use, set())
    return chosen


def _length(spans: Sequence[Span]) -> int:
    return max((end - start for start, end in spans), default=0)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
