"""`init`, `build` and `serve`: an archive folder from its captures to its site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import PARTLY, as_json, opened, print_json, progress, say

if TYPE_CHECKING:
    from pipeline.build import Hire
    from pipeline.report import Report


@click.command()
@click.option("--title", default="Clinic archive", show_default=True, help="Title of the site.")
@click.pass_context
def init(context: click.Context, title: str) -> None:
    """Make an empty archive in the folder."""
    from pipeline.archive import CONFIG, Archive

    archive = Archive.create(context.obj, title)
    say(f"Made {archive.path / CONFIG}. Next: 'clinic-archive -C {archive.path} import PAGE…'.")


@click.command()
@click.option(
    "--update-lock", is_flag=True, help="Use other packages or glossaries than archive.lock pins."
)
@click.option("--profile", is_flag=True, help="Tell where the time went, by stage.")
@click.option(
    "--executor",
    type=click.Choice(["threads", "dask"]),
    default="threads",
    show_default=True,
    help="Who does the work: this process, or the workers of a Dask scheduler.",
)
@click.option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, as tcp://HOST:8786.")
@as_json
@click.pass_context
def build(
    context: click.Context,
    update_lock: bool,
    profile: bool,
    executor: str,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Bring translations and site up to date.

    Only what has changed is translated and written. Stop it at any time: what is done stays.
    """
    from pipeline.build import build as build_archive

    hire = _hire(executor, scheduler)
    archive = opened(context)
    with progress() as show:
        report = build_archive(archive, progress=show, executor=hire, update_lock=update_lock)
    if as_json:
        print_json(report)
    else:
        _print_report(report, archive.site / "index.html")
        if profile:
            _print_profile(report)
    if report.failures:
        context.exit(PARTLY)


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.pass_context
def serve(context: click.Context, port: int) -> None:
    """Show the site in a browser on this machine."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from pipeline.errors import ArchiveError

    archive = opened(context)
    if not (archive.site / "index.html").is_file():
        raise ArchiveError(f"{archive.site} holds no site yet. Run 'clinic-archive build' first.")
    handler = partial(SimpleHTTPRequestHandler, directory=str(archive.site))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        say(f"http://127.0.0.1:{server.server_port}/ shows {archive.site}. Stop with Ctrl-C.")
        server.serve_forever()


def _hire(executor: str, scheduler: str | None) -> Hire | None:
    """Return what gives the executor of a build; None is for threads of this process."""
    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together.")
    if scheduler is None:
        return None
    from functools import partial

    from pipeline.executors.dask import Dask

    return partial(Dask, address=scheduler)


def _print_report(report: Report, index: Path) -> None:
    for failure in report.failures:
        say(f"Failed: {failure.message}")
    for skipped in report.not_posts:
        say(f"Left out: {skipped.message}")
    for held in report.held:
        say(f"Held: {held}")
    for problem in report.problems:
        say(f"Note: {problem}")
    flagged = report.terms["flagged"]
    uses = report.terms.total()
    rows = {
        "Posts": f"{report.posts}",
        "Segments": f"{report.segments} translated ({report.decoded} decoded now)",
        "Terms": f"{uses} uses: {uses - flagged} as the glossary says, {flagged} flagged",
        "Findings": _findings(report),
        "Repaired": f"{report.repaired} segments, by another hypothesis",
        "Notes": f"{len(report.notes)} on what was read (build --json lists them)",
        "Files": f"{report.written} written, {report.removed} removed",
        "Site": index.resolve().as_uri(),
    }
    for name, value in rows.items():
        click.echo(f"{name:<10}{value}")


def _print_profile(report: Report) -> None:
    """Print the seconds that each stage took in all threads, and those that Python computed."""
    click.echo(f"\n{'Stage':<20}{'Seconds':>9}{'in Python':>11}")
    for name, (wall, cpu) in sorted(report.stages.items(), key=lambda stage: -stage[1][0]):
        click.echo(f"{name:<20}{wall:>9.1f}{cpu:>11.1f}")
    rate = f", {report.segments / report.seconds:.0f} segments a second" if report.decoded else ""
    click.echo(f"{'All':<20}{report.seconds:>9.1f}{rate}")
    click.echo("Stages run at the same time; what a stage does not compute in Python it waits for.")


def _findings(report: Report) -> str:
    counts = [f"{report.findings[name]} {name}s" for name in ("error", "warning", "note")]
    return f"{', '.join(counts)}; {report.passed} of {report.segments} segments are unmarked"
