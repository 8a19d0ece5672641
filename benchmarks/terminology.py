"""Terminology: how often a required term is in the translation, after the WMT terminology task.

Three modes over `data/terminology.tsv` (source, reference, its terms): without terms, with the
proper terms, and with wrong ones (every term gets the translation of another, by a fixed
shuffle), which shows that terms are enforced and not guessed. For each: the share of term uses
whose target is in the output (any inflection; the same forms count for every system), the
consistency (share of the most frequent form, number and capitals aside, among the uses of a
term that occurs more than once), and chrF against the reference. The peers use the same
package: argostranslate's own code, without terms and with the terms put in for placeholders.

`data/term-traps.tsv` holds sentences in which a term must not be found; the context words of
the built-in glossary were written with them in view. The cost is measured on the sample posts
of `tests/data/naver`: processor time with terms over that of plain translation, best of three;
once for decoding alone, once for all that a build does to translate.

    python -m benchmarks.terminology
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import sacrebleu
from argostranslate.translate import apply_packaged_translation

from benchmarks.table import row as table_row
from glossary.english import singular
from glossary.load import builtin
from glossary.match import Matcher
from glossary.satisfy import allowed_forms, judge
from glossary.terms import Term, TermMatch
from glossary.text import fold
from pipeline.analysis import analyse
from pipeline.decode import Decoder, Decoders
from pipeline.models import find_models, load_package, route
from pipeline.records import Piece, Segment, Translation
from pipeline.terms import Outcome, Request, translate_with_terms
from pipeline.translate import Job, Translator

HERE = Path(__file__).parent
POSTS = HERE.parent / "tests" / "data" / "naver"


class Row(NamedTuple):
    """A sentence, its reference, and its terms as the file lists them."""

    source: str
    reference: str
    terms: tuple[tuple[str, str], ...]


class Shares(NamedTuple):
    """The shares of term uses that hold, and that hold or are flagged; chrF of all texts."""

    held: float
    settled: float
    chrf: float


class Result(NamedTuple):
    """The translations of all rows by one system, and how many uses it flagged in each."""

    texts: list[str]
    flagged: list[int]
    seconds: float


def main() -> None:
    rows = read_rows()
    decoder = Decoder(load_package(route(find_models("bundled"), "ko", "en")[0]))
    wrong = shuffled(rows)
    ours: dict[str, Matcher | None] = {
        "no terms": None,
        "proper terms": builtin().matcher("ko", "en"),
        "wrong terms": Matcher([made(*pair) for row in wrong for pair in row.terms], "ko"),
    }
    print(f"{len(rows)} sentences, {sum(len(row.terms) for row in rows)} term uses\n")
    head = ("system", "terms", "success", "or flagged", "consistent", "doubled", "chrF", "seconds")
    print("{:<16}{:<14}{:>9}{:>12}{:>12}{:>9}{:>7}{:>9}".format(*head))
    shown = {}
    for mode, matcher in ours.items():
        judged = wrong if mode == "wrong terms" else rows
        result = translated(rows, matcher, decoder)
        shown["ours", mode] = show("clinic-archive", mode, judged, result)
    for mode, judged in (("no terms", rows), ("proper terms", rows), ("wrong terms", wrong)):
        result = by_argos(judged, decoder, mode != "no terms")
        shown["argos", mode] = show("argostranslate", mode, judged, result)
    report(shown)
    traps()
    cost(decoder)


def report(shown: Mapping[tuple[str, str], Shares]) -> None:
    """Keep the lines of the table of all benchmarks."""
    ours, plain = shown["ours", "proper terms"], shown["ours", "no terms"]
    argos, signs = shown["argos", "no terms"], shown["argos", "proper terms"]
    table_row(
        "glossary terms that hold",
        f"{ours.held:.1%}; or are flagged {ours.settled:.1%}",
        f"argostranslate {argos.held:.0%}, with placeholders {signs.held:.0%}",
    )
    table_row(
        "chrF with these terms",
        f"{ours.chrf:.1f}",
        f"without terms {plain.chrf:.1f}; argostranslate with placeholders {signs.chrf:.1f}",
    )


def read_rows() -> list[Row]:
    lines = (HERE / "data" / "terminology.tsv").read_text("utf-8").splitlines()[1:]
    rows = []
    for line in lines:
        source, reference, terms = line.split("\t")[:3]
        pairs = [pair.partition("=") for pair in terms.split("|")]
        rows.append(Row(source, reference, tuple((ko, en) for ko, _, en in pairs)))
    return rows


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """Give every source term the target of another one, the same one throughout."""
    sources = sorted({ko for row in rows for ko, _ in row.terms})
    targets = [dict(pair for row in rows for pair in row.terms)[source] for source in sources]
    shift = random.Random(7).randrange(100, len(targets) - 100)
    other = dict(zip(sources, targets[shift:] + targets[:shift], strict=True))
    return [row._replace(terms=tuple((ko, other[ko]) for ko, _ in row.terms)) for row in rows]


def made(source: str, target: str) -> Term:
    return Term(source=source, target=target, source_language="ko", target_language="en")


def translated(rows: Sequence[Row], matcher: Matcher | None, decoder: Decoder) -> Result:
    begun = time.perf_counter()
    requests = [
        Request(
            text=row.source,
            matches=matcher.find(row.source, analyse(row.source, "ko")) if matcher else (),
        )
        for row in rows
    ]
    outcomes = translate_with_terms(requests, decoder)
    seconds = time.perf_counter() - begun
    flagged = [flagged_pairs(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]
    return Result([outcome.text for outcome in outcomes], flagged, seconds)


def flagged_pairs(row: Row, outcome: Outcome) -> int:
    surfaces = [fold(use.source, "ko").text for use in outcome.uses if use.how == "flagged"]
    return sum(fold(ko, "ko").text in surfaces for ko, _ in row.terms)


class WholeLine:
    """Leaves a line whole: the lines are sentences already, and the splitter is a download."""

    def split_sentences(self, text: str) -> list[str]:
        """Return the line as its one sentence."""
        return [text]


def by_argos(rows: Sequence[Row], decoder: Decoder, with_terms: bool) -> Result:
    """Translate with argostranslate's code, terms put in for placeholders where asked for."""
    begun = time.perf_counter()
    texts = []
    for row in rows:
        text, pairs = row.source, row.terms if with_terms else ()
        for number, (ko, _) in enumerate(pairs):
            text = text.replace(ko, f"X{number + 1}")
        found = apply_packaged_translation(
            decoder.package, text, decoder._translator, WholeLine(), num_hypotheses=4
        )
        text = str(found[0].value)
        for number, (_, en) in enumerate(pairs):
            text = text.replace(f"X{number + 1}", en)
        texts.append(text)
    return Result(texts, [0] * len(rows), time.perf_counter() - begun)


def show(system: str, mode: str, rows: Sequence[Row], result: Result) -> Shares:
    uses = sum(len(row.terms) for row in rows)
    found = doubled = settled = 0
    forms: dict[tuple[str, str], Counter[str]] = {}
    for row, text, flagged in zip(rows, result.texts, result.flagged, strict=True):
        verdict = judge([match(*pair) for pair in row.terms], text)
        satisfied = sum(span is not None for span in verdict.spans)
        found += satisfied
        settled += min(len(row.terms), satisfied + flagged)
        doubled += bool(verdict.surplus)
        for pair, span in zip(row.terms, verdict.spans, strict=True):
            form = bare(text[slice(*span)]) if span else ""
            forms.setdefault(pair, Counter())[form] += 1
    often = [counts for counts in forms.values() if counts.total() > 1]
    consistent = sum(max(c.values()) for c in often) / sum(c.total() for c in often)
    chrf = sacrebleu.corpus_chrf(result.texts, [[row.reference for row in rows]]).score
    print(
        f"{system:<16}{mode:<14}{found / uses:>9.1%}{settled / uses:>12.1%}{consistent:>12.1%}"
        f"{doubled:>9}{chrf:>7.1f}{result.seconds:>9.1f}"
    )
    return Shares(found / uses, settled / uses, chrf)


def bare(form: str) -> str:
    *before, last = form.lower().replace("-", " ").split()
    return " ".join([*before, singular(last)])


def match(ko: str, en: str) -> TermMatch:
    """Return a use to judge by: the target listed, and the forms the built-in entry allows."""
    entry = ENTRIES.get(fold(ko, "ko").text)
    forms: tuple[str, ...] = ()
    if entry and fold(en, "en").text in {fold(form, "en").text for form in allowed_forms(entry)}:
        forms = (entry.target, *entry.forms)
    term = Term(source=ko, target=en, source_language="ko", target_language="en", forms=forms)
    return TermMatch(term=term, span=(0, 0), surface=ko)


ENTRIES = {fold(surface, "ko").text: term for term in builtin().terms for surface in term.surfaces}


def traps() -> None:
    matcher = builtin().matcher("ko", "en")
    lines = (HERE / "data" / "term-traps.tsv").read_text("utf-8").splitlines()[1:]
    caught = 0
    for line in lines:
        sentence, term = line.split("\t")[:2]
        found = matcher.find(sentence, analyse(sentence, "ko"))
        caught += any(term in (match.surface, *match.term.surfaces) for match in found)
    print(
        f"\nfalse enforcement: {caught} of {len(lines)} trap sentences ({caught / len(lines):.1%})"
    )
    table_row("trap sentences in which a term is wrongly found", f"{caught} of {len(lines)}")


def cost(decoder: Decoder) -> None:
    matcher = builtin().matcher("ko", "en")
    texts = [
        line.split("\t")[1]
        for path in sorted(POSTS.glob("*.ref.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    bare = [Request(text=text) for text in texts]
    full = [Request(text=t, matches=matcher.find(t, analyse(t, "ko"))) for t in texts]
    plain = best_of_three(lambda: translate_with_terms(bare, decoder))
    terms = best_of_three(lambda: translate_with_terms(full, decoder))
    whole_plain = best_of_three(lambda: as_built(texts, {}))
    whole_terms = best_of_three(lambda: as_built(texts, {"ko": matcher}))
    hows = Counter(use.how for o in translate_with_terms(full, decoder) for use in o.uses)
    print(f"cost on {len(texts)} segments of the sample posts, in times of plain translation:")
    found = f"decoding alone {terms / plain:.2f}, the whole stage {whole_terms / whole_plain:.2f}"
    print(f"  {found}")
    table_row("cost of terms, in times of plain translation", found)
    print("uses there: " + ", ".join(f"{how} {count}" for how, count in hows.most_common()))


def as_built(texts: Sequence[str], matchers: Mapping[str, Matcher]) -> list[Translation]:
    """Translate as a build does, with analysis, checks and repair, and nothing remembered."""
    translator = Translator("en", find_models("bundled"), Decoders(), tool="benchmark")
    segments = [_segment(text) for text in texts]
    decoded = [translator.text(segment, matchers) for segment in segments]
    remembered = translator.decode(text for text in decoded if text is not None)
    return [
        translator.finish(Job(segment, text), remembered)
        for segment, text in zip(segments, decoded, strict=True)
    ]


def _segment(text: str) -> Segment:
    piece = Piece(line=0, start=0, end=len(text))
    return Segment(id="", block=0, text=text, language="ko", pieces=(piece,))


def best_of_three(work: Callable[[], object]) -> float:
    def timed() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(timed() for _ in range(3))


if __name__ == "__main__":
    main()
