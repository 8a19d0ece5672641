"""What the commands share: where things are printed, progress, and the exit statuses.

Results go to stdout. Progress, notes and errors go to stderr.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.archive import Archive

FOUND = 1
"""Exit status: a check, a verification or a comparison found something."""
WRONG = 2
"""Exit status: the command or the configuration is wrong."""
PARTLY = 3
"""Exit status: some posts failed, the rest are done and saved."""
EXTRAS = {
    **dict.fromkeys(("bagit", "cdxj_indexer", "cryptography", "prov"), "archive"),
    "distributed": "dask",
}
"""Packages that are imported where they are used, and the extra that installs them."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


with_glossaries = click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A glossary file laid over the built-in one; may be given several times.",
)


def opened(context: click.Context) -> Archive:
    """Open the archive in the folder that `-C` names."""
    from pipeline.archive import Archive

    folder: Path = context.obj
    return Archive.open(folder)


def print_json(value: Any) -> None:
    """Print a record, or a list of them, as JSON on stdout."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())


def say(message: str) -> None:
    """Print a line for a person on stderr."""
    click.echo(message, err=True)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show what is done on stderr, where that is a terminal; yields what to call.

    That takes a stage, how much of it is done, and how much there is. A stage whose end is known
    has a bar and the time left at the pace of the last two minutes; one whose end is not known
    (0) has a count and its pace.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Pace(ProgressColumn):
        """Seconds left where the end is known, else how many a second."""

        left = TimeRemainingColumn()

        def render(self, task: Task) -> Text:
            if task.total is not None:
                return self.left.render(task)
            return Text(f"{task.speed:.0f} a second" if task.speed else "", "progress.remaining")

    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Pace())
    shown = Progress(
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=120,
        disable=not console.is_terminal,
    )
    with shown as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield show
