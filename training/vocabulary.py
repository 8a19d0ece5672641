"""The shared SentencePiece vocabulary of both languages and both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

from training.corpus import Pair

PAD, UNKNOWN, START, END = 0, 1, 2, 3
GENERAL = "<general>"
"""The piece in front of a source sentence that is not clinic prose (training only)."""
_KOREAN = re.compile(r"[ᄀ-ᇿ\u3130-\u318f가-힣]|[\u3040-\u30ff]|[\u3400-\u9fff]")
"""Hangul; and kana and Chinese characters, which clinics write in Korean text."""


def train_vocabulary(pairs: Iterable[Pair], size: int, path: Path) -> None:
    """Train a unigram model on both sides of the pairs and write it to ``path``.

    Digits are split so that no number is a rare piece; bytes spell what no piece covers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sentences = (side for pair in pairs for side in (pair.korean, pair.english))
    part = path.with_suffix(".part")
    with part.open("wb") as model:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_writer=model,
            model_type="unigram",
            vocab_size=size,
            byte_fallback=True,
            split_digits=True,
            character_coverage=0.9999,
            user_defined_symbols=[GENERAL],
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=START,
            eos_id=END,
            shuffle_input_sentence=True,
            num_threads=2,
            minloglevel=2,
        )
    part.replace(path)


def load_vocabulary(path: Path) -> sentencepiece.SentencePieceProcessor:
    """The trained vocabulary."""
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def pieces(vocabulary: sentencepiece.SentencePieceProcessor) -> list[str]:
    """Every piece in the order of its number."""
    return [vocabulary.id_to_piece(i) for i in range(vocabulary.get_piece_size())]


def shortlist(vocabulary: Sequence[str], target: str) -> str | None:
    """What ``vmap.txt`` of a CTranslate2 model says so that English is written without Hangul.

    A line names source pieces, a tab, and the target pieces they may become. The one line here is
    without source pieces and holds for every source, so that a translation does not depend on what
    else is decoded with it. There is none for Korean, which writes names in Latin letters too.
    """
    if target == "ko":
        return None
    return "\t" + " ".join(piece for piece in vocabulary if not _KOREAN.search(piece)) + "\n"
