"""Glossaries as CSV, in the two shapes that translation services take.

DeepL: no header; source term, target term and, for several pairs in a file, their two language
codes. Google (equivalent term sets): a header of language codes, with the optional columns
`pos` and `description`; here the first language is the source and every other one a target.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from glossary.terms import Problem, Term
from glossary.tsv import Origin, checked_term
from pipeline.errors import GlossaryError

_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
_POS_OUT = {"noun": "noun", "proper": "proper noun", "adjective": "adjective", "verb": "verb"}
_POS_IN = {name: part for part, name in _POS_OUT.items()} | {"adverb": "adverb"}


def read_csv(text: str, origin: Origin) -> tuple[list[Term], list[Problem]]:
    """Return the entries of a DeepL or Google CSV, and what is wrong with the rows left out."""
    terms: list[Term] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    header: Sequence[str] = ()
    line = 1
    try:
        for number, row in enumerate(reader):
            cells = [cell.strip() for cell in row]
            if number == 0 and _is_header(cells):
                header = [cell.lower() for cell in cells]
            elif any(cells):
                found, wrong = _row(cells, header, origin, line)
                terms.extend(found)
                problems.extend(wrong)
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"the rest of the file is not CSV ({error})."
        problems.append(Problem(path=origin.path, line=line, message=message))
    return terms, problems


def write_deepl_csv(terms: Iterable[Term]) -> str:
    """Return `terms` as a DeepL CSV with four columns, a row for each spelling of a term."""
    rows = [
        (surface, term.target, term.source_language, term.target_language)
        for term in terms
        if term.status == "approved"
        for surface in term.surfaces
    ]
    return _write(rows)


def write_google_csv(terms: Iterable[Term]) -> str:
    """Return `terms` as a Google CSV of equivalent term sets: one term a language, with `pos`.

    It holds the main spelling of each term, its part of speech and its note. Raises
    `GlossaryError` where the entries are of several language pairs.
    """
    terms = [term for term in terms if term.status == "approved"]
    pairs = {(term.source_language, term.target_language) for term in terms}
    if len(pairs) > 1:
        raise GlossaryError(
            "a Google CSV holds one language pair and these entries are of "
            f"{len(pairs)}; export each pair by itself."
        )
    pair = next(iter(pairs), ("ko", "en"))
    rows = [
        (term.source, term.target, _POS_OUT.get(term.part_of_speech, ""), term.note)
        for term in terms
    ]
    return _write([(*pair, "pos", "description"), *rows])


def _is_header(cells: Sequence[str]) -> bool:
    """Tell whether a first row is a header: language codes, none of them twice.

    Two terms that look like language codes are taken for one; the format has no mark for it.
    """
    codes = [cell for cell in cells if cell.lower() not in {"pos", "description", "termid"}]
    return len({*codes}) == len(codes) >= 2 and all(_CODE.fullmatch(code) for code in codes)


def _row(
    cells: Sequence[str], header: Sequence[str], origin: Origin, line: int
) -> tuple[list[Term], list[Problem]]:
    try:
        if header:
            return list(_equivalents(cells, header, origin, line)), []
        if len(cells) not in {2, 4}:
            raise GlossaryError(f"the row has {len(cells)} cells; it must have two or four.")
        names = ("source", "target", "source_language", "target_language")
        values = dict(zip(names, cells, strict=False))
        return [checked_term(_lower_codes(values), origin, line)], []
    except GlossaryError as error:
        return [], [Problem(path=origin.path, line=line, message=str(error))]


def _lower_codes(values: dict[str, str]) -> dict[str, str]:
    return {
        name: value.lower() if name.endswith("_language") else value
        for name, value in values.items()
    }


def _equivalents(
    cells: Sequence[str], header: Sequence[str], origin: Origin, line: int
) -> Iterable[Term]:
    if len(cells) > len(header):
        raise GlossaryError(f"the row has {len(cells)} cells and the header {len(header)}.")
    values = dict(zip(header, cells, strict=False))
    codes = [name for name in header if name not in {"pos", "description", "termid"}]
    targets = [code for code in codes[1:] if values.get(code)]
    if not targets:
        raise GlossaryError(f"{values.get(codes[0], '')!r} has no target term.")
    for code in targets:
        fields = {
            "source": values.get(codes[0], ""),
            "target": values[code],
            "source_language": codes[0],
            "target_language": code,
            "part_of_speech": _POS_IN.get(values.get("pos", "").lower(), "noun"),
            "note": values.get("description", ""),
        }
        yield checked_term(fields, origin, line)


def _write(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()
