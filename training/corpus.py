"""The clinic corpus: sentence pairs and term lists as UTF-8 TSV, and what is held out of training.

A pair file has two columns (Korean, English) and no header; a term list (``<topic>-terms.tsv``)
has four (Korean, English, category, variants joined by ``|``). Whole files are held out for
development and test; ``holdout.tsv`` names them. The sample pages of the tests are no part of the
corpus; their references (``<page>.ref.tsv``) have kind, source and translation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
HOLDOUT = HERE / "holdout.tsv"
SAMPLES = HERE.parent / "tests" / "data"

CATEGORIES = (
    *("procedure", "anatomy", "condition", "symptom", "device"),
    *("drug", "material", "care", "facility", "measure"),
)
SPLITS = ("train", "dev", "test")

HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")


class CorpusError(ValueError):
    """A corpus file breaks its format; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A Korean sentence, its English translation and the corpus file they come from."""

    korean: str
    english: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A Korean term, its English form, and the other Korean spellings of it."""

    korean: str
    english: str
    category: str
    variants: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every Korean spelling, the main one first."""
        return (self.korean, *self.variants)


def pair_files(folder: Path = CORPUS) -> list[Path]:
    """The pair files of the corpus in name order."""
    return [path for path in sorted(folder.glob("*.tsv")) if not path.stem.endswith("-terms")]


def term_files(folder: Path = CORPUS) -> list[Path]:
    """The term lists of the corpus in name order."""
    return sorted(folder.glob("*-terms.tsv"))


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of one file.

    Raises:
        CorpusError: a line has not exactly two filled columns.
    """
    for number, fields in _rows(path, columns=2):
        if not all(fields):
            raise CorpusError(f"{path.name}:{number}: an empty column")
        yield Pair(fields[0], fields[1], path.stem)


def read_terms(path: Path) -> Iterator[Term]:
    """Yield the terms of one list.

    Raises:
        CorpusError: a line has not four columns, or an unknown category.
    """
    for number, (korean, english, category, variants) in _rows(path, columns=4):
        if not (korean and english):
            raise CorpusError(f"{path.name}:{number}: a term without one of its languages")
        if category not in CATEGORIES:
            raise CorpusError(f"{path.name}:{number}: unknown category {category!r}")
        yield Term(korean, english, category, tuple(v for v in variants.split("|") if v))


def read_holdout(path: Path = HOLDOUT) -> dict[str, str]:
    """Map the stem of each held-out file to ``dev`` or ``test``."""
    holdout = {}
    for number, (stem, split) in _rows(path, columns=2):
        if split not in SPLITS[1:]:
            raise CorpusError(f"{path.name}:{number}: unknown split {split!r}")
        holdout[stem] = split
    return holdout


def load_split(split: str, folder: Path = CORPUS, holdout: Path = HOLDOUT) -> list[Pair]:
    """The pairs of ``train``, ``dev`` or ``test``.

    A training pair whose Korean or English also stands in a held-out file (set phrases such as
    greetings do) is left out of training, so that a held-out sentence was never seen in either
    language.
    """
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}: one of {', '.join(SPLITS)}")
    held = read_holdout(holdout)
    pairs = [pair for path in pair_files(folder) for pair in read_pairs(path)]
    if split != "train":
        return [pair for pair in pairs if held.get(pair.origin) == split]
    unseen = _sides(pair for pair in pairs if pair.origin in held)
    return [
        pair
        for pair in pairs
        if pair.origin not in held and not unseen & {fold(pair.korean), fold(pair.english)}
    ]


def load_samples(source: str, folder: Path = SAMPLES) -> list[Pair]:
    """The sentences of the sample pages in one language, with their reference translations.

    A sentence that stands in the corpus in either language, as short headings do, is left out.
    """
    known = _sides(pair for path in pair_files() for pair in read_pairs(path))
    samples = []
    for path in sorted(folder.glob("*/*.ref.tsv")):
        for _, (_, text, reference) in _rows(path, columns=3):
            korean, english = (text, reference) if source == "ko" else (reference, text)
            if not HANGUL.search(korean) or HANGUL.search(english):
                continue
            if not known & {fold(korean), fold(english)}:
                samples.append(Pair(korean, english, path.name.removesuffix(".ref.tsv")))
    return samples


def load_terms(folder: Path = CORPUS) -> list[Term]:
    """The terms of all lists, each Korean spelling once (the first list that has it wins)."""
    seen: set[str] = set()
    terms = []
    for path in term_files(folder):
        for term in read_terms(path):
            fresh = [s for s in dict.fromkeys(term.spellings) if s not in seen]
            seen.update(fresh)
            if fresh:
                terms.append(Term(fresh[0], term.english, term.category, tuple(fresh[1:])))
    return terms


def fold(text: str) -> str:
    """A sentence as it is compared for repeats: no case, no punctuation, no spaces."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def faults(pairs: Iterable[Pair]) -> Iterator[str]:
    """What a person should look at in pairs that are well-formed as TSV: one line a fault."""
    seen: dict[tuple[str, str], str] = {}
    for pair in pairs:
        where = f"{pair.origin}: {pair.korean[:40]!r}"
        for text in (pair.korean, pair.english):
            if text != unicodedata.normalize("NFC", text):
                yield f"{where}: not in Unicode normal form C"
            if text != " ".join(text.split()):
                yield f"{where}: stray or doubled white space"
        if not HANGUL.search(pair.korean):
            yield f"{where}: no Korean in the Korean column"
        if HANGUL.search(pair.english):
            yield f"{where}: Korean in the English column"
        key = (pair.korean, pair.english)
        if key in seen:
            yield f"{where}: repeats a pair of {seen[key]}"
        seen.setdefault(key, pair.origin)


def _sides(pairs: Iterable[Pair]) -> set[str]:
    return {fold(side) for pair in pairs for side in (pair.korean, pair.english)}


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.removesuffix("\n").split("\t")
            if len(fields) != columns:
                raise CorpusError(f"{path.name}:{number}: {len(fields)} columns, not {columns}")
            yield number, fields
