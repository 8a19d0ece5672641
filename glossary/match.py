"""Finding the terms of a glossary in a text.

An Aho–Corasick automaton over the folded text finds every place where a term may stand, in time
that does not depend on the number of terms. Then the language decides: in Korean the morphemes
say whether the place is a word, or a part of a compound, and not a piece of another word (눈 in
눈치); elsewhere it must be whole words. The leftmost match wins, and of those
that begin at one place the longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick

from glossary import korean
from glossary.english import forms_of
from glossary.terms import Term, TermMatch
from glossary.text import fold, is_word
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
            span = folded.span(start, end + 1)
            surface = text[slice(*span)]
            term = next((term for term in sharing if self._fits(term, folded.text, surface)), None)
            if term and self._is_word(span, term, text, morphemes):
                found.append((span, term))
        return tuple(
            TermMatch(term=term, span=span, surface=text[slice(*span)])
            for span, term in _longest(found)
        )

    def _is_word(self, span: Span, term: Term, text: str, morphemes: Sequence[Morpheme]) -> bool:
        start, end = span
        if self.source_language == "ko":
            verbal = any(form.startswith("to ") for form in term.forms)
            surface = text[start:end]
            if surface not in term.surfaces and korean.is_relational(surface):
                return False
            return korean.is_word_at(text, span, morphemes, verbal=verbal)
        if start and is_word(text[start - 1]) and is_word(text[start]):
            return False
        if end < len(text) and is_word(text[end]) and is_word(text[end - 1]):
            return False
        return not text[:start].lower().endswith(("non-", "anti-", "un-"))

    def _fits(self, term: Term, folded: str, surface: str) -> bool:
        if term.near and not any(self._near[word] in folded for word in term.near):
            return False
        if any(self._near[word] in folded for word in term.not_near):
            return False
        # Density (a device) is not density; a name in Latin letters must stand in its capitals.
        if self.source_language != "ko" and term.part_of_speech == "proper":
            return surface in {*term.surfaces, term.source.upper()}
        return True


def _surfaces(term: Term) -> list[str]:
    """Return the folded forms under which `term` is looked for."""
    surfaces: Iterable[str] = term.surfaces
    if term.source_language == "en":
        surfaces = forms_of(term.source, term.variants, term.part_of_speech)
    folded = [fold(surface, term.source_language).text for surface in surfaces]
    return [surface for surface in folded if surface]


def _longest(found: Iterable[tuple[Span, Term]]) -> list[tuple[Span, Term]]:
    """Keep, from left to right, the longest match at each place that no other has taken."""
    kept: list[tuple[Span, Term]] = []
    for span, term in sorted(found, key=lambda item: (item[0][0], -item[0][1])):
        if not kept or kept[-1][0][1] <= span[0]:
            kept.append((span, term))
    return kept
