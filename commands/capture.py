"""`capture`: posts from the living web, and `import`: saved pages and records of other archives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from commands.terminal import PARTLY, as_json, opened, print_json, progress, say


@click.command()
@click.argument("address")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only posts from this day on.")
@click.option("--limit", type=click.IntRange(min=1), help="Only this many posts, the newest.")
@click.option("--category", default="", help="Only this category: the site's name or number of it.")
@as_json
@click.pass_context
def capture(
    context: click.Context,
    address: str,
    since: datetime | None,
    limit: int | None,
    category: str,
    as_json: bool,
) -> None:
    """Capture the posts of a site.

    ADDRESS is that of a blog, a site, a feed, a sitemap or one post. Fetches politely:
    robots.txt, one request a second to a host, and only what has changed since the last
    capture. Stop it at any time; run it again to get the rest.
    """
    from sources.capture import capture as capture_site
    from sources.fetch import FetchSettings

    archive = opened(context)
    table = archive.config.capture
    settings = FetchSettings(
        contact=table.contact,
        delay=table.delay,
        concurrency=table.concurrency,
        allow_hosts=table.allow_hosts,
    )
    with archive.locked(), progress() as show:
        report = capture_site(
            archive.captures,
            address,
            settings=settings,
            since=since.date() if since else None,
            limit=limit,
            category=category,
            images=archive.config.images,
            progress=show,
        )
    if as_json:
        print_json(report)
    else:
        for mended in report.mended:
            say(mended)
        for failure in report.gone:
            say(f"Gone: {failure.reason}")
        for failure in report.failed:
            say(f"Not captured: {failure.reason}")
        say(
            f"{len(report.added)} captured, {report.unchanged} unchanged, {report.images} images, "
            f"{len(report.gone)} gone, {len(report.failed)} failed; "
            f"{report.requests} requests, {report.received} bytes."
        )
    if report.failed:
        context.exit(PARTLY)


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@click.option("--url", help="Address of the one page given, or a pattern of the records to take.")
@as_json
@click.pass_context
def import_(
    context: click.Context, paths: tuple[Path, ...], url: str | None, as_json: bool
) -> None:
    """Take saved pages, WARC or WACZ files in.

    Bytes are kept as they are, in WARC records. PATH is an HTML file, a folder of them, or a
    WARC or WACZ file, of which --url says which records to take ('*' for all). What the archive
    has already is skipped.
    """
    from sources.files import import_paths

    archive = opened(context)
    with archive.locked():
        report = import_paths(archive.captures, paths, url)
    if as_json:
        print_json(report)
    else:
        for failure in report.failed:
            say(f"Not imported: {failure.reason}")
        say(f"{len(report.added)} imported, {len(report.held)} held already.")
    if report.failed:
        context.exit(PARTLY)
