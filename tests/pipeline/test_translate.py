from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from glossary.load import builtin
from pipeline.decode import Decoders
from pipeline.detect import detect
from pipeline.errors import MissingModelError
from pipeline.glossaries import all_matchers
from pipeline.models import Model, find_models
from pipeline.records import Piece, Segment, Translation
from pipeline.translate import Job, Translator

MATCHERS = all_matchers(builtin(), "en")


def segment(text: str, language: str = "") -> Segment:
    return Segment(
        id="s",
        block=0,
        text=text,
        language=language or detect(text).language,
        pieces=(Piece(line=0, start=0, end=len(text)),),
    )


def translator(threads: int = 0) -> Translator:
    return Translator("en", find_models("bundled"), Decoders(threads), tool="test")


def translated(
    texts: Sequence[str], by: Translator | None = None, threads: int = 0
) -> list[Translation]:
    by = by or translator(threads)
    segments = [segment(text) for text in texts]
    decoded = [by.text(segment, MATCHERS) for segment in segments]
    remembered = by.decode(text for text in decoded if text is not None)
    return [by.finish(Job(s, t), remembered) for s, t in zip(segments, decoded, strict=True)]


def test_each_sentence_has_its_translation_and_its_signature(sentences: tuple[str, ...]) -> None:
    results = translated(sentences)
    assert [result.segment.text for result in results] == list(sentences)
    for result in results:
        assert result.status == "machine"
        assert result.text
        assert result.signature.startswith("model:ko_en-clinic-0.4@")
        assert "|beam:4|glossary:" in result.signature
        assert result.signature.endswith("|cx:test")


def test_translations_do_not_depend_on_company_order_or_threads(sentences: tuple[str, ...]) -> None:
    together = {result.segment.text: result for result in translated(sentences, threads=2)}
    shuffled = list(sentences)
    random.Random(7).shuffle(shuffled)
    for result in translated(shuffled[:5], threads=1):
        assert result == together[result.segment.text]
    assert translated(sentences[3:4]) == [together[sentences[3]]]


def test_a_repeated_text_is_decoded_once() -> None:
    by = translator()
    texts = [by.text(segment(t), MATCHERS) for t in ("감사합니다.", "안녕하세요.", "감사합니다.")]
    assert texts[0] == texts[2]
    decoded = by.decode(text for text in texts if text is not None)
    assert len(decoded) == 2


def test_what_is_in_the_target_language_or_has_no_letters_is_passed_through() -> None:
    results = translated(["The SMAS layer is fixed to firm fascia.", "10:00 ~ 19:00"])
    assert [(r.status, r.text, r.signature) for r in results] == [
        ("untranslated", "The SMAS layer is fixed to firm fascia.", ""),
        ("untranslated", "10:00 ~ 19:00", ""),
    ]


def test_a_language_that_leads_nowhere_is_left_as_it_is_and_told() -> None:
    (result,) = translated(["手術の後は腫れが出ることがあります。"])
    assert result.status == "untranslated"
    assert [finding.message for finding in result.findings] == [
        "No package leads from ja to en; left as it is."
    ]


def test_asking_for_a_missing_pair_names_it() -> None:
    with pytest.raises(MissingModelError, match="'ja' to 'en'"):
        translator().route("ja")


def test_a_chain_of_packages_pivots(model: Model, tmp_path: object) -> None:
    """English to English by way of a second package cannot be; Korean by two hops can."""
    import msgspec

    back = msgspec.structs.replace(model, source_language="en", target_language="es", name="pivot")
    chained = Translator("es", [model, back], Decoders(), tool="test")
    (result,) = translated(["안녕하세요."], chained)
    assert "+pivot-0.4@" in result.signature
    assert result.text
