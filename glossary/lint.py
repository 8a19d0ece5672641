"""What is wrong with a glossary, beyond what keeps its rows from being read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from glossary.load import Glossary, conflicts
from glossary.match import Matcher
from glossary.terms import Problem, Term
from glossary.text import fold, is_word
from pipeline.records import Morpheme, Severity

Analyse = Callable[[str, str], Sequence[Morpheme]]

_PARTICLES = re.compile(
    "은|는|이|가|을|를|의|에|도|만|과|와|으?로|이?나|이?랑|들|께서?|에서|까지|부터|마다|보다|처럼|입니다|하고|그리고|또는|및"
)


def lint(glossary: Glossary, analyse: Analyse) -> list[Problem]:
    """Return the problems of a glossary, in the order of its lines.

    `analyse` gives the morphemes of a text in a language (`pipeline.analysis.analyse`). Found
    are rows that cannot be read, duplicates, conflicts, spellings that are only a particle,
    that also stand inside other words, or that are not found where they stand by themselves.
    """
    problems = [*glossary.problems, *conflicts(glossary.terms), *_duplicates(glossary.terms)]
    for source, target in sorted({(t.source_language, t.target_language) for t in glossary.terms}):
        matcher = Matcher(glossary.directed(source, target), source)
        for term in glossary.terms:
            if (term.source_language, term.target_language) == (source, target):
                problems.extend(_spellings(term, matcher, analyse))
    distinct = {(p.path, p.line, p.message): p for p in problems}
    return sorted(distinct.values(), key=lambda problem: (problem.path, problem.line))


def _duplicates(terms: Sequence[Term]) -> Iterator[Problem]:
    first: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        for surface in term.surfaces:
            folded = fold(surface, term.source_language).text
            other = first.setdefault((term.source_language, term.target_language, folded), term)
            if other is term and term.surfaces.count(surface) > 1:
                yield _problem(term, f"{surface!r} is listed twice.")
            elif other is not term and other.required == term.required and _alike(other, term):
                yield _problem(term, f"{surface!r} stands in line {other.line} already.")


def _alike(one: Term, other: Term) -> bool:
    return (one.near, one.not_near) == (other.near, other.not_near)


def _spellings(term: Term, matcher: Matcher, analyse: Analyse) -> Iterator[Problem]:
    language = term.source_language
    if fold(term.source, language).text in {fold(v, language).text for v in term.variants}:
        yield _problem(term, f"{term.source!r} is its own variant.")
    for surface in term.surfaces:
        folded = fold(surface, language).text
        if not any(map(is_word, folded)):
            yield _problem(term, f"{surface!r} has no letters to look for.")
        elif language == "ko" and _PARTICLES.fullmatch(folded):
            yield _problem(term, f"{surface!r} is a particle or a function word; it is no term.")
        elif term.status != "draft" and not _finds_itself(term, surface, matcher, analyse):
            yield _problem(
                term, f"{surface!r} is not found even where it stands by itself; reword or drop it."
            )
        elif len(folded) == 1 and not term.near and not term.not_near:
            yield _problem(
                term,
                f"{surface!r} is one character and stands inside many words; it is found only as "
                "a word by itself. Context words (near, not_near) would make it safer.",
                "note",
            )


def _finds_itself(term: Term, surface: str, matcher: Matcher, analyse: Analyse) -> bool:
    """Tell whether a spelling is found by itself, or with a particle."""
    context = f"{term.near[0]}, " if term.near else ""
    for text in (f"{context}{surface}", f"{context}{surface}의 ", f"{context}{surface}, "):
        start = len(context)
        for match in matcher.find(text, analyse(text, term.source_language)):
            if match.span == (start, start + len(surface)):
                return True
    return False


def _problem(term: Term, message: str, severity: Severity = "warning") -> Problem:
    return Problem(path=term.path, line=term.line, message=message, severity=severity)
