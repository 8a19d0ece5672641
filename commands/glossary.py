"""`glossary`: look at term lists, check them, convert them, and see what became of the terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import FOUND, as_json, opened, print_json, say

if TYPE_CHECKING:
    from glossary.load import Glossary
    from glossary.report import TermReport

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FORMATS = ("tsv", "deepl", "google", "tbx")

_files = click.argument("files", nargs=-1, type=_FILE)
_from = click.option(
    "--from", "source", default="", help="Source language, if the file names none."
)
_to = click.option("--to", "target", default="", help="Target language, if the file names none.")
_output = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; standard output without it.",
)


@click.group()
def glossary() -> None:
    """Look at, check and convert glossaries; report on the terms of an archive."""


@glossary.command("list")
@_files
@click.option("--category", help="Show the entries of one category.")
@_from
@_to
@as_json
def list_(
    files: tuple[Path, ...], category: str | None, source: str, target: str, as_json: bool
) -> None:
    """List the entries of FILES, or of the built-in glossary."""
    loaded = _load(files, source, target)
    terms = [term for term in loaded.terms if category in (None, term.category)]
    _tell(loaded)
    if as_json:
        print_json(terms)
        return
    for term in terms:
        names = " | ".join(term.surfaces)
        click.echo(f"{names}\t{term.target}\t{term.category}\t{term.status}")


@glossary.command()
@_files
@_from
@_to
@click.pass_context
def lint(context: click.Context, files: tuple[Path, ...], source: str, target: str) -> None:
    """Check FILES, or the built-in glossary; exit with 1 where something is wrong.

    Each finding is one line: file, line, severity and what is wrong. Notes do not count as wrong;
    they also tell which built-in entries FILES take precedence over.
    """
    from glossary.lint import lint as find_problems
    from glossary.load import Glossary, builtin, merge
    from pipeline.analysis import analyse

    loaded = _load(files, source, target)
    problems = find_problems(loaded, analyse)
    if files:
        layers = merge([Glossary(terms=loaded.terms), builtin()])
        problems += [problem for problem in layers.problems if problem.severity == "note"]
    for problem in problems:
        click.echo(str(problem))
    wrong = sum(problem.severity != "note" for problem in problems)
    say(f"{len(loaded.terms)} entries read, {wrong} problems.")
    if wrong:
        context.exit(FOUND)


@glossary.command("import")
@click.argument("file", type=_FILE)
@_from
@_to
@_output
def import_(file: Path, source: str, target: str, output: Path | None) -> None:
    """Convert FILE (DeepL or Google CSV, TBX, TSV) to the project's TSV."""
    loaded = _load((file,), source, target)
    _tell(loaded)
    _write("tsv", loaded, output)


@glossary.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(_FORMATS))
@_files
@_from
@_to
@_output
def export(
    format_: str, files: tuple[Path, ...], source: str, target: str, output: Path | None
) -> None:
    """Write FILES, or the built-in glossary, as tsv, deepl (CSV), google (CSV) or tbx."""
    loaded = _load(files, source, target)
    _tell(loaded)
    _write(format_, loaded, output)


@glossary.command()
@click.option("--to", "language", default="en", show_default=True, help="Target language.")
@as_json
@click.pass_context
def report(context: click.Context, language: str, as_json: bool) -> None:
    """Show how the terms of the archive are translated, and list what is flagged."""
    from glossary.report import term_report
    from pipeline.archive import read_translation

    archive = opened(context)
    files = sorted(archive.posts.glob(f"*/*/{language}.json"))
    found = term_report(
        (f"{path.parent.parent.name}/{path.parent.name}", translation)
        for path in files
        for translation in read_translation(path).segments
    )
    if as_json:
        print_json(found)
    else:
        for line in _report_lines(found):
            click.echo(line)


def _report_lines(found: TermReport) -> Iterable[str]:
    rungs = ", ".join(f"{how} {count}" for how, count in found.by_how.items())
    yield f"{found.uses} uses of {len(found.terms)} terms: {rungs or 'none'}"
    for term in found.inconsistent:
        forms = ", ".join(f"{form} {count}" for form, count in term.forms.items())
        yield f"in several forms: {term.entry} ({term.required}): {forms}"
    for flag in found.flags:
        yield f"flagged: {flag.place}: {flag.use.reason}"
        yield f"  {flag.source}"
        yield f"  {flag.target}"


def _load(files: tuple[Path, ...], source: str, target: str) -> Glossary:
    """Return the entries of all files (the built-in ones without any), as they stand in them."""
    from glossary.load import Glossary, builtin, load_glossary

    if not files:
        return builtin()
    loaded = [load_glossary(path, source_language=source, target_language=target) for path in files]
    return Glossary(
        terms=tuple(term for glossary in loaded for term in glossary.terms),
        problems=tuple(problem for glossary in loaded for problem in glossary.problems),
    )


def _tell(loaded: Glossary) -> None:
    for problem in loaded.problems:
        say(str(problem))


def _write(format_: str, loaded: Glossary, output: Path | None) -> None:
    from glossary.csvs import write_deepl_csv, write_google_csv
    from glossary.tbx import write_tbx
    from glossary.tsv import write_tsv

    writers = {
        "tsv": write_tsv,
        "deepl": write_deepl_csv,
        "google": write_google_csv,
        "tbx": write_tbx,
    }
    text = writers[format_](loaded.terms)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="")
    held = {"tsv": {"approved", "draft", "forbidden"}, "tbx": {"approved", "forbidden"}}
    left = sum(term.status not in held.get(format_, {"approved"}) for term in loaded.terms)
    if left:
        say(f"{left} entries left out: {format_} cannot hold their status.")
