"""The training loop: resumable, with a log a person and a program can read."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch

from training.dataset import Batch, DataSet
from training.network import Translator
from training.objective import SmoothedCrossEntropy, guided_loss
from training.optimize import Weights, as_tensors, cooldown_start, number_format
from training.settings import Settings
from training.start import starting_weights
from training.vocabulary import PAD

Report = dict[str, float]
Evaluate = Callable[[dict[str, torch.Tensor]], Report]


def train(
    settings: Settings,
    data: DataSet,
    vocabulary_size: int,
    evaluate: Evaluate,
    start: Path | None = None,
) -> Path:
    """Train until ``settings.steps`` and return the file of the averaged weights.

    Everything is kept in ``settings.run``: ``checkpoint.pt`` to go on from, ``plateau.pt`` from
    before the cool-down (a later run with more steps goes on from there), ``log.jsonl``, and
    ``average.pt``.

    Args:
        evaluate: scores weights on development sentences; its report goes into the log.
        start: the CTranslate2 model folder whose weights a new run begins with.
    """
    torch.manual_seed(settings.seed)
    network = Translator(settings, vocabulary_size)
    if start:
        network.load_state_dict(starting_weights(start))
    network.to(number_format()).train()
    weights = Weights(network, settings)
    place = _resume(settings, weights)
    log, meter, saved = settings.run / "log.jsonl", Meter(), time.monotonic()
    for epoch, number, batch in _batches(settings, data, place):
        if place["step"] >= settings.steps:
            break
        if place["step"] == cooldown_start(settings):
            _save(settings.run / "plateau.pt", weights, place)
        torch.set_num_threads(_free_threads(settings.threads))
        loss, guide, size = _forward(network, batch, settings)
        (loss + settings.guide_weight * guide).backward()  # type: ignore[no-untyped-call]
        share = weights.step(place["step"])
        place.update(
            step=place["step"] + 1, epoch=epoch, batch=number, pieces=place["pieces"] + size
        )
        meter.add(float(loss.detach()), float(guide.detach()), size)
        if place["step"] % settings.report_every == 0:
            seconds, means = meter.read()
            place["seconds"] = round(place["seconds"] + seconds, 1)
            _write(log, {**place, **means, "rate": round(share, 4)})
        if place["step"] % settings.evaluate_every == 0 or place["step"] == settings.steps:
            _write(log, {"step": place["step"], **evaluate(as_tensors(weights.average))})
        if time.monotonic() - saved > settings.checkpoint_every:
            _save(settings.run / "checkpoint.pt", weights, place)
            saved = time.monotonic()
    _save(settings.run / "checkpoint.pt", weights, place)
    average = settings.run / "average.pt"
    torch.save(as_tensors(weights.average), average)
    return average


class Meter:
    """Means of the losses and the speed since it was last read."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._rows: list[tuple[float, float, int]] = []

    def add(self, loss: float, guide: float, pieces: int) -> None:
        """Count one step."""
        self._rows.append((loss, guide, pieces))

    def read(self) -> tuple[float, Report]:
        """Return the seconds and the means, and begin anew."""
        now = time.monotonic()
        seconds, self._since = now - self._since, now
        losses, guides, pieces = zip(*self._rows, strict=True)
        count, self._rows = len(self._rows), []
        return seconds, {
            "loss": round(sum(losses) / count, 4),
            "guide": round(sum(guides) / count, 4),
            "pieces_per_second": round(sum(pieces) / seconds),
        }


def _forward(
    network: Translator, batch: Batch, settings: Settings
) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Loss, guided loss and the number of target pieces of one batch."""
    target = torch.from_numpy(batch.target)
    kept = target != PAD
    states, guided = network(torch.from_numpy(batch.source), torch.from_numpy(batch.decoder_input))
    loss = SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        states[kept], network.embedding.weight, target[kept], settings.label_smoothing
    )
    return loss, guided_loss(guided, torch.from_numpy(batch.guide)), int(kept.sum())


def _free_threads(most: int) -> int:
    """How many threads to compute with: fewer while other work keeps the processors busy.

    A thread that waits for a processor stops all the others at the next barrier, so beside other
    work one thread is faster than two.
    """
    others = os.getloadavg()[0] - torch.get_num_threads()
    free = (os.cpu_count() or 1) - round(others)
    return max(1, min(most, free))


def _batches(
    settings: Settings, data: DataSet, place: dict[str, Any]
) -> Iterator[tuple[int, int, Batch]]:
    """Yield (epoch, batch number, batch) without end, from the place where training stopped."""
    first = place["batch"]
    for epoch in count(place["epoch"]):
        cooling = place["step"] >= cooldown_start(settings)
        share = settings.cooldown_general_share if cooling else settings.general_share
        batches = data.epoch(settings, epoch, share)
        for number, batch in enumerate(islice(batches, first, None), first + 1):
            yield epoch, number, batch
        first = 0


def _resume(settings: Settings, weights: Weights) -> dict[str, Any]:
    """Restore the newest usable checkpoint and return the place in training it was made at."""
    place: dict[str, Any] = {"step": 0, "epoch": 0, "batch": 0, "pieces": 0, "seconds": 0.0}
    for name in ("checkpoint.pt", "plateau.pt"):
        path = settings.run / name
        if not path.exists():
            continue
        state = torch.load(path, weights_only=True)
        cooled = state["place"]["step"] > state["cooling_from"]
        if cooled and state["cooling_from"] != cooldown_start(settings):
            continue
        weights.restore(state["weights"])
        return dict(state["place"])
    return place


def _save(path: Path, weights: Weights, place: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    state = {
        "weights": weights.state(),
        "place": dict(place),
        "cooling_from": cooldown_start(weights.settings),
    }
    torch.save(state, part)
    part.replace(path)


def _write(log: Path, row: dict[str, Any]) -> None:
    with log.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")
