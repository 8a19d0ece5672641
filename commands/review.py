"""`review`: what needs a person, and a person's corrections."""

from __future__ import annotations

import click

from commands.terminal import as_json, opened, print_json, say

_to = click.option("--to", "language", help="Language of the translations; the archive's first.")
_editor = click.option(
    "--editor",
    envvar="CLINIC_ARCHIVE_EDITOR",
    required=True,
    help="Who says so; CLINIC_ARCHIVE_EDITOR where it is not given.",
)


@click.group()
def review() -> None:
    """List what needs a person, and correct it."""


@review.command("list")
@_to
@click.option("--limit", default=20, show_default=True, help="How many sentences.")
@as_json
@click.pass_context
def list_(context: click.Context, language: str | None, limit: int, as_json: bool) -> None:
    """List machine translations, the least sure first."""
    from pipeline.review import queue

    archive = opened(context)
    items = queue(archive, language or archive.config.languages[0], limit)
    if as_json:
        print_json(items)
        return
    for item in items:
        click.echo(f"{item.place}  {item.confidence:.2f}")
        click.echo(f"    {item.source}\n    {item.text}")
        for doubt in item.doubts:
            click.echo(f"    - {doubt}")


@review.command()
@click.argument("place", metavar="CLINIC/POST#SENTENCE")
@click.argument("text")
@_to
@_editor
@click.pass_context
def correct(
    context: click.Context, place: str, text: str, language: str | None, editor: str
) -> None:
    """Correct a sentence; the next build publishes TEXT."""
    _record(context, place, language, text, editor)


@review.command()
@click.argument("place", metavar="CLINIC/POST#SENTENCE")
@_to
@_editor
@click.pass_context
def approve(context: click.Context, place: str, language: str | None, editor: str) -> None:
    """Approve a sentence as it is."""
    _record(context, place, language, None, editor)


def _record(
    context: click.Context, place: str, language: str | None, text: str | None, editor: str
) -> None:
    from pipeline.review import correct as record

    archive = opened(context)
    with archive.locked():
        edit = record(archive, place, language or archive.config.languages[0], text, editor)
    say(f"Recorded as {edit.status} by {edit.editor}: {edit.text}")
