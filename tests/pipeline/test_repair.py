"""Repair before report, with the bundled model."""

from __future__ import annotations

import pytest

from glossary.terms import Term, TermMatch
from pipeline.checks import Pair, run_checks
from pipeline.decode import Decoder
from pipeline.models import find_models, load_package
from pipeline.records import Finding, TermUse
from pipeline.repair import Candidate, best_hypothesis, clauses, repair
from pipeline.terms import Request, translate_with_terms

ERROR = Finding(check="number", severity="error", message="A number differs.")
NOTE = Finding(check="claim", severity="note", message="A claim.")


def candidate(text: str, score: float, *findings: Finding) -> Candidate:
    return Candidate(text=text, score=score, findings=findings)


def test_the_best_score_without_errors_wins() -> None:
    best = candidate("b", -0.6, NOTE)
    tried = [candidate("a", -0.1, ERROR), candidate("c", -0.9), best]
    assert best_hypothesis(tried) is best


def test_where_all_have_errors_the_fewest_win_and_of_equals_the_first() -> None:
    fewest = candidate("b", -0.9, ERROR)
    assert best_hypothesis([candidate("a", -0.1, ERROR, ERROR), fewest]) is fewest
    first = candidate("a", -0.5)
    assert best_hypothesis([first, candidate("b", -0.5)]) is first


def test_a_sentence_is_cut_at_its_clauses_but_not_inside_a_term() -> None:
    text = "수술 후에는 통증이 있을 수 있으므로 진통제를 드시고 충분히 쉬어 주시기 바랍니다."
    assert [part.text for part in clauses(Request(text=text))] == [
        "수술 후에는 통증이 있을 수 있으므로",
        "진통제를 드시고 충분히 쉬어 주시기 바랍니다.",
    ]
    term = Term(source="있으므로 진통제", target="x", source_language="ko", target_language="en")
    start = text.index("있으므로")
    match = TermMatch(term=term, span=(start, start + 8), surface=text[start : start + 8])
    assert len(clauses(Request(text=text, matches=(match,)))) == 1


def test_the_terms_of_a_clause_keep_their_places() -> None:
    text = "수술 후에는 통증이 있을 수 있으므로 진통제를 드시고 충분히 쉬어 주시기 바랍니다."
    term = Term(source="진통제", target="painkiller", source_language="ko", target_language="en")
    start = text.index("진통제")
    match = TermMatch(term=term, span=(start, start + 3), surface="진통제")
    _, second = clauses(Request(text=text, matches=(match,)))
    assert [second.text[slice(*moved.span)] for moved in second.matches] == ["진통제"]


def test_short_texts_are_not_cut() -> None:
    assert len(clauses(Request(text="아프지만 괜찮아요."))) == 1


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    model = next(m for m in find_models() if (m.source_language, m.target_language) == ("ko", "en"))
    return Decoder(load_package(model))


SOURCES = (
    "안면신경의 가지가 지나는 길을 정확히 알아야 안전하게 박리할 수 있습니다.",
    "붓기는 2주 정도면 대부분 가라앉습니다.",
    "수술 후 3일 동안은 냉찜질을 하루 네 번 해 주시고, 일주일이 지나면 온찜질로 바꾸어 주세요.",
    "실밥은 5일째와 7일째에 나누어 제거하며, 한 달 동안은 사우나를 피하셔야 합니다.",
    "왼쪽 볼에 20cc, 오른쪽 볼에 15cc의 지방을 이식했지만 좌우 차이가 남을 수 있습니다.",
)


def test_repair_never_adds_errors_and_says_what_it_mended(decoder: Decoder) -> None:
    requests = [Request(text=text) for text in SOURCES]
    outcomes = translate_with_terms(requests, decoder)

    def check(index: int, text: str, uses: tuple[TermUse, ...]) -> tuple[Finding, ...]:
        pair = Pair(
            source=SOURCES[index],
            target=text,
            source_language="ko",
            target_language="en",
            terms=uses,
        )
        return run_checks(pair)

    results = repair(requests, outcomes, check, decoder)
    mended = 0
    for index, (outcome, result) in enumerate(zip(outcomes, results, strict=True)):
        before = [f for f in check(index, outcome.text, outcome.uses) if f.severity == "error"]
        assert result.best.errors <= len(before)
        if not before:
            assert (result.best.text, result.repaired) == (outcome.text, ())
        assert set(result.repaired) <= {finding.check for finding in before}
        mended += bool(result.repaired)
    assert mended, "the sample has errors that another hypothesis mends"
