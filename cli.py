"""The command `clinic-archive`. The commands themselves are in `commands/`, one family a module."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.archive import build, init, serve
from commands.capture import capture, import_
from commands.export import export
from commands.glossary import glossary
from commands.models import models
from commands.provenance import check, keys, sign, trace, verify, withdraw
from commands.qa import qa
from commands.review import review
from commands.terminal import EXTRAS, WRONG
from commands.text import detect, translate


class _Group(click.Group):
    """Lists the commands in the order of the work.

    Prints an error of ours as one sentence and exits with 2. Ctrl-C exits with 130, and SIGTERM,
    which ends a command in the same way, with 143.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands in the order in which they were added."""
        return list(self.commands)

    def invoke(self, context: click.Context) -> Any:
        from pipeline.errors import ClinicArchiveError

        try:
            with _ending_on_sigterm():
                return super().invoke(context)
        except ClinicArchiveError as error:
            click.echo(f"Error: {error}", err=True)
            context.exit(WRONG)
        except ModuleNotFoundError as error:
            extra = EXTRAS.get((error.name or "").partition(".")[0])
            if extra is None:
                raise
            package = f"pip install 'clinic-archive[{extra}]'"
            click.echo(f"Error: this needs the package {error.name}. Run: {package}", err=True)
            context.exit(WRONG)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"Error: {error.filename}: {error.strerror}.", err=True)
            context.exit(WRONG)
        except KeyboardInterrupt as stop:
            click.echo("Stopped. What was done is kept; run the command again to go on.", err=True)
            context.exit(143 if isinstance(stop, _Terminated) else 130)


class _Terminated(KeyboardInterrupt):
    """The process was asked to end by SIGTERM, as a service manager or a batch system does."""


@contextlib.contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    def end(number: int, frame: object) -> None:
        raise _Terminated

    if threading.current_thread() is not threading.main_thread():
        yield  # only there can Python handle signals
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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

    A post goes from a capture (capture, import) to a page of the site (build).
    """
    context.obj = folder


for _command in (
    init,
    capture,
    import_,
    build,
    review,
    serve,
    translate,
    detect,
    qa,
    glossary,
    models,
    check,
    verify,
    trace,
    sign,
    keys,
    withdraw,
    export,
):
    main.add_command(_command)

if __name__ == "__main__":
    sys.exit(main())
