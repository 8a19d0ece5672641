from __future__ import annotations

from glossary.report import term_report
from pipeline.records import How, Piece, Segment, TermUse, Translation


def translation(text: str, *uses: TermUse) -> Translation:
    segment = Segment(
        id="s", block=0, text="원문", language="ko", pieces=(Piece(line=0, start=0, end=2),)
    )
    return Translation(segment=segment, text=text, terms=uses)


def use(entry: str, how: How, span: tuple[int, int] | None, reason: str = "") -> TermUse:
    return TermUse(
        entry=entry,
        source="x",
        source_span=(0, 1),
        required="scar",
        how=how,
        target_span=span,
        reason=reason,
    )


def test_uses_are_counted_by_rung_and_by_entry() -> None:
    report = term_report(
        [
            ("a/1", translation("Scars fade.", use("m:흉터", "plain", (0, 5)))),
            (
                "a/2",
                translation(
                    "A scar.", use("m:흉터", "inline", (2, 6)), use("m:멍", "plain", (0, 1))
                ),
            ),
        ]
    )
    assert (report.uses, report.by_how) == (3, {"inline": 1, "plain": 2})
    first = report.terms[0]
    assert (first.entry, first.uses, first.forms) == ("m:흉터", 2, {"Scars": 1, "scar": 1})
    assert report.inconsistent == ()


def test_different_words_for_one_term_are_inconsistent() -> None:
    report = term_report(
        [
            ("a/1", translation("A scar.", use("m:흉터", "plain", (2, 6)))),
            ("a/2", translation("Scarring.", use("m:흉터", "plain", (0, 8)))),
        ]
    )
    assert [term.entry for term in report.inconsistent] == ["m:흉터"]


def test_flagged_uses_are_listed_with_both_texts_and_the_reason() -> None:
    report = term_report(
        [("a/1", translation("It fades.", use("m:흉터", "flagged", None, "No scar.")))]
    )
    (flag,) = report.flags
    assert (flag.place, flag.source, flag.target, flag.use.reason) == (
        "a/1",
        "원문",
        "It fades.",
        "No scar.",
    )
