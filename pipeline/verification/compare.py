"""Where two versions of a file part, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.records import NOT_A_RECORD

_SHOWN = 60
"""Characters of a value that are shown."""


def first_difference(path: Path, data: bytes) -> str:
    """Say where the file `path` first differs from `data`, by key for JSON, else by line."""
    there = path.read_bytes()
    if path.suffix == ".json":
        try:
            found = next(_parted(msgspec.json.decode(there), msgspec.json.decode(data), ""), None)
        except NOT_A_RECORD as error:
            return f"it is no JSON ({error})"
        if found is not None:
            return found
    lines = itertools.zip_longest(there.splitlines(), data.splitlines())
    number = next((n for n, (ours, made) in enumerate(lines, 1) if ours != made), 0)
    return f"first in line {number}" if number else "in its line ends"


def _parted(there: Any, made: Any, where: str) -> Iterator[str]:
    if isinstance(there, dict) and isinstance(made, dict):
        for key in [*made, *(key for key in there if key not in made)]:
            yield from _parted(there.get(key), made.get(key), f"{where}.{key}".lstrip("."))
    elif isinstance(there, list) and isinstance(made, list):
        for number, (ours, theirs) in enumerate(itertools.zip_longest(there, made)):
            yield from _parted(ours, theirs, f"{where}[{number}]")
    elif there != made:
        yield f"{where} is {_shown(there)}, and would be {_shown(made)}"


def _shown(value: Any) -> str:
    text = "nothing" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
