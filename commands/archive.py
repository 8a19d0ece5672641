"""`init`, `import`, `build` and `serve`: an archive folder from its captures to its site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import PARTLY, as_json, opened, print_json, progress, say

if TYPE_CHECKING:
    from pipeline.build import Report


@click.command()
@click.option("--title", default="Clinic archive", show_default=True, help="Title of the site.")
@click.pass_context
def init(context: click.Context, title: str) -> None:
    """Make an empty archive in the folder."""
    from pipeline.archive import CONFIG, Archive

    archive = Archive.create(context.obj, title)
    say(f"Made {archive.path / CONFIG}. Next: 'clinic-archive -C {archive.path} import PAGE…'.")


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@click.option("--url", help="The address that the one page given was saved from.")
@as_json
@click.pass_context
def import_(
    context: click.Context, paths: tuple[Path, ...], url: str | None, as_json: bool
) -> None:
    """Take saved pages into the archive, byte for byte, as WARC records.

    PATH is an HTML file or a folder of them. What the archive has already is skipped.
    """
    from sources.files import import_paths

    archive = opened(context)
    with archive.locked():
        report = import_paths(archive.captures, paths, url)
    if as_json:
        print_json(report)
    else:
        for failure in report.failed:
            say(f"Not imported: {failure.what}: {failure.reason}")
        say(f"{len(report.added)} imported, {len(report.held)} held already.")
    if report.failed:
        context.exit(PARTLY)


@click.command()
@as_json
@click.pass_context
def build(context: click.Context, as_json: bool) -> None:
    """Bring posts, translations and site up to date with the captures.

    Only what has changed is translated and written. Stop it at any time: what is done stays.
    """
    from pipeline.build import build as build_archive

    archive = opened(context)
    with progress() as show:
        report = build_archive(archive, progress=show)
    if as_json:
        print_json(report)
    else:
        _print_report(report, archive.site / "index.html")
    if report.failures:
        context.exit(PARTLY)


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.pass_context
def serve(context: click.Context, port: int) -> None:
    """Show the site at an address of this machine, until Ctrl-C."""
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


def _print_report(report: Report, index: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    for failure in report.failures:
        say(f"Failed: {failure.message}")
    for skipped in report.not_posts:
        say(f"Left out: {skipped.message}")
    for note in report.notes:
        say(f"Note: {note}")
    flagged = report.terms["flagged"]
    uses = report.terms.total()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Posts", f"{report.posts}")
    table.add_row("Segments", f"{report.segments} translated ({report.decoded} decoded now)")
    table.add_row("Terms", f"{uses} uses: {uses - flagged} as the glossary says, {flagged} flagged")
    table.add_row("Findings", _findings(report))
    table.add_row("Files", f"{report.written} written, {report.removed} removed")
    table.add_row("Site", f"{index.resolve().as_uri()}")
    Console(soft_wrap=True, highlight=False).print(table)


def _findings(report: Report) -> str:
    counts = [f"{report.findings[name]} {name}s" for name in ("error", "warning", "note")]
    return f"{', '.join(counts)}; {report.passed} of {report.segments} segments passed every check"
