"""Decoding with one Argos Translate package: pieces in, scored hypotheses out.

Sources are decoded in batches of one exact length in pieces. Nothing is padded, so that a
hypothesis does not depend on what else was decoded with it, nor on the number of threads.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any, NamedTuple

import ctranslate2
from argostranslate.package import Package

from pipeline.errors import DecodingError, ModelError
from pipeline.models import Model, load_package

BEAM = 4
BATCH_TOKENS = 2048
"""Pieces decoded together, at most: it bounds memory, and more gains no speed."""
MAX_PIECES = 400
"""Longest source in pieces; a longer one is decoded in parts (see `pipeline.parts`).

A package that this project trains knows 512 positions; a term may be set into the source.
"""


Attention = tuple[tuple[float, ...], ...]
"""The weights of a translation: a row for each target piece, a column for each source piece."""


class Hypothesis(NamedTuple):
    """One translation of a source, as pieces.

    `score` is the mean log probability a piece. `attention` is there where it was asked for.
    """

    pieces: tuple[str, ...]
    score: float
    attention: Attention | None = None


class Decoder:
    """A loaded translation package.

    `threads` is how many batches are decoded at a time (all cores unless given). Where `stopped`
    is set, decoding ends with `CancelledError` before long. Raises `ModelError`, naming the
    folder, where the package cannot be loaded.
    """

    def __init__(
        self,
        package: Package,
        *,
        threads: int = 0,
        beam: int = BEAM,
        stopped: threading.Event | None = None,
    ):
        self.package = package
        self.beam = beam
        self._stopped = stopped or threading.Event()
        self._name = Path(package.package_path).name
        model = Path(package.package_path) / "model"
        threads = threads or _cores()
        try:
            self._translator = ctranslate2.Translator(
                str(model),
                device="cpu",
                inter_threads=threads,
                intra_threads=1,
                max_queued_batches=2 * threads,
            )
            self._shortlist = _is_fixed_shortlist(model / "vmap.txt")
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"{model}: this model cannot be loaded ({error}).") from error

    def encode(self, text: str) -> list[str]:
        """Return the pieces of `text`, as the package's own tokenizer cuts them."""
        return list(self.package.tokenizer.encode(text))

    def decode(self, pieces: Sequence[str]) -> str:
        """Return the text that `pieces` spell."""
        text = str(self.package.tokenizer.decode(list(pieces))).strip()
        return text.removeprefix(self.package.target_prefix).strip()

    def translate(
        self,
        sources: Sequence[Sequence[str]],
        *,
        n_best: int = 1,
        prefixes: Sequence[Sequence[str]] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return the `n_best` hypotheses of each source, the best first, in the order given.

        `prefixes` are the pieces that the hypotheses of each source must begin with, if any.
        """
        decoded = self._decoded(
            sources,
            prefixes or [()] * len(sources),
            BATCH_TOKENS,
            beam_size=max(self.beam, n_best),
            num_hypotheses=n_best,
            return_scores=True,
            replace_unknowns=True,
        )
        return [
            [
                Hypothesis(tuple(pieces), score)
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            ]
            for result in decoded
        ]

    def attention(
        self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[Attention]:
        """Return the attention of each target, known pieces, over the pieces of its source.

        The target is forced, without a beam and one source at a time: CTranslate2 mixes up the
        attention of the sources of a batch when there is a beam, and its last bits when not.
        """
        skip = 1 if self.package.target_prefix else 0
        decoded = self._decoded(sources, targets, 1, beam_size=1, return_attention=True)
        return [
            tuple(map(tuple, result.attention[0][skip : skip + len(target)]))
            for result, target in zip(decoded, targets, strict=True)
        ]

    def _decoded(
        self,
        sources: Sequence[Sequence[str]],
        prefixes: Sequence[Sequence[str]],
        tokens: int,
        **options: Any,
    ) -> list[Any]:
        """Decode in batches of `tokens`, of one length each; return CTranslate2's results."""
        language = [self.package.target_prefix] if self.package.target_prefix else []
        starts = [language + list(prefix) for prefix in prefixes]
        lengths = [(len(source), len(start)) for source, start in zip(sources, starts, strict=True)]
        pending: list[tuple[list[int], list[Any]]] = []
        results: list[Any] = [None] * len(sources)
        try:
            for indices in batches(lengths, tokens):
                if self._stopped.is_set():
                    raise CancelledError
                jobs = self._translator.translate_batch(
                    [list(sources[i]) for i in indices],
                    target_prefix=[starts[i] for i in indices],
                    max_input_length=0,
                    use_vmap=self._shortlist,
                    asynchronous=True,
                    **options,
                )
                pending.append((indices, jobs))
            for indices, jobs in pending:
                for index, job in zip(indices, jobs, strict=True):
                    results[index] = job.result()
        except (RuntimeError, ValueError, MemoryError) as error:
            told = str(error) or "there is not enough memory"
            raise DecodingError(f"{self._name} failed while decoding: {told}") from error
        return results


class Decoders:
    """The packages that are loaded in this process, each with `threads` of its own.

    One that nobody uses is released when another is needed, so that memory does not grow with
    the number of languages. Safe to use from several threads.
    """

    def __init__(self, threads: int = 0):
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: dict[str, Decoder] = {}
        self._users: dict[str, int] = {}
        self._stopped = threading.Event()

    @contextlib.contextmanager
    def use(self, model: Model) -> Iterator[Decoder]:
        """Give the decoder of `model`, loaded where it is not yet. Raises `ModelError`."""
        with self._lock:
            decoder = self._held(model)
            self._users[model.path] = self._users.get(model.path, 0) + 1
        try:
            yield decoder
        finally:
            with self._lock:
                self._users[model.path] -= 1

    def stop(self) -> None:
        """Let all that is being decoded end with `CancelledError`."""
        self._stopped.set()

    def _held(self, model: Model) -> Decoder:
        if model.path not in self._loaded:
            self._loaded = {path: held for path, held in self._loaded.items() if self._users[path]}
            package = load_package(model)
            self._loaded[model.path] = Decoder(
                package, threads=self._threads, stopped=self._stopped
            )
            self._users.setdefault(model.path, 0)
        return self._loaded[model.path]


def batches(lengths: Sequence[tuple[int, int]], tokens: int) -> Iterable[list[int]]:
    """Yield the indices of `lengths` (source, prefix) in groups of the same lengths.

    The sources of a group have at most `tokens` pieces in sum. Long ones come first, so that
    the threads finish together.
    """
    by_length: dict[tuple[int, int], list[int]] = {}
    for index, length in enumerate(lengths):
        by_length.setdefault(length, []).append(index)
    for length in sorted(by_length, reverse=True):
        indices = by_length[length]
        size = max(1, tokens // max(1, length[0]))
        for start in range(0, len(indices), size):
            yield indices[start : start + size]


def _is_fixed_shortlist(vmap: Path) -> bool:
    """Tell whether a package limits the pieces it chooses from, alike for every source.

    CTranslate2 joins the candidates of all sources of a batch: with candidates for some sources
    only, a translation would depend on what else is decoded with it.
    """
    if not vmap.is_file():
        return False
    with vmap.open(encoding="utf-8") as lines:
        return all(line.startswith("\t") for line in lines)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
