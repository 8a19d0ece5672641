"""Finding the terms of a glossary in a text.

An Aho–Corasick automaton over the folded text finds every place where a term may stand, in time
that does not depend on the number of terms. Then the language decides: in Korean the morphemes
say whether the place is a word, or a part of a compound, and not a piece of another word (눈 in
눈치); elsewhere it must be whole words. The longest match wins, then the leftmost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick

from glossary import korean
from glossary.english import forms_of
from glossary.terms import Term, TermMatch
from glossary.text import Folded, fold, is_word
from pipeline.records import Morpheme, Span


class Matcher:
    """Finds uses of `terms` in texts of `source_language`.

    Only `approved` and `forbidden` entries of that language are looked for. Where two entries
    have a surface in common and both fit their context, the earlier one is taken.
    """

    def __init__(self, terms: Iterable[Term], source_language: str):
        self.source_language = source_language
        self._automaton = ahocorasick.Automaton()
        by_surface: dict[str, list[Term]] = {}
        for term in terms:
            if term.status != "draft" and term.source_language == source_language:
                for surface in dict.fromkeys(_surfaces(term)):
                    by_surface.setdefault(surface, []).append(term)
        for surface, sharing in by_surface.items():
            self._automaton.add_word(surface, (len(surface), tuple(sharing)))
        self._automaton.make_automaton()
        self._near: dict[str, str] = {
            word: fold(word, source_language).text
            for sharing in by_surface.values()
            for term in sharing
            for word in (*term.near, *term.not_near)
        }

    def candidates(self, text: str) -> bool:
        """Tell whether a term may stand in `text`; where not, `find` needs no morphemes."""
        if not len(self._automaton):
            return False
        folded = fold(text, self.source_language).text
        return next(iter(self._automaton.iter(folded)), None) is not None

    def find(self, text: str, morphemes: Sequence[Morpheme]) -> tuple[TermMatch, ...]:
        """Return the uses of terms in `text`, in order, without overlaps.

        `morphemes` are those of `text` (`pipeline.analysis.analyse`).
        """
        if not len(self._automaton):
            return ()
        folded = fold(text, self.source_language)
        found: list[tuple[Span, Term]] = []
        for end, (length, sharing) in self._automaton.iter(folded.text):
            start = end + 1 - length
            if not self._is_term(folded, (start, end + 1), text, morphemes):
                continue
            term = next((term for term in sharing if self._fits(term, folded.text, text)), None)
            if term is not None:
                found.append((folded.span(start, end + 1), term))
        return tuple(
            TermMatch(term=term, span=span, surface=text[slice(*span)])
            for span, term in _longest(found)
        )

    def _is_term(
        self, folded: Folded, place: Span, text: str, morphemes: Sequence[Morpheme]
    ) -> bool:
        start, end = folded.span(*place)
        if self.source_language == "ko":
            return korean.is_word_at(text, (start, end), morphemes)
        if start and is_word(text[start - 1]) and is_word(text[start]):
            return False
        if end < len(text) and is_word(text[end]) and is_word(text[end - 1]):
            return False
        return not text[:start].lower().endswith(("non-", "anti-", "un-"))

    def _fits(self, term: Term, folded: str, text: str) -> bool:
        if term.near and not any(self._near[word] in folded for word in term.near):
            return False
        if any(self._near[word] in folded for word in term.not_near):
            return False
        # Density (a device) is not density; a name in Latin letters must stand in its capitals.
        if self.source_language != "ko" and term.part_of_speech == "proper":
            return any(surface in text for surface in (*term.surfaces, term.source.upper()))
        return True


def _surfaces(term: Term) -> list[str]:
    """Return the folded forms under which `term` is looked for."""
    surfaces: Iterable[str] = term.surfaces
    if term.source_language == "en":
        surfaces = forms_of(term.source, term.variants, term.part_of_speech)
    folded = [fold(surface, term.source_language).text for surface in surfaces]
    return [surface for surface in folded if surface]


def _longest(found: Iterable[tuple[Span, Term]]) -> list[tuple[Span, Term]]:
    """Keep the longest of overlapping matches, the leftmost of equally long ones."""
    kept: list[tuple[Span, Term]] = []
    for span, term in sorted(found, key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other, _ in kept):
            kept.append((span, term))
    return sorted(kept, key=lambda item: item[0])
