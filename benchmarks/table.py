"""The table that `make bench` ends with: what each benchmark found, and on which machine.

A benchmark calls `row` for each line of the table. Where the environment variable `BENCH_ROWS`
names a file, the row is kept there; `python -m benchmarks.table` prints them, in Markdown.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

ROWS = "BENCH_ROWS"
_PACKAGES = ("clinic-archive", "ctranslate2", "argos-translate-lt", "kiwipiepy", "sacrebleu")
_HEADS = ("what", "measured", "beside it", "wanted", "program")


class Row(msgspec.Struct, frozen=True):
    """A line of the table: what was measured, what is beside it, and what was to be reached."""

    what: str
    measured: str
    beside: str
    wanted: str
    program: str


def row(what: str, measured: str, beside: str = "", wanted: str = "") -> None:
    """Keep a line of the table, if this run is part of one."""
    if name := os.environ.get(ROWS):
        line = msgspec.json.encode(Row(what, measured, beside, wanted, Path(sys.argv[0]).stem))
        with Path(name).open("ab") as file:
            file.write(line + b"\n")


def machine() -> str:
    """Return processor, cores, system and versions in one line, with the date."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {cores()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}; {datetime.now(UTC):%Y-%m-%d}"
    )


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except FileNotFoundError:  # not Linux
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    lines = Path(os.environ[ROWS]).read_bytes().splitlines()
    print(f"\nOn {machine()}:\n")
    print("| " + " | ".join(_HEADS) + " |")
    print("|" + "---|" * len(_HEADS))
    for line in lines:
        found = msgspec.json.decode(line, type=Row)
        cells = (found.what, found.measured, found.beside, found.wanted, f"`{found.program}`")
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
