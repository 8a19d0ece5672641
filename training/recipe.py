"""The whole recipe in order: general data, vocabulary, data set, training, package, scores.

Each step keeps its result in the work folder and is left out when the result is there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from training.card import fill_card, training_figures
from training.corpus import HERE, Pair, load_samples, load_split, load_terms
from training.dataset import DataSet, build_dataset, clinic_pairs
from training.evaluate import Decoder, score, sides, text_scores
from training.general import fetch, general_pairs, package_names
from training.package import unpack, write_package
from training.settings import Settings
from training.vocabulary import train_vocabulary

FEW_PACKAGES = 3
FEW_GENERAL = 1500


def vocabulary_file(settings: Settings) -> Path:
    """Where the vocabulary is: that of the package begun with, or one for both directions."""
    return (settings.run if settings.start else settings.shared) / "sentencepiece.model"


def start_folder(settings: Settings) -> Path | None:
    """The model folder of the package to begin with, or None to begin from nothing."""
    if not settings.start:
        return None
    folder = settings.run / "start"
    if not folder.exists():
        part = settings.run / "start.part"
        shutil.rmtree(part, ignore_errors=True)
        unpack(HERE / "start" / settings.start, part)
        part.replace(folder)
    (model,) = folder.glob("*/model")
    return model


def general_data(settings: Settings) -> list[Pair]:
    """The general pairs, fetched and cleaned the first time.

    A fast run takes the packages that are in the work folder, and fetches a few if none is.
    """
    path = settings.shared / "general.tsv"
    if not path.exists():
        settings.shared.mkdir(parents=True, exist_ok=True)
        names = package_names()
        if settings.fast:
            names = [] if any(settings.packages.glob("*.deb")) else names[:FEW_PACKAGES]
        fetch(settings.packages, names)
        pairs = general_pairs(settings.packages)
        if settings.fast:
            pairs = _sample(pairs, FEW_GENERAL, settings)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{p.korean}\t{p.english}\t{p.origin}\n" for p in pairs)
        part.replace(path)
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [Pair(*line.rstrip("\n").split("\t")) for line in lines]


def prepare(settings: Settings) -> None:
    """Make the vocabulary and the aligned data set."""
    settings.run.mkdir(parents=True, exist_ok=True)
    general = general_data(settings) if settings.general_share else []
    vocabulary = vocabulary_file(settings)
    start = start_folder(settings)
    if start and not vocabulary.exists():
        shutil.copy(start.parent / vocabulary.name, vocabulary)
    if not vocabulary.exists():
        sample = _sample(general, settings.vocabulary_general, settings)
        train_vocabulary([*clinic_pairs(settings), *sample], settings.vocabulary_size, vocabulary)
    data = settings.run / "dataset.npz"
    if not data.exists():
        build_dataset(settings, general, vocabulary).save(data)


def train_model(settings: Settings) -> Path:
    """Train, or go on training, and return the file of the averaged weights."""
    import torch

    from training.export import export_model
    from training.train import train

    vocabulary = vocabulary_file(settings)
    dev = _sample(load_split("dev"), settings.evaluate_pairs, settings)
    sources, references = sides(dev, settings.target)

    def score(weights: dict[str, torch.Tensor]) -> dict[str, float]:
        folder = settings.run / "model-dev"
        export_model(weights, settings, vocabulary, folder)
        hypotheses = Decoder(folder, vocabulary).translate(sources, beam=1)
        scores = text_scores(hypotheses, references, settings.target)
        return {f"dev_{name}": value for name, value in scores.items()}

    data = DataSet.load(settings.run / "dataset.npz")
    return train(settings, data, settings.vocabulary_size, score, start_folder(settings))


def make_package(settings: Settings, average: Path) -> Path:
    """Export the averaged weights, score them, and write card and package; returns the package.

    Beside the package, in ``settings.run``, ``scores.json`` keeps the figures of the card.
    """
    import torch

    from training.export import export_model

    weights = torch.load(average, weights_only=True)
    model, vocabulary = settings.run / "model", vocabulary_file(settings)
    export_model(weights, settings, vocabulary, model)
    package = settings.run / f"{settings.package_name}-{settings.version}.argosmodel"
    figures = {
        **measure(Decoder(model, vocabulary), settings),
        **training_figures(settings.run / "log.jsonl"),
        "general_pairs": f"{len(general_data(settings)):,}" if settings.general_share else "0",
        "parameters": f"{sum(weight.numel() for weight in weights.values()) / 1e6:.1f}",
    }
    write_package(settings, model, vocabulary, "", package)
    figures["megabytes"] = f"{package.stat().st_size / 1e6:.1f}"
    write_package(settings, model, vocabulary, fill_card(settings, figures), package)
    scores = settings.run / "scores.json"
    scores.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return package


def measure(decoder: Decoder, settings: Settings) -> dict[str, Any]:
    """The scores on the test split, on the files of whole posts in it, and on the sample pages."""
    pairs, samples = load_split("test"), load_samples(settings.source)
    if settings.fast:
        pairs = pairs[:: round(1 / settings.data_fraction)]
        samples = samples[: len(pairs)]
    posts = [pair for pair in pairs if pair.origin.startswith("post")]
    terms = load_terms()
    return {
        "test": score(decoder, pairs, terms, settings.target),
        "test_posts": score(decoder, posts, terms, settings.target),
        "samples": score(decoder, samples, terms, settings.target),
    }


def score_package(package: Path, settings: Settings) -> dict[str, Any]:
    """The scores of a finished package, as in its card."""
    with tempfile.TemporaryDirectory() as folder:
        parts = unpack(package, Path(folder))
        decoder = Decoder(parts.model, parts.vocabulary)
        return {"package": package.name, "version": parts.version, **measure(decoder, settings)}


def _sample(pairs: list[Pair], most: int, settings: Settings) -> list[Pair]:
    random = Random(settings.seed)  # noqa: S311
    return random.sample(pairs, min(most, len(pairs)))
