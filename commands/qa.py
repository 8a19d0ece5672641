"""`qa`: the checks and the glossary over translations made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import FOUND, as_json, print_json, say, with_glossaries

if TYPE_CHECKING:
    from pipeline.quality import Checked


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "source", default="", help="Language of the source; else as the file says.")
@click.option("--to", "target", default="", help="Language of the target; else as the file says.")
@with_glossaries
@as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 for CI annotations.")
@click.pass_context
def qa(
    context: click.Context,
    file: Path,
    source: str,
    target: str,
    glossaries: tuple[Path, ...],
    as_json: bool,
    as_sarif: bool,
) -> None:
    """Check the translations in FILE: TSV, TMX or XLIFF.

    Exit status 1 if there is an error among the findings.
    """
    from pipeline.quality import check_file

    checked = check_file(file, source, target, glossaries)
    if as_json:
        print_json(checked)
    elif as_sarif:
        from pipeline.sarif import to_sarif
        from pipeline.stamp import tool

        results = ((str(file), unit.line, f) for unit in checked for f in unit.findings)
        click.echo(to_sarif(results, tool()))
    else:
        _print_table(file, checked)
    if any(finding.severity == "error" for unit in checked for finding in unit.findings):
        context.exit(FOUND)


def _print_table(file: Path, checked: list[Checked]) -> None:
    for unit in checked:
        for finding in unit.findings:
            place = f"{file}:{unit.line}"
            click.echo(f"{place}\t{finding.severity}\t{finding.check}\t{finding.message}")
    severities = [finding.severity for unit in checked for finding in unit.findings]
    counts = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for name in ("error", "warning", "note")
        if (number := severities.count(name))
    ]
    passed = sum(not unit.findings for unit in checked)
    say(
        f"{passed} of {len(checked)} pairs passed all checks; {', '.join(counts) or 'no findings'}."
    )
