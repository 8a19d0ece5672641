"""The command `clinic-archive`. The commands themselves are in `commands/`, one family a module."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from commands.archive import build, import_, init, serve
from commands.models import models
from commands.terminal import WRONG
from commands.text import detect, translate


class _Group(click.Group):
    """Prints an error of ours as one sentence and exits with 2; Ctrl-C exits with 130."""

    def invoke(self, context: click.Context) -> Any:
        from pipeline.errors import ClinicArchiveError

        try:
            return super().invoke(context)
        except ClinicArchiveError as error:
            click.echo(f"Error: {error}", err=True)
            context.exit(WRONG)
        except KeyboardInterrupt:
            click.echo("Stopped. What was done is kept; run the command again to go on.", err=True)
            context.exit(130)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    metavar="DIR",
    help="The archive's folder; the current one without it.",
)
@click.version_option(package_name="clinic-archive")
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Translate clinic posts offline, with an enforced glossary, checks and provenance.

    A post goes from a capture (import) to a page of the site (build).
    """
    context.obj = folder


for _command in (init, import_, build, serve, translate, detect, models):
    main.add_command(_command)

if __name__ == "__main__":
    sys.exit(main())
