"""Segments a second: a whole build, the bare decoder on the same texts, and the peers.

    python -m benchmarks.throughput [--posts N] [--peer-posts N]

In one run, over the same synthetic posts (sample sentences recombined, so that few repeat):

- a full `build` into a fresh archive, its start-up and all its stages and files included;
- CTranslate2's `translate_batch` with nothing around it: the distinct segments tokenised and
  sorted by length beforehand, with the beam, batch size and threads of the build;
- argostranslate's own `translate()`, a post at a time, and LibreTranslate on loopback, a post at
  a time with its segments as an array: the same package, their own settings (see `peers.py`).

The rate of the build and of the bare decoder is in distinct segments, each of which is decoded;
the peers' is in segments. What the build decodes besides (terms, repair) is not taken out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import ctranslate2

from benchmarks import peers
from benchmarks.command import clinic_archive
from benchmarks.synthetic import capture
from benchmarks.table import cores, machine, row
from pipeline.archive import Archive, read_translation
from pipeline.decode import BATCH_TOKENS, BEAM
from pipeline.models import Model, find_models, load_package, route
from pipeline.records import PostTranslation


class Rate(NamedTuple):
    """How many segments were translated, and what they cost."""

    segments: int
    cost: peers.Cost

    @property
    def a_second(self) -> float:
        """Segments a second of wall time."""
        return self.segments / self.cost.seconds

    @property
    def processor(self) -> float:
        """Milliseconds of processor time a segment."""
        return 1000 * self.cost.processor / self.segments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--peer-posts", type=int, default=20, help="posts for the slow peers")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        archive = Archive.create(home / "archive", "Throughput")
        capture(archive.captures, options.posts)
        models = find_models(archive.config.models.prefer)
        model = route(models, "ko", "en")[0]
        rates = {"build": built(archive)}
        posts = [read_translation(path) for path in sorted(archive.posts.rglob("en.json"))]
        rates["bare"] = bare(distinct(posts), model)
        some = posts[: options.peer_posts]
        few = [[translation.segment.text for translation in post.segments] for post in some]
        rates.update(beside(few, packages(home / "packages", models), home))
    print(f"package {model.label}, beam {BEAM}, {options.posts} posts\n")
    show(rates)


def built(archive: Archive) -> Rate:
    run = clinic_archive(archive.path, "build")
    return Rate(run.printed["decoded"], peers.Cost(run.seconds, run.processor))


def distinct(posts: Sequence[PostTranslation]) -> list[str]:
    """Return the distinct texts that were translated, with the full stop that a build adds."""
    segments = [segment for post in posts for segment in post.segments if segment.signature]
    texts = dict.fromkeys((segment.segment.text, segment.signature) for segment in segments)
    return [f"{text}." if text.endswith(("다", "요")) else text for text, _ in texts]


def bare(texts: Sequence[str], model: Model) -> Rate:
    """Decode with nothing around it; a package's own shortlist of pieces is used."""
    package = load_package(model)
    folder = Path(package.package_path) / "model"
    sources = sorted((package.tokenizer.encode(text) for text in texts), key=len, reverse=True)
    translator = ctranslate2.Translator(str(folder), inter_threads=cores(), intra_threads=1)
    begun, used = time.perf_counter(), time.process_time()
    results = translator.translate_batch(
        sources,
        beam_size=BEAM,
        batch_type="tokens",
        max_batch_size=BATCH_TOKENS,
        max_input_length=0,
        use_vmap=(folder / "vmap.txt").exists(),
    )
    cost = peers.Cost(time.perf_counter() - begun, time.process_time() - used)
    return Rate(len(results), cost)


def beside(posts: Sequence[Sequence[str]], folder: Path, home: Path) -> Iterator[tuple[str, Rate]]:
    """Yield the rates of the peers; the one that cannot be had is left out, and it says why."""
    count = sum(map(len, posts))
    for name, translate in (("argos", peers.argos), ("LibreTranslate", peers.libretranslate)):
        try:
            yield name, Rate(count, translate(posts, folder, home))
        except subprocess.CalledProcessError as error:
            print(f"{name} is left out: {error} {error.output or ''}", file=sys.stderr)


def packages(folder: Path, models: Sequence[Model]) -> Path:
    """Make a folder that holds `models`, as the peers look for them."""
    folder.mkdir()
    for model in models:
        (folder / Path(model.path).name).symlink_to(model.path)
    return folder


def show(rates: dict[str, Rate]) -> None:
    heads = ("", "segments", "seconds", "a second", "CPU ms each", "ratio", "of CPU")
    print("{:<16}{:>10}{:>10}{:>10}{:>13}{:>8}{:>8}".format(*heads))
    ours = rates["build"]
    wanted = {"bare": "≥ 0.85", "argos": "≥ 20", "LibreTranslate": "≥ 20"}
    for name, rate in rates.items():
        ratio, of_processor = ours.a_second / rate.a_second, rate.processor / ours.processor
        print(
            f"{name:<16}{rate.segments:>10}{rate.cost.seconds:>10.1f}{rate.a_second:>10.1f}"
            f"{rate.processor:>13.2f}{ratio:>8.2f}{of_processor:>8.2f}"
        )
        if name in wanted:
            beside = f"{name} {rate.a_second:.1f} a second: {ratio:.2f} times"
            row(
                "throughput of a build, segments",
                f"{ours.a_second:.0f} a second",
                beside,
                wanted[name],
            )


if __name__ == "__main__":
    main()
