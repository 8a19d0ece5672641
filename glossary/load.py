"""Reading glossaries, and laying several over one another by precedence."""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from glossary.csvs import read_csv
from glossary.match import Matcher
from glossary.tbx import read_tbx
from glossary.terms import Problem, Term
from glossary.text import fold
from glossary.tsv import Origin, read_tsv
from pipeline.errors import GlossaryError
from pipeline.records import Record

BUILTIN = "medical.ko-en.tsv"
_PAIR = re.compile(r"\.([a-z]{2,3})[-_]([a-z]{2,3})$")
_READERS = {
    ".tsv": read_tsv,
    ".txt": read_tsv,
    ".csv": read_csv,
    ".tbx": read_tbx,
    ".xml": read_tbx,
}


class Glossary(Record, frozen=True, kw_only=True):
    """The entries of one or more glossaries, highest precedence first, and their problems."""

    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()

    def directed(self, source_language: str, target_language: str) -> tuple[Term, ...]:
        """Return the entries for one direction; those of the opposite one are turned round."""
        straight = [
            term
            for term in self.terms
            if (term.source_language, term.target_language) == (source_language, target_language)
        ]
        opposite = [
            term
            for term in self.terms
            if (term.target_language, term.source_language) == (source_language, target_language)
            and term.status == "approved"
        ]
        return (*straight, *_turned(opposite))

    def matcher(self, source_language: str, target_language: str) -> Matcher:
        """Return a matcher of the entries for one direction."""
        return Matcher(self.directed(source_language, target_language), source_language)


@functools.cache
def builtin() -> Glossary:
    """Return the built-in medical glossary, Korean–English; it serves both directions."""
    file = importlib.resources.files("glossary") / "data" / BUILTIN
    terms, problems = read_tsv(
        file.read_text(encoding="utf-8"), Origin(BUILTIN, "medical", "ko", "en")
    )
    return Glossary(terms=tuple(terms), problems=tuple(problems))


def load_glossary(
    path: Path, *, source_language: str = "", target_language: str = "", name: str = ""
) -> Glossary:
    """Read one glossary file: TSV, CSV (DeepL, Google) or TBX-Basic, by its suffix.

    The language pair is that of the file's columns, or of its name (`skin.ko-en.tsv`), or the
    one given. Rows that cannot be used are left out and reported in `problems`. Raises
    `GlossaryError` where there is no such file, its format is unknown, or it is not text.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise GlossaryError(f"{path}: the format is not known; the suffix must be one of {known}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read ({error.strerror}).") from error
    stem, pair = path.stem, _PAIR.search(path.stem)
    if pair:
        stem, source_language, target_language = stem[: pair.start()], pair[1], pair[2]
    origin = Origin(str(path), name or stem, source_language, target_language)
    text, problems = _decode(data, str(path))
    terms, found = reader(text, origin)
    return Glossary(terms=tuple(terms), problems=(*problems, *_gathered(found)))


def load_glossaries(
    paths: Sequence[Path],
    *,
    source_language: str = "",
    target_language: str = "",
    with_builtin: bool = True,
) -> Glossary:
    """Read several glossaries; one named earlier takes precedence, the built-in comes last."""
    layers = [
        load_glossary(path, source_language=source_language, target_language=target_language)
        for path in paths
    ]
    return merge([*layers, builtin()] if with_builtin else layers)


def _gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Tell what is wrong with many rows in the same words once, with their number."""
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(problem.message, []).append(problem)
    return [
        problem
        if len(same) == 1
        else msgspec.structs.replace(problem, message=f"{problem.message} ({len(same)} rows)")
        for same in alike.values()
        for problem in same[:1]
    ]


def merge(layers: Iterable[Glossary]) -> Glossary:
    """Lay glossaries over one another, the one of highest precedence first.

    An entry takes the place of any entry of a lower layer with the same source term, and takes
    over its variants, so that one concept keeps one name. Where it shares only a variant, that
    variant is its own from then on. Both are reported as notes where the target differs.
    Within a layer, two entries that have a surface in common, different targets and no context
    words to tell them apart are a conflict: it is reported, and the first of them is used.
    """
    terms: list[Term] = []
    problems: list[Problem] = []
    claimed: dict[tuple[str, str, str], int] = {}
    for layer in layers:
        problems.extend(layer.problems)
        problems.extend(conflicts(layer.terms))
        below = len(terms)
        for term in layer.terms:
            _lay(term, terms, claimed, problems)
        for index in range(below, len(terms)):
            for surface in _keys(terms[index]):
                claimed.setdefault(surface, index)
    return Glossary(terms=tuple(terms), problems=tuple(problems))


def _lay(
    term: Term,
    terms: list[Term],
    claimed: dict[tuple[str, str, str], int],
    problems: list[Problem],
) -> None:
    """Add `term` of a lower layer to `terms`, less what a higher one has claimed."""
    over = next((claimed[key] for key in _keys(term) if key in claimed), None)
    if over is None:
        terms.append(term)
        return
    above = terms[over]
    if above.target != term.target:
        problems.append(
            Problem(
                path=above.path,
                line=above.line,
                message=f"{above.source!r} is {above.target!r} here and {term.target!r} in "
                f"{term.path}:{term.line}; this entry takes precedence.",
                severity="note",
            )
        )
    free = tuple(
        surface
        for key, surface in zip(_keys(term), term.surfaces, strict=True)
        if key not in claimed
    )
    if _keys(term)[0] in claimed:
        heir = terms[claimed[_keys(term)[0]]]
        if not heir.near and not heir.not_near:
            variants = tuple(dict.fromkeys((*heir.variants, *free)))
            terms[claimed[_keys(term)[0]]] = msgspec.structs.replace(heir, variants=variants)
    elif free:
        terms.append(msgspec.structs.replace(term, variants=free[1:]))


def conflicts(terms: Sequence[Term]) -> list[Problem]:
    """Return where two entries of one glossary claim the same surface for different targets."""
    first: dict[tuple[str, str, str], Term] = {}
    problems: list[Problem] = []
    for term in terms:
        for key, surface in zip(_keys(term), term.surfaces, strict=True):
            other = first.setdefault(key, term)
            if other is term or other.required == term.required or _told_apart(other, term):
                continue
            problems.append(
                Problem(
                    path=term.path,
                    line=term.line,
                    message=f"{surface!r} is {term.required!r} here and {other.required!r} in "
                    f"line {other.line}; the first is used. Give one of them context words, or "
                    "take one out.",
                    severity="warning",
                )
            )
    return problems


def _told_apart(one: Term, other: Term) -> bool:
    return bool(one.near or one.not_near or other.near or other.not_near)


def _keys(term: Term) -> list[tuple[str, str, str]]:
    return [
        (term.source_language, term.target_language, fold(surface, term.source_language).text)
        for surface in term.surfaces
    ]


def _turned(terms: Iterable[Term]) -> list[Term]:
    """Turn entries round; those with one target become one entry with all their sources."""
    turned: dict[str, Term] = {}
    for term in terms:
        entry = term.reversed()
        key = fold(entry.source, entry.source_language).text
        other = turned.get(key)
        if other is None:
            turned[key] = entry
            continue
        forms = dict.fromkeys((*other.forms, entry.target, *entry.forms))
        forms.pop(other.target, None)
        turned[key] = msgspec.structs.replace(
            other,
            variants=tuple(dict.fromkeys((*other.variants, *entry.variants))),
            forms=tuple(forms),
        )
    return list(turned.values())


def _decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or CP949 with a warning."""
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        return data.decode("utf-16" if marked else "utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode("cp949", errors="replace")
        if marked or "\ufffd" in text or not re.search("[가-힣]", text):
            raise GlossaryError(
                f"{path}:{line}: the file is not UTF-8 ({error.reason}); save it as UTF-8."
            ) from error
    message = "the file is in the encoding CP949 and was read so; save it as UTF-8."
    return text, [Problem(path=path, line=line, message=message, severity="warning")]
