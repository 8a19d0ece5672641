"""Glossaries as tab-separated text: the project's own format.

UTF-8, one entry a line, a header row that names the columns in any order; only `source` and
`target` are needed. A file without a header has just these two (what DeepL takes as TSV).
Several values in a cell are separated by `|`; empty lines and lines that begin with `#` are
passed over. A backslash takes the meaning from a `|`, `#`, `"` or backslash that belongs to a
term, and `\\t` and `\\n` stand for a tab and a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_args

from glossary.terms import PartOfSpeech, Problem, Status, Term
from pipeline.errors import GlossaryError

_LISTS = ("variants", "forms", "near", "not_near")
_COLUMNS = (
    "source",
    "target",
    "category",
    "part_of_speech",
    "variants",
    "forms",
    "near",
    "not_near",
    "status",
    "preferred",
    "keep",
    "note",
    "citation",
    "source_language",
    "target_language",
)
_CHOICES = {"part_of_speech": get_args(PartOfSpeech), "status": get_args(Status)}
_KEEP = {"": False, "no": False, "yes": True}
_ESCAPES = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\|", "\\": r"\\"}
_UNESCAPES = {"t": "\t", "n": "\n", "r": "\r"}


class Origin(NamedTuple):
    """Where entries come from: file as shown to a person, glossary name, language pair."""

    path: str
    glossary: str
    source_language: str
    target_language: str


def read_tsv(text: str, origin: Origin) -> tuple[list[Term], list[Problem]]:
    """Return the entries of a TSV glossary, and what is wrong with the rows left out."""
    terms: list[Term] = []
    problems: list[Problem] = []
    columns: Sequence[str] | None = None
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if columns is None:
            columns, unknown = _header(cells)
            problems.extend(
                Problem(path=origin.path, line=number, message=message, severity="warning")
                for message in unknown
            )
            if "source" in (cell.strip().lower() for cell in cells):
                continue
        try:
            terms.append(_term(dict(_cells(cells, columns)), origin, number))
        except GlossaryError as error:
            problems.append(Problem(path=origin.path, line=number, message=str(error)))
    return terms, problems


def write_tsv(terms: Iterable[Term]) -> str:
    """Return a TSV glossary of `terms`, with the columns that they use."""
    terms = list(terms)
    pairs = {(term.source_language, term.target_language) for term in terms}
    blank = Term(source="", target="", source_language="", target_language="")
    columns = [
        column
        for column in _COLUMNS
        if column in {"source", "target"}
        or (len(pairs) > 1 if column.endswith("_language") else _differs(terms, blank, column))
    ]
    rows = ["\t".join(columns)]
    rows.extend(
        "\t".join(_cell(getattr(term, column)) for column in columns).rstrip("\t") for term in terms
    )
    return "\n".join(rows) + "\n"


def _differs(terms: Sequence[Term], blank: Term, column: str) -> bool:
    return any(getattr(term, column) != getattr(blank, column) for term in terms)


def _header(cells: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    if "source" not in names:
        return ("source", "target"), []
    unknown = [name for name in names if name and name not in _COLUMNS]
    return names, [
        f"unknown column {name!r} passed over; the columns are {', '.join(_COLUMNS)}."
        for name in unknown
    ]


def _cells(cells: Sequence[str], columns: Sequence[str]) -> Iterable[tuple[str, str]]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise GlossaryError(
            f"the row has {len(cells)} cells and the header {len(columns)}; "
            "is there a tab too many, or a header missing?"
        )
    return zip(columns, cells, strict=False)


def _term(cells: dict[str, str], origin: Origin, line: int) -> Term:
    """Make an entry of the cells of a row; raise `GlossaryError` saying what is wrong."""
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        if column in _LISTS:
            values[column] = tuple(split_values(cell))
        elif column in _COLUMNS:
            values[column] = _text(cell.strip())
    for column, choices in _CHOICES.items():
        if values.get(column, choices[0]) not in {"", *choices}:
            raise GlossaryError(
                f"{column} is {values[column]!r}; it must be one of {', '.join(choices)}."
            )
    if values.get("keep", "") not in _KEEP:
        raise GlossaryError(f"keep is {values['keep']!r}; it must be yes, no or empty.")
    return checked_term(
        {name: value for name, value in values.items() if value and name != "keep"}
        | {"keep": _KEEP[values.get("keep", "")]},
        origin,
        line,
    )


def checked_term(values: dict[str, Any], origin: Origin, line: int) -> Term:
    """Return an entry of the fields given, or raise `GlossaryError` saying what is missing."""
    if not values.get("source"):
        raise GlossaryError("the source term is empty.")
    if values.get("keep"):
        values.setdefault("target", values["source"])
    if not values.get("target"):
        raise GlossaryError(f"{values['source']!r} has no target term.")
    if values.get("status") == "forbidden" and not values.get("preferred"):
        raise GlossaryError(
            f"{values['source']!r} forbids {values['target']!r} and names no preferred term."
        )
    pair: dict[str, Any] = {
        "source_language": values.pop("source_language", "") or origin.source_language,
        "target_language": values.pop("target_language", "") or origin.target_language,
    }
    if not all(pair.values()):
        raise GlossaryError(
            "the language pair is not known; name the file like terms.ko-en.tsv, or add the "
            "columns source_language and target_language."
        )
    return Term(glossary=origin.glossary, path=origin.path, line=line, **pair, **values)


def split_values(cell: str) -> list[str]:
    """Return the values of a cell, which `|` separates."""
    values = (_text(value.strip()) for value in re.findall(r"(?:\\.|[^|\\]|\\$)+", cell))
    return [value for value in values if value]


def _text(cell: str) -> str:
    """Undo the escapes of a cell, and the quotes that a spreadsheet put round it."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        cell = cell[1:-1].replace('""', '"')
    return re.sub(r"\\(.)", lambda match: _UNESCAPES.get(match[1], match[1]), cell)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return "|".join(map(_escape, value))
    return _escape(str(value))


def _escape(value: str) -> str:
    escaped = "".join(_ESCAPES.get(char, char) for char in value)
    return "\\" + escaped if escaped[:1] in {"#", '"'} else escaped
