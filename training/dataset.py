"""The data set of one direction: pairs as piece numbers with their alignment, cut into batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from training.alignment import align
from training.augment import augment
from training.corpus import Pair, load_split, load_terms
from training.settings import Settings
from training.vocabulary import END, GENERAL, PAD, START, load_vocabulary

GENERAL_KIND = -1
CLINIC_KIND = 0
"""Kinds of a pair: general text, clinic text, and from 1 on the round of term variants."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded piece numbers of some pairs.

    ``guide`` has a row for each link: sentence, target position, source position.
    """

    source: Numbers
    decoder_input: Numbers
    target: Numbers
    guide: Numbers


@dataclass(frozen=True, slots=True)
class DataSet:
    """Sources (with END), targets (without) and links of all pairs, and the kind of each."""

    sources: list[npt.NDArray[np.uint16]]
    targets: list[npt.NDArray[np.uint16]]
    links: list[npt.NDArray[np.uint8]]
    kinds: npt.NDArray[np.int8]

    def save(self, path: Path) -> None:
        """Write the data set as one compressed file."""
        part = path.with_suffix(".part.npz")
        arrays: dict[str, Any] = {"kinds": self.kinds}
        for name in ("sources", "targets", "links"):
            rows = getattr(self, name)
            arrays[name] = np.concatenate(rows)
            arrays[f"{name}_ends"] = np.cumsum([len(row) for row in rows])
        np.savez_compressed(part, **arrays)
        part.replace(path)

    @staticmethod
    def load(path: Path) -> DataSet:
        """Read a data set written by ``save``."""
        with np.load(path) as arrays:
            rows = {
                name: np.split(arrays[name], arrays[f"{name}_ends"][:-1])
                for name in ("sources", "targets", "links")
            }
            return DataSet(kinds=arrays["kinds"], **rows)

    def epoch(self, settings: Settings, number: int, general_share: float) -> Iterator[Batch]:
        """Yield the shuffled batches of one epoch.

        An epoch has all clinic pairs, one round of term variants and as many general pairs as
        make up ``general_share`` of the pieces.
        """
        random = Random(f"{settings.seed}/{number}")  # noqa: S311
        rounds = max(1, int(self.kinds.max()))
        wanted = {CLINIC_KIND, 1 + number % rounds}
        chosen = [i for i, kind in enumerate(self.kinds.tolist()) if kind in wanted]
        general = np.flatnonzero(self.kinds == GENERAL_KIND).tolist()
        random.shuffle(general)
        budget = general_share / (1 - general_share) * sum(len(self.targets[i]) for i in chosen)
        for i in general:
            budget -= len(self.targets[i])
            if budget < 0:
                break
            chosen.append(i)
        batches = self._group(chosen, settings.batch_pieces, random)
        random.shuffle(batches)
        for batch in batches:
            yield self._pad(batch)

    def _group(self, chosen: Sequence[int], most: int, random: Random) -> list[list[int]]:
        """Pairs of like length together, as many as fill ``most`` target pieces with padding."""

        def length(i: int) -> tuple[int, int, float]:
            return len(self.targets[i]) // 4, len(self.sources[i]) // 4, random.random()

        batches: list[list[int]] = [[]]
        longest = 0
        for i in sorted(chosen, key=length):
            longest = max(longest, len(self.targets[i]) + 1, len(self.sources[i]))
            if batches[-1] and longest * (len(batches[-1]) + 1) > most:
                batches.append([])
                longest = max(len(self.targets[i]) + 1, len(self.sources[i]))
            batches[-1].append(i)
        return batches

    def _pad(self, chosen: Sequence[int]) -> Batch:
        source = _padded([self.sources[i] for i in chosen])
        start, end = [np.array([n], np.uint16) for n in (START, END)]
        targets = [self.targets[i] for i in chosen]
        decoder_input = _padded([np.concatenate((start, t)) for t in targets])
        target = _padded([np.concatenate((t, end)) for t in targets])
        rows = []
        for row, i in enumerate(chosen):
            links = self.links[i].astype(np.int64)
            rows.append(np.column_stack((np.full(len(links), row), links[:, 1], links[:, 0])))
        return Batch(source, decoder_input, target, np.concatenate(rows))


def clinic_pairs(settings: Settings) -> list[Pair]:
    """The clinic pairs to train on: all of the training split, or a fraction for a fast run."""
    pairs = load_split("train")
    return pairs[: round(len(pairs) * settings.data_fraction)]


def build_dataset(settings: Settings, general: Sequence[Pair], vocabulary: Path) -> DataSet:
    """Encode and align the training pairs, their term variants and the general pairs."""
    clinic = clinic_pairs(settings)
    groups: list[tuple[int, Sequence[Pair]]] = [(CLINIC_KIND, clinic)]
    terms = load_terms()
    for number in range(1, settings.variant_rounds + 1):
        groups.append((number, augment(clinic, terms, settings.target, number)))
    groups.append((GENERAL_KIND, general))

    processor = load_vocabulary(vocabulary)
    mark = processor.piece_to_id(GENERAL)
    sources, targets, kinds = [], [], []
    for kind, pairs in groups:
        korean = processor.encode([pair.korean for pair in pairs])
        english = processor.encode([pair.english for pair in pairs])
        both = (korean, english) if settings.source == "ko" else (english, korean)
        for source, target in zip(*both, strict=True):
            if source and target and max(len(source), len(target)) < settings.most_pieces:
                sources.append(source)
                targets.append(target)
                kinds.append(kind)
    links = []
    for kind, found in zip(kinds, align(sources, targets), strict=True):
        shift = kind == GENERAL_KIND
        rows = [(source + shift, target) for source, target in sorted(found)]
        links.append(np.array(rows, np.uint8).reshape(-1, 2))
    marked = [
        np.array([mark, *source, END] if kind == GENERAL_KIND else [*source, END], np.uint16)
        for kind, source in zip(kinds, sources, strict=True)
    ]
    return DataSet(
        marked, [np.array(t, np.uint16) for t in targets], links, np.array(kinds, np.int8)
    )


def _padded(rows: Sequence[npt.NDArray[np.uint16]]) -> Numbers:
    padded = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded
