"""`translate` and `detect`: lines of text in, lines out, without an archive."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TextIO

import click

from commands.terminal import as_json, with_glossaries

AT_ONCE = 4096
"""Lines read before they are translated together."""

_FILE = click.File("r", encoding="utf-8", errors="replace")


@click.command()
@click.argument("file", type=_FILE, default="-")
@click.option("--from", "source", help="Language of the text; detected line by line without it.")
@click.option("--to", "target", default="en", show_default=True, help="Language to translate into.")
@with_glossaries
@as_json
def translate(
    file: TextIO, source: str | None, target: str, glossaries: tuple[Path, ...], as_json: bool
) -> None:
    """Translate text line by line.

    Reads FILE or standard input. With --json, each line gives an object with source, target,
    terms, findings and signature.
    """
    import msgspec

    from pipeline.lines import LineTranslator

    translator = LineTranslator(target, source=source, glossaries=glossaries)
    for problem in translator.problems:
        click.echo(problem, err=True)
    lines = (line.rstrip("\n") for line in file)
    while window := list(itertools.islice(lines, AT_ONCE)):
        for line in translator.translate(window):
            click.echo(msgspec.json.encode(line).decode() if as_json else line.target)


@click.command()
@click.argument("file", type=_FILE, default="-")
@as_json
def detect(file: TextIO, as_json: bool) -> None:
    """Print the language of each line, and how sure it is.

    Reads FILE or standard input. A line without letters is und (undetermined).
    """
    import msgspec

    from pipeline.detect import detect as detect_language

    for line in file:
        text = line.rstrip("\n")
        found = detect_language(text)
        if as_json:
            record = {"text": text, "language": found.language, "confidence": found.confidence}
            click.echo(msgspec.json.encode(record).decode())
        else:
            click.echo(f"{found.language}\t{found.confidence:.2f}\t{text}")
