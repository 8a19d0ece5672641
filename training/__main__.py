"""``python -m training``: run the recipe of one direction, or score a package."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from training import recipe
from training.corpus import CorpusError
from training.general import FetchError
from training.package import PackageError
from training.settings import DIRECTIONS, fast, recipe_of


def main() -> int:
    """Parse the command line, run the task; 0 if done, 2 with one line if it cannot be."""
    given = _parser().parse_args()
    settings = recipe_of(given.direction, given.work.resolve())
    if given.fast:
        settings = fast(settings)
    if given.steps:
        settings = replace(settings, steps=given.steps)
    try:
        if given.task == "scores":
            print(json.dumps(recipe.score_package(given.package, settings), indent=2))
        else:
            recipe.prepare(settings)
            print(recipe.make_package(settings, recipe.train_model(settings)))
    except (CorpusError, FetchError, PackageError, FileNotFoundError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--direction", choices=DIRECTIONS, default="ko-en")
    parser.add_argument(
        "--work", type=Path, default=Path(__file__).parent / "work", help="folder of all results"
    )
    parser.add_argument(
        "--fast", action="store_true", help="a hundredth of the data in tiny steps, to try it out"
    )
    parser.add_argument("--steps", type=int, help="training steps, instead of the recipe's")
    tasks = parser.add_subparsers(dest="task", required=True)
    tasks.add_parser("model", help="make the package, going on from where the last run stopped")
    scores = tasks.add_parser("scores", help="print the scores of a package")
    scores.add_argument("package", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
