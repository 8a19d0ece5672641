"""`models`: the translation packages on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import as_json, print_json, say


@click.group()
def models() -> None:
    """List, describe and install packages."""


@models.command("list")
@as_json
def list_models(as_json: bool) -> None:
    """List the packages with scores and licence of their cards, the preferred ones first.

    Packages of your own come first where ARGOS_PACKAGES_DIR is set, or where archive.toml says
    so: [models] prefer = "installed".
    """
    from pipeline.models import about, find_models

    found = find_models()
    if as_json:
        print_json(found)
        return
    for model in found:
        pair = f"{model.source_language}→{model.target_language}"
        click.echo(f"{pair}  {model.label}  {model.origin}")
        for line in about(model):
            click.echo(f"     {line}")


@models.command()
@click.argument("name")
def info(name: str) -> None:
    """Print the card of the package NAME: its data, scores, limits and licence."""
    from pipeline.errors import ConfigError
    from pipeline.models import card, find_models

    found = [model for model in find_models() if name in (model.name, model.label)]
    if not found:
        raise ConfigError(f"There is no package {name!r}; see 'clinic-archive models list'.")
    for model in found:
        click.echo(f"{model.label}\n{model.path}\n{model.digest}\n\n{card(model)}".rstrip())


@models.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def install(file: Path) -> None:
    """Install the package FILE where Argos Translate keeps packages (ARGOS_PACKAGES_DIR)."""
    from pipeline.models import install as install_package

    model = install_package(file)
    say(f"Installed {model.label} in {model.path}.")
