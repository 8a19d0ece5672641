"""`verify`, `check`, `trace`, `sign`, `keys` and `withdraw`: where a sentence comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import FOUND, PARTLY, as_json, opened, print_json, progress, say

if TYPE_CHECKING:
    from pipeline.verification.layers import Layer

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--deep", is_flag=True, help="Translate everything anew and compare, too.")
@click.option("--key", type=_KEY, metavar="FILE", help="The public key that must have signed.")
@as_json
@click.pass_context
def verify(context: click.Context, deep: bool, key: Path | None, as_json: bool) -> None:
    """Verify the archive: offline, reading only, layer by layer.

    Names every file that is missing, added, renamed or altered, and what depends on it. The exit
    status is 1 where anything is wrong.
    """
    from pipeline.verify import verify as verify_archive

    layers = []
    with progress() as show:
        for layer in verify_archive(context.obj, deep=deep, key=key, progress=show):
            layers.append(layer)
    if as_json:
        print_json(layers)
    else:
        for layer in layers:
            _print_layer(layer)
    if not all(layer.holds for layer in layers):
        context.exit(FOUND)


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
    help="For people, machines, CI servers, or GitHub Actions.",
)
@as_json
@click.pass_context
def check(context: click.Context, form: str, as_json: bool) -> None:
    """Say what a build would change, and why. Nothing is written.

    The exit status is 1 where a build would change anything.
    """
    from pipeline import drift_reports
    from pipeline.drift import check as check_archive

    archive = opened(context)
    with progress() as show:
        drift = check_archive(archive, show)
    if as_json or form == "json":
        print_json(drift)
    else:
        report = {
            "text": drift_reports.as_text,
            "junit": drift_reports.as_junit,
            "github": drift_reports.as_github,
        }[form]
        click.echo(report(drift), nl=False)
    if drift.changes:
        context.exit(FOUND)
    if drift.failures:
        context.exit(PARTLY)


@click.command()
@click.argument("sentence", metavar="PAGE#SENTENCE|ID")
@as_json
@click.pass_context
def trace(context: click.Context, sentence: str, as_json: bool) -> None:
    """Print where a sentence comes from, back to the captured bytes.

    Name it by its link on the page (PAGE#s-ID), by the post's own address and the number of the
    sentence (URL#12), or by its id alone. The captured record is read and its digest checked.
    """
    from pipeline.trace import trace as trace_sentence
    from pipeline.trace_text import as_text

    chains = trace_sentence(opened(context), sentence)
    if as_json:
        print_json(chains)
    else:
        click.echo("\n".join(as_text(chain) for chain in chains), nl=False)


@click.command()
@click.option(
    "--key", type=_KEY, required=True, metavar="FILE", help="The private key to sign with."
)
@click.pass_context
def sign(context: click.Context, key: Path) -> None:
    """Sign the manifest of the archive with an Ed25519 key.

    Makes manifest.sig: a DSSE envelope with an in-toto statement.
    """
    from pipeline.manifest import SIGNATURE
    from pipeline.signing import sign as sign_manifest

    archive = opened(context)
    with archive.locked():
        name = sign_manifest(archive.path, key)
    say(f"Wrote {archive.path / SIGNATURE}, signed by {name}.")


@click.group()
def keys() -> None:
    """Make keys to sign archives with."""


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def generate(context: click.Context, file: Path) -> None:
    """Write a new private key to FILE and its public key to FILE.pub.

    Keep FILE to yourself, outside of any archive; give FILE.pub to those who verify.
    """
    from pipeline.archive import CONFIG
    from pipeline.errors import ConfigError
    from pipeline.signing import generate_key

    for folder in file.resolve().parents:
        if (folder / CONFIG).exists():
            raise ConfigError(f"{file} is inside the archive {folder}; a private key must not be.")
    name = generate_key(file)
    say(f"Wrote {file} (private, for you only) and {file}.pub: {name}.")


@click.command()
@click.argument("post", metavar="POST")
@click.option("--reason", required=True, help="Why, in one line; readers see it.")
@click.pass_context
def withdraw(context: click.Context, post: str, reason: str) -> None:
    """Withdraw POST: its address, CLINIC/POST or its id. The next build takes its text away.

    A notice with date and reason stays in its place. The captures are kept as evidence and left
    out of exports.
    """
    from pipeline.stamp import now
    from pipeline.withdraw import withdraw as withdraw_post

    archive = opened(context)
    with archive.locked():
        gone = withdraw_post(archive, post, reason, now())
    say(f"{gone.clinic}/{gone.post} is withdrawn. Run 'clinic-archive build' to take it away.")


def _print_layer(layer: Layer) -> None:
    from pipeline.verification.layers import SAID

    if layer.problems:
        count = len(layer.problems)
        told = f"{count} problem{'s' if count > 1 else ''} ({layer.checked} checked)"
        click.echo(f"{layer.name:<13} WRONG    {told}")
    elif layer.skipped:
        click.echo(f"{layer.name:<13} skipped  {layer.skipped}")
    else:
        click.echo(f"{layer.name:<13} holds    {layer.checked}: {SAID[layer.name]}")
    for problem in layer.problems:
        where = f"{problem.path}: " if problem.path else ""
        click.echo(f"  {where}{problem.message}")
        if problem.breaks:
            click.echo(f"    breaks: {problem.breaks}")
    if layer.remark:
        click.echo(f"  {layer.remark}")
