"""What the checks find: seeded faults and false alarms, beside translate-toolkit's pofilter.

    python -m benchmarks.accuracy [--confidence]

The pairs are those of `benchmarks/data/accuracy.tsv`: half are correct translations, half have one
fault. A fault is found where the check it was written for reports something; `any check` counts a
report of whichever check. On correct pairs every report of any check is a false alarm. The checks
were tuned on these pairs. `held out` is the same for the pairs of `accuracy-heldout.tsv`, which
were written afterwards and tuned nothing. pofilter's column counts a failure of any of its
tests, `content` only those that look at content (numbers, doubled words, length, untranslated).
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import row as table_row
from glossary.match import Matcher
from glossary.terms import Term
from pipeline.analysis import analyse
from pipeline.checks import CHECKS, Pair, run_checks
from pipeline.confidence import confidence, covered
from pipeline.records import TermUse
from pipeline.terms import verified

CLOSE = 40
"""A translation with this chrF or more is close to its reference."""
DATA = Path(__file__).parent / "data"
_HANGUL = re.compile(r"[가-힣]")
CONTENT_TESTS = frozenset(
    ("numbers", "doublewords", "unchanged", "untranslated", "blank", "short", "long", "acronyms")
)
"""The tests of pofilter that look at content rather than at form (punctuation, tags, case)."""
_QUANTITIES = ("number", "unit", "duration", "dosage")
TARGETS = dict.fromkeys((*_QUANTITIES, "negation", "laterality", "residue", "repetition"), 0.90)
TARGETS |= dict.fromkeys(("hedge", "warning", "omission"), 0.75)


class Row(NamedTuple):
    """A pair of the benchmark: the check it was written for, and whether it has a fault."""

    check: str
    faulty: bool
    pair: Pair


def read_rows(name: str) -> list[Row]:
    """Return the pairs of a file of the benchmark."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(row["check"], row["verdict"] == "fault", _pair(row)) for row in table]


def _pair(row: dict[str, str]) -> Pair:
    """Return the pair of a row; the note of `term` and `name` rows says what is required."""
    korean_first = bool(_HANGUL.search(row["source"]))
    languages = ("ko", "en") if korean_first else ("en", "ko")
    pair = Pair(
        source=row["source"],
        target=row["target"],
        source_language=languages[0],
        target_language=languages[1],
    )
    if row["check"] not in ("term", "name"):
        return pair
    parts = [part.split("=", 1) for part in row["note"].split(";")[0].split("|") if "=" in part]
    required = [(korean, english) for korean, english in parts]
    if not korean_first:
        required = [(english, korean) for korean, english in required]
    if row["check"] == "name":
        return _with(pair, names=tuple(required))
    return _with(pair, terms=_uses(pair, required))


def _with(pair: Pair, **fields: object) -> Pair:
    values = {name: getattr(pair, name) for name in pair.__struct_fields__} | fields
    return Pair(**values)


def _uses(pair: Pair, required: list[tuple[str, str]]) -> tuple[TermUse, ...]:
    terms = [
        Term(
            source=source,
            target=target,
            source_language=pair.source_language,
            target_language=pair.target_language,
        )
        for source, target in required
    ]
    matcher = Matcher(terms, pair.source_language)
    morphemes = analyse(pair.source, pair.source_language)
    return verified(matcher.find(pair.source, morphemes), pair.target)


def found_by(row: Row) -> tuple[bool, bool]:
    """Return whether the row's own check reports something, and whether any check does."""
    own = any(True for _ in CHECKS[row.check].find(row.pair))
    return own, bool(run_checks(row.pair))


class Pofilter:
    """translate-toolkit's standard checks, by the name of each test that a pair fails."""

    def __init__(self) -> None:
        from translate.filters import checks
        from translate.storage import po

        self._unit = po.pounit
        self._checkers = {
            language: checks.StandardChecker(checks.CheckerConfig(targetlanguage=language))
            for language in ("en", "ko")
        }

    def failures(self, pair: Pair) -> frozenset[str]:
        """Return the names of the tests that `pair` fails."""
        unit = self._unit(pair.source)
        unit.target = pair.target
        return frozenset(self._checkers[pair.target_language].run_filters(unit))


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def count(rows: list[Row]) -> Counter[tuple[str, str]]:
    """Count, for each check and for all, what is found in faulty and in correct pairs."""
    pofilter = Pofilter()
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        own, any_check = found_by(row)
        failures = pofilter.failures(row.pair)
        kind = "fault" if row.faulty else "ok"
        hits = {
            "": True,
            " own": own,
            " any": any_check,
            " po": bool(failures),
            " po content": bool(failures & CONTENT_TESTS),
        }
        for name in (row.check, "all"):
            counts.update({(name, kind + hit): int(value) for hit, value in hits.items()})
    return counts


def print_table(rows: list[Row], held_out: list[Row]) -> None:
    counts, fresh = count(rows), count(held_out)
    heads = ("faults", "own check", "held out", "any check", "pofilter", "content", "target")
    print(f"{'check':12}" + "".join(f"{head:>11}" for head in heads))
    for name in (*CHECKS, "all"):
        total = counts[name, "fault"]
        cells = [
            str(total),
            share(counts[name, "fault own"], total),
            share(fresh[name, "fault own"], fresh[name, "fault"]),
            share(counts[name, "fault any"], total),
            share(counts[name, "fault po"], total),
            share(counts[name, "fault po content"], total),
            f"{TARGETS[name]:.0%}" if name in TARGETS else "",
        ]
        print(f"{name:12}" + "".join(f"{cell:>11}" for cell in cells))
    total = counts["all", "ok"]
    cells = [
        str(total),
        "",
        share(fresh["all", "ok any"], fresh["all", "ok"]),
        share(counts["all", "ok any"], total),
        share(counts["all", "ok po"], total),
        share(counts["all", "ok po content"], total),
        "5%",
    ]
    print(f"{'false alarms':12}" + "".join(f"{cell:>11}" for cell in cells))
    report(counts, fresh)


def report(counts: Counter[tuple[str, str]], fresh: Counter[tuple[str, str]]) -> None:
    """Keep the lines of the table of all benchmarks."""
    for what, kind, hit in (
        ("seeded faults found", "fault", "own"),
        ("correct pairs marked", "ok", "any"),
    ):
        ours, held_out, pofilter = (
            share(some["all", f"{kind} {name}"], some["all", kind])
            for some, name in ((counts, hit), (fresh, hit), (counts, "po content"))
        )
        found = f"{ours}; held-out pairs {held_out}"
        table_row(what, found, f"pofilter's content tests {pofilter}")


def print_alarms(rows: list[Row]) -> None:
    """Print which checks raise the false alarms, and how many of them are errors."""
    alarms: Counter[str] = Counter()
    errors = 0
    for row in rows:
        if not row.faulty:
            findings = run_checks(row.pair)
            alarms.update({finding.check for finding in findings})
            errors += any(finding.severity == "error" for finding in findings)
    by_check = ", ".join(f"{name} {number}" for name, number in alarms.most_common())
    correct = sum(not row.faulty for row in rows)
    print()
    print(f"false alarms by check: {by_check or 'none'}")
    print(f"correct pairs with an error: {errors} of {correct}, {share(errors, correct)}")


def print_reliability(rows: list[Row]) -> None:
    """Print how often the held-out pairs of a confidence are free of faults."""
    pairs = [
        (confidence(row.pair, run_checks(row.pair)), not row.faulty or row.check == "claim")
        for row in rows
    ]
    print()
    print("confidence of the held-out pairs (no decoder's score)")
    _print_bins(pairs, "without fault")
    scored = [(value, chrf >= CLOSE) for value, chrf in translated()]
    print()
    print(f"confidence of the bundled model's translations (close: chrF {CLOSE} to the reference)")
    _print_bins(scored, "close")


def _print_bins(pairs: list[tuple[float, bool]], head: str) -> None:
    print(f"{'confidence':>12}{'pairs':>8}{'mean':>8}{head:>16}")
    for low, high in pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 1.01)):
        inside = [(value, good) for value, good in pairs if low <= value < high]
        if inside:
            mean = sum(value for value, _ in inside) / len(inside)
            good = sum(good for _, good in inside)
            span = f"{low:.1f} to {min(high, 1.0):.1f}"
            print(f"{span:>12}{len(inside):8}{mean:8.2f}{share(good, len(inside)):>16}")
    brier = sum((value - good) ** 2 for value, good in pairs) / len(pairs)
    print(f"Brier score {brier:.3f} (0 is perfect; {_uninformed(pairs):.3f} without information)")


def _uninformed(pairs: list[tuple[float, bool]]) -> float:
    rate = sum(good for _, good in pairs) / len(pairs)
    return rate * (1 - rate)


def translated() -> list[tuple[float, float]]:
    """Translate the sentences of `terminology.tsv`; return confidence and chrF of every other."""
    from sacrebleu.metrics.chrf import CHRF

    from pipeline.decode import Decoder
    from pipeline.models import find_models, load_package

    model = next(m for m in find_models() if (m.source_language, m.target_language) == ("ko", "en"))
    decoder = Decoder(load_package(model))
    with (DATA / "terminology.tsv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[::2]
    sources = [decoder.encode(row["source"]) for row in table]
    hypotheses = [found[0] for found in decoder.translate(sources)]
    weights = decoder.attention(sources, [best.pieces for best in hypotheses])
    results = []
    for row, best, rows in zip(table, hypotheses, weights, strict=True):
        pair = Pair(
            source=row["source"],
            target=decoder.decode(best.pieces),
            source_language="ko",
            target_language="en",
        )
        value = confidence(pair, run_checks(pair), best.score, covered(rows))
        results.append((value, CHRF().sentence_score(pair.target, [row["reference"]]).score))
    return results


def main() -> None:
    rows, held_out = read_rows("accuracy.tsv"), read_rows("accuracy-heldout.tsv")
    for name, some in (("pairs", rows), ("held-out pairs", held_out)):
        faulty = sum(row.faulty for row in some)
        print(f"{len(some)} {name}: {faulty} with one fault, {len(some) - faulty} correct")
    print()
    print_table(rows, held_out)
    print_alarms(rows)
    if "--confidence" in sys.argv[1:]:
        print_reliability(held_out)


if __name__ == "__main__":
    main()
