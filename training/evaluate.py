"""Scores of a package on held-out clinic text: BLEU, chrF, terms, checks, alignment, speed.

Nothing here needs PyTorch: whoever has a package can score it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sacrebleu

from pipeline import checks
from training.augment import Occurrence, TermFinder, with_terms_inserted
from training.corpus import Pair, Term
from training.vocabulary import load_vocabulary

Scores = dict[str, float]
Span = tuple[int, int]
CHECK_GROUPS = {
    "number": frozenset({"number", "unit", "date", "duration", "dosage"}),
    "negation": frozenset({"negation"}),
    "side": frozenset({"laterality"}),
    "hedge": frozenset({"hedge"}),
}


@dataclass(frozen=True, slots=True)
class Attended:
    """A source and its translation as pieces with their places, and what each looked at.

    Spans are character offsets; ``attention`` has a row a target piece, a column a source piece.
    """

    source_spans: list[Span]
    target: str
    target_spans: list[Span]
    attention: list[list[float]]


class Decoder:
    """An exported model with its vocabulary: text in, text out."""

    def __init__(self, model: Path, vocabulary: Path, threads: int = 2) -> None:
        self._translator = ctranslate2.Translator(
            str(model), device="cpu", inter_threads=threads, intra_threads=1, compute_type="int8"
        )
        self._vocabulary = load_vocabulary(vocabulary)
        self._shortlist = (model / "vmap.txt").exists()

    def translate(self, sentences: Sequence[str], beam: int) -> list[str]:
        """Translate sentences in batches of like length."""
        sources = self._vocabulary.encode(list(sentences), out_type=str)
        return [str(self._vocabulary.decode(found)) for found in self._decode(sources, beam)]

    def attend(self, sentences: Sequence[str], beam: int) -> list[Attended]:
        """Translate sentences and keep what the guided head looks at.

        It is read by forcing the translation, one source at a time: of a batch, and of a beam,
        CTranslate2 gives the attention of other hypotheses.
        """
        sources = self._vocabulary.encode(list(sentences), out_type="offset_mapping")
        hypotheses = self._decode([source["pieces"] for source in sources], beam)
        results = self._translator.translate_batch(
            [source["pieces"] for source in sources],
            target_prefix=hypotheses,
            beam_size=1,
            max_batch_size=1,
            use_vmap=self._shortlist,
            return_attention=True,
        )
        attended = []
        for source, hypothesis, result in zip(sources, hypotheses, results, strict=True):
            target = self._vocabulary.decode(hypothesis, out_type="offset_mapping")
            attended.append(
                Attended(source["offsets"], target["text"], target["offsets"], result.attention[0])
            )
        return attended

    def _decode(self, sources: Sequence[Sequence[str]], beam: int) -> list[list[str]]:
        results = self._translator.translate_batch(
            sources,
            beam_size=beam,
            max_batch_size=2048,
            batch_type="tokens",
            use_vmap=self._shortlist,
        )
        return [result.hypotheses[0] for result in results]


def score(decoder: Decoder, pairs: Sequence[Pair], terms: Sequence[Term], target: str) -> Scores:
    """Every figure of the model card for held-out pairs."""
    sources, references = sides(pairs, target)
    start = time.perf_counter()
    hypotheses = decoder.translate(sources, beam=4)
    seconds = time.perf_counter() - start
    greedy = text_scores(decoder.translate(sources, beam=1), references, target)
    return {
        "sentences": len(pairs),
        **text_scores(hypotheses, references, target),
        **{f"greedy_{name}": value for name, value in greedy.items()},
        **term_scores(decoder, pairs, terms, target),
        **check_scores(sources, hypotheses, references, target),
        "sentences_per_second": round(len(pairs) / seconds, 1),
        "words_per_second": round(sum(len(s.split()) for s in sources) / seconds, 1),
    }


def text_scores(hypotheses: Sequence[str], references: Sequence[str], target: str) -> Scores:
    """BLEU and chrF; for Korean, BLEU is on characters, since words there carry particles."""
    tokenizer = "char" if target == "ko" else "13a"
    bleu = sacrebleu.corpus_bleu(hypotheses, [references], tokenize=tokenizer)
    chrf = sacrebleu.corpus_chrf(hypotheses, [references])
    return {"bleu": round(bleu.score, 2), "chrf": round(chrf.score, 2)}


def term_scores(
    decoder: Decoder, pairs: Sequence[Pair], terms: Sequence[Term], target: str
) -> Scores:
    """How many terms arrive alone, how many inserted inline, and how many the head points to.

    Only terms that stand once in both sentences of a pair count. ``terms_pointed_at`` is the share
    of the terms in the translations for which the source piece the guided head looks at most, over
    the pieces of the term, belongs to the source term.
    """
    finder = TermFinder(terms)
    found = [(pair, places) for pair in pairs if (places := list(finder.find(pair)))]
    plain = decoder.attend(sides([pair for pair, _ in found], target)[0], beam=4)
    inserted = [with_terms_inserted(pair, places, target, {}) for pair, places in found]
    inline = decoder.translate(sides(inserted, target)[0], beam=4)
    alone, carried, pointed = [], [], []
    for (_, places), attended, with_inline in zip(found, plain, inline, strict=True):
        for place in places:
            span = find_term(place.term, attended.target, target)
            alone.append(span is not None)
            carried.append(find_term(place.term, with_inline, target) is not None)
            if span:
                pointed.append(points_at(attended, span, _source_span(place, target)))
    return {
        "terms": len(alone),
        "terms_alone": _percent(alone),
        "terms_inline": _percent(carried),
        "terms_pointed_at": _percent(pointed),
    }


def find_term(term: Term, text: str, target: str) -> Span | None:
    """Where a term stands in a translation: any spelling in Korean, any case in English."""
    forms = term.spellings if target == "ko" else (term.english,)
    for form in sorted(forms, key=len, reverse=True):
        if match := re.search(re.escape(form), text, re.IGNORECASE):
            return match.span()
    return None


def points_at(attended: Attended, target: Span, source: Span) -> bool:
    """Whether the pieces in a target span look most at a piece in the source span."""
    columns = len(attended.source_spans)
    mass = [0.0] * columns
    for span, row in zip(attended.target_spans, attended.attention, strict=False):
        if _overlap(span, target):
            mass = [total + weight for total, weight in zip(mass, row, strict=False)]
    strongest = max(range(columns), key=mass.__getitem__)
    return _overlap(attended.source_spans[strongest], source)


def check_scores(
    sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[str], target: str
) -> Scores:
    """The share of sentences in which the project's own checks find an error or a warning.

    ``reference_`` figures are what the same checks say of the human translations: what remains
    when nothing is wrong.
    """
    scores = {}
    for prefix, translations in (("", hypotheses), ("reference_", references)):
        marked = [found_checks(s, t, target) for s, t in zip(sources, translations, strict=True)]
        for name, group in CHECK_GROUPS.items():
            share = _percent(not group.isdisjoint(found) for found in marked)
            scores[f"{prefix}{name}_marked"] = share
    return scores


def found_checks(source: str, translation: str, target: str) -> set[str]:
    """The names of the checks that find an error or a warning in one translation."""
    pair = checks.Pair(
        source=source,
        target=translation,
        source_language="en" if target == "ko" else "ko",
        target_language=target,
    )
    findings = checks.run_checks(pair)
    return {finding.check for finding in findings if finding.severity != "note"}


def sides(pairs: Sequence[Pair], target: str) -> tuple[list[str], list[str]]:
    """Sources and references of pairs for one target language."""
    korean, english = [p.korean for p in pairs], [p.english for p in pairs]
    return (korean, english) if target == "en" else (english, korean)


def _source_span(place: Occurrence, target: str) -> Span:
    return place.korean if target == "en" else place.english


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _percent(truths: Iterable[bool]) -> float:
    values = list(truths)
    return round(100 * sum(values) / len(values), 1) if values else 0.0
