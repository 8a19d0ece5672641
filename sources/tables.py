"""Tables: which ones hold data, and the place of each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from pipeline.records import Block, Cell
from sources.text import clean
from sources.tree import beginning

_LONGEST_CELL = 300
_MOST_SPANNED = 100
_MOST_NODES = 20_000


def is_data_table(table: Tag) -> bool:
    """Whether a table holds data, rather than laying out the page as old pages do.

    It does when it has at least two columns, no table inside, no cell as long as a text, and is
    not endless.
    """
    for number, node in enumerate(beginning(table, _MOST_NODES), 1):
        if number == _MOST_NODES or (isinstance(node, Tag) and node.name == "table"):
            return False
    rows = list(_rows(table))
    if max((len(row) for row in rows), default=0) < 2:
        return False
    return not any(len(cell.get_text()) > _LONGEST_CELL for row in rows for cell in row)


def table_block(table: Tag) -> Block:
    """Return a table block: one line a cell that holds text, its place in `cells`."""
    lines: list[str] = []
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = list(_rows(table))
    for row_number, row in enumerate(rows):
        column = 0
        for element in row:
            while (row_number, column) in taken:
                column += 1
            row_span = min(_span(element, "rowspan"), len(rows) - row_number)
            column_span = _span(element, "colspan")
            taken.update(
                (row_number + down, column + right)
                for down in range(row_span)
                for right in range(column_span)
            )
            if text := clean(element.get_text(" ")):
                lines.append(text)
                cells.append(
                    Cell(
                        row=row_number,
                        column=column,
                        row_span=row_span,
                        column_span=column_span,
                        header=element.name == "th",
                    )
                )
            column += column_span
    return Block(kind="table", lines=tuple(lines), cells=tuple(cells))


def _rows(table: Tag) -> Iterator[list[Tag]]:
    for row in table.find_all("tr"):
        cells = [c for c in row.find_all(("td", "th"), recursive=False) if isinstance(c, Tag)]
        if cells:
            yield cells


def _span(cell: Tag, name: str) -> int:
    value = re.fullmatch(r"[0-9]{1,6}", str(cell.get(name)).strip())
    return min(max(int(value[0]), 1), _MOST_SPANNED) if value else 1
