"""Decoding configurations: how fast each is, and how near its translations are to references.

    python -m benchmarks.decoding [--sentences N]

Speed is that of recombined sample sentences; BLEU and chrF are those of the Korean sentences of
the sample posts against their references. One thing at a time differs from the first row, which
is as a build decodes: in batches of one exact length, a thread a core, with the shortlist of the
package (the pieces without Hangul, kana and Han characters, whatever the sources are).
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ctranslate2
import sacrebleu

from benchmarks.synthetic import recombined, sample_sentences
from benchmarks.table import cores, machine, row
from pipeline.decode import BATCH_TOKENS, BEAM, batches
from pipeline.models import find_models, load_package, route

DATA = Path(__file__).parent.parent / "tests" / "data"


class Setting(NamedTuple):
    """A way to decode. `options` are those of `translate_batch`, `compute` a type of numbers."""

    name: str
    options: dict[str, Any] = {}
    tokens: int = BATCH_TOKENS
    threads: tuple[int, int] = (cores(), 1)
    compute: str = "default"
    padded: bool = False


class Result(NamedTuple):
    """Segments a second, CPU milliseconds a segment, and the distance from the references."""

    rate: float
    processor: float
    bleu: float
    chrf: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sentences", type=int, default=1000, help="sentences to time")
    count = parser.parse_args().sentences
    print(machine())
    model = route(find_models("bundled"), "ko", "en")[0]
    package = load_package(model)
    print(f"package {model.label}, {count} recombined sentences\n")
    head = ("", "a second", "CPU ms each", "BLEU", "chrF")
    print("{:<34}{:>10}{:>13}{:>8}{:>8}".format(*head))
    bench = Bench(package.tokenizer, Path(package.package_path) / "model", count)
    results = {setting.name: bench.measured(setting) for setting in settings()}
    first, *others = results.items()
    best = max(others, key=lambda item: item[1].rate)
    row(
        "decoding",
        f"{first[0]}: {first[1].rate:.0f} a second, chrF {first[1].chrf:.2f}",
        f"fastest ({best[0]}): {best[1].rate:.0f} a second, chrF {best[1].chrf:.2f}",
    )


def settings() -> Iterator[Setting]:
    """Yield what to measure, how a build decodes first."""
    usual = {"beam_size": BEAM, "use_vmap": True}
    yield Setting(f"beam {BEAM}, {BATCH_TOKENS} tokens, {cores()}×1", usual)
    for beam in (1, 2, 3, 4, 5):
        if beam != BEAM:
            yield Setting(f"beam {beam}", usual | {"beam_size": beam})
    for patience in (0.25, 0.5):
        yield Setting(f"patience {patience}", usual | {"patience": patience})
    yield Setting("length penalty 0", usual | {"length_penalty": 0})
    yield Setting("4 hypotheses", usual | {"num_hypotheses": 4})
    for tokens in (512, 1024, 2048, 4096):
        if tokens != BATCH_TOKENS:
            yield Setting(f"{tokens} tokens", usual, tokens)
    yield Setting("sorted and padded", usual, padded=True)
    for inter, intra in ((2, 1), (1, 2), (1, 1)):
        if (inter, intra) != (cores(), 1):
            yield Setting(f"{inter}×{intra} threads", usual, threads=(inter, intra))
    for compute in sorted(ctranslate2.get_supported_compute_types("cpu")):
        yield Setting(compute, usual, compute=compute)
    for beam in (BEAM, 2, 1):
        yield Setting(f"no shortlist, beam {beam}", {"beam_size": beam, "use_vmap": False})


class Bench:
    """Times and judges settings of one model on the same sentences."""

    def __init__(self, tokenizer: Any, folder: Path, count: int):
        self._tokenizer = tokenizer
        self._folder = folder
        choose, sentences = random.Random(1), sample_sentences()
        self._timed = [self._encode(recombined(sentences, choose)) for _ in range(count)]
        pairs = references()
        self._judged = [self._encode(source) for source, _ in pairs]
        self._references = [[reference for _, reference in pairs]]

    def measured(self, setting: Setting) -> Result:
        """Decode with `setting`, print a line of the table, and return what is in it."""
        inter, intra = setting.threads
        translator = ctranslate2.Translator(
            str(self._folder),
            inter_threads=inter,
            intra_threads=intra,
            compute_type=setting.compute,
        )
        pieces = decoded(translator, self._judged, setting)
        texts = [self._tokenizer.decode(hypothesis).strip() for hypothesis in pieces]
        begun, used = time.perf_counter(), time.process_time()
        decoded(translator, self._timed, setting)
        seconds, processor = time.perf_counter() - begun, time.process_time() - used
        result = Result(
            rate=len(self._timed) / seconds,
            processor=1000 * processor / len(self._timed),
            bleu=sacrebleu.corpus_bleu(texts, self._references).score,
            chrf=sacrebleu.corpus_chrf(texts, self._references).score,
        )
        print("{:<34}{:>10.1f}{:>13.2f}{:>8.2f}{:>8.2f}".format(setting.name, *result), flush=True)
        return result

    def _encode(self, text: str) -> list[str]:
        """Return the pieces of a sentence, with the full stop that a build adds."""
        return list(self._tokenizer.encode(f"{text}." if text.endswith(("다", "요")) else text))


def decoded(
    translator: ctranslate2.Translator, sources: Sequence[Sequence[str]], setting: Setting
) -> list[list[str]]:
    """Return the best hypothesis of each source, in pieces."""
    if setting.padded:
        groups = [sorted(range(len(sources)), key=lambda i: -len(sources[i]))]
    else:
        groups = list(batches([(len(source), 0) for source in sources], setting.tokens))
    jobs = [
        translator.translate_batch(
            [sources[index] for index in group],
            batch_type="tokens",
            max_batch_size=setting.tokens,
            max_input_length=0,
            asynchronous=True,
            **setting.options,
        )
        for group in groups
    ]
    found: list[list[str]] = [[]] * len(sources)
    for group, results in zip(groups, jobs, strict=True):
        for index, result in zip(group, results, strict=True):
            found[index] = result.result().hypotheses[0]
    return found


def references() -> list[tuple[str, str]]:
    """Return the Korean sentences of the sample pages, and their English references."""
    lines = [
        line.split("\t")
        for path in sorted(DATA.rglob("*.ref.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [(source, reference) for _, source, reference in lines if re.search("[가-힣]", source)]


if __name__ == "__main__":
    main()
