"""Make the small lexicon by which the checks see what a translation leaves out or adds.

    python training/lexicon.py > pipeline/checks/lexicon.ko-en.tsv

From the pairs of `corpus/`: IBM model 1 (Brown et al. 1993) over the sets of content words of each
pair gives the likeliest renderings of a word. How often one of these stands in a true translation
is counted on the half of the corpus that they were not learned from.

A line has the language of the word, the word (an English one is a stem), the probability that a
rendering stands in its translation, the probability that one stands in any text, and the
renderings.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.analysis import analyse
from pipeline.checks.coverage import LONGEST, english_stems, korean_words

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 5
RENDERINGS = 10
LIKELY = 0.03
"""A rendering has at least this probability, and a word at most `RENDERINGS` of them."""
SEEN = 4
"""A word stands in at least so many pairs (in a half of the corpus: one less)."""
KEPT = (0.6, 0.95)
"""A word whose renderings fail oftener tells nothing; no word is trusted more than the second."""
CHANCE = (0.02, 0.45)
PRIOR = (3.2, 4.0)
"""Added to the times that a rendering was found and to the times it was looked for."""
_CONTENT = re.compile(r"NN[GP]|XR|V[VA]|MAG")
_HANGUL = re.compile(r"[가-힣]+")

Lexicon = dict[str, list[str]]


class PairOfWords(NamedTuple):
    """A sentence pair: its texts, and the sets of their content words."""

    korean: str
    english: str
    korean_words: frozenset[str]
    english_words: frozenset[str]


def pairs() -> Iterator[PairOfWords]:
    """Yield the pairs of the corpus, file by file."""
    for path in sorted(CORPUS.glob("*.tsv")):
        if path.stem.endswith("-terms"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            korean, english = line.split("\t")[:2]
            stems = frozenset(word for word, _ in english_stems(english))
            yield PairOfWords(korean, english, frozenset(content_words(korean)), stems)


def content_words(text: str) -> Iterator[str]:
    """Yield the content words of a Korean text as they stand in it, inflected."""
    for morpheme in analyse(text, "ko"):
        word = text[morpheme.start : morpheme.end]
        long_enough = len(word) > 1 or morpheme.tag.startswith("NN")
        if _CONTENT.match(morpheme.tag) and _HANGUL.fullmatch(word) and long_enough:
            yield word


def learn(data: Sequence[tuple[frozenset[str], frozenset[str]]], seen: int) -> Lexicon:
    """Return the likeliest renderings of the words on the left of `data` by those on the right."""
    counts = Counter(word for words, _ in data for word in words)
    table: dict[str, dict[str, float]] = {w: {} for w, n in counts.items() if n >= seen}
    for words, others in data:
        for word in words & table.keys():
            row = table[word]
            for other in others:
                row[other] = row.get(other, 0.0) + 1.0
    table = {word: _normalised(row) for word, row in table.items()}
    for _ in range(ROUNDS):
        expected: dict[str, dict[str, float]] = {word: {} for word in table}
        for words, others in data:
            known = sorted(words & table.keys())
            for other in others:
                total = 1e-4 + sum(table[word].get(other, 0.0) for word in known)
                for word in known:
                    if share := table[word].get(other, 0.0):
                        row = expected[word]
                        row[other] = row.get(other, 0.0) + share / total
        table = {word: _normalised(row) for word, row in expected.items()}
    return {word: _likeliest(row) for word, row in table.items()}


def _normalised(row: dict[str, float]) -> dict[str, float]:
    total = sum(row.values()) or 1.0
    return {word: value / total for word, value in row.items() if value / total > 1e-3}


def _likeliest(row: dict[str, float]) -> list[str]:
    ranked = sorted(row.items(), key=lambda item: (-round(item[1], 6), item[0]))
    return [word for word, value in ranked if value >= LIKELY][:RENDERINGS]


def tally(
    data: Iterable[PairOfWords], lexicon: Lexicon, language: str
) -> Counter[tuple[str, bool]]:
    """Count, for each word, the pairs in which it stands, with and without a rendering."""
    counts: Counter[tuple[str, bool]] = Counter()
    for pair in data:
        if language == "ko":
            for word, _ in korean_words(pair.korean, lexicon):
                counts[word, not pair.english_words.isdisjoint(lexicon[word])] += 1
        else:
            for word in sorted(pair.english_words & lexicon.keys()):
                counts[word, any(other in pair.korean for other in lexicon[word])] += 1
    return counts


def chances(data: Sequence[PairOfWords], language: str) -> Counter[str]:
    """Count the pairs in which each possible rendering of a word of `language` stands."""
    counts: Counter[str] = Counter()
    for pair in data:
        if language == "ko":
            counts.update(pair.english_words)
        else:
            text = pair.korean
            counts.update(
                {text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)}
            )
    return counts


def lines(data: Sequence[PairOfWords], language: str) -> Iterator[str]:
    """Yield the lines of the lexicon for the words of `language`, in their order."""
    half = len(data) // 2
    first, second = data[:half], data[half:]
    lexicon = learn(_sides(data, language), SEEN)
    counts = tally(second, learn(_sides(first, language), SEEN - 1), language)
    counts += tally(first, learn(_sides(second, language), SEEN - 1), language)
    sample = data[:8000]
    standing = chances(sample, language)
    for word in sorted(lexicon):
        found, looked = counts[word, True], counts[word, True] + counts[word, False]
        kept = (found + PRIOR[0]) / (looked + PRIOR[1])
        absent = 1.0
        for other in lexicon[word]:
            absent *= 1 - standing[other] / len(sample)
        chance = max(CHANCE[0], 1 - absent)
        if lexicon[word] and looked >= SEEN - 1 and kept >= KEPT[0] and chance <= CHANCE[1]:
            renderings = "|".join(lexicon[word])
            yield f"{language}\t{word}\t{min(kept, KEPT[1]):.2f}\t{chance:.2f}\t{renderings}"


def _sides(
    data: Sequence[PairOfWords], language: str
) -> list[tuple[frozenset[str], frozenset[str]]]:
    if language == "ko":
        return [(pair.korean_words, pair.english_words) for pair in data]
    return [(pair.english_words, pair.korean_words) for pair in data]


def main() -> None:
    """Print the lexicon."""
    data = sorted(pairs(), key=lambda pair: hash_of(pair.korean))
    for language in ("ko", "en"):
        for line in lines(data, language):
            print(line)


def hash_of(text: str) -> str:
    """Return what shuffles the pairs the same way on every machine."""
    from pipeline.records import digest

    return digest(text.encode())


if __name__ == "__main__":
    main()
