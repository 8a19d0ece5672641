from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decode import Decoder, batches
from pipeline.models import Model, load_package


@pytest.fixture(scope="session")
def one_thread(model: Model) -> Decoder:
    return Decoder(load_package(model), threads=1)


def test_a_sentence_is_translated(decoder: Decoder) -> None:
    (hypotheses,) = decoder.translate([decoder.encode("안녕하세요.")])
    assert decoder.decode(hypotheses[0].pieces) == "Hello."


def test_hypotheses_come_best_first(decoder: Decoder) -> None:
    source = decoder.encode("실밥은 수술 후 7일째에 제거합니다.")
    (hypotheses,) = decoder.translate([source], n_best=4)
    assert [h.score for h in hypotheses] == sorted((h.score for h in hypotheses), reverse=True)
    assert len({h.pieces for h in hypotheses}) == 4


def test_the_attention_of_a_translation_has_a_row_a_piece_and_sums_to_one(decoder: Decoder) -> None:
    source = decoder.encode("실밥은 수술 후 7일째에 제거합니다.")
    (hypotheses,) = decoder.translate([source], n_best=4)
    weights = decoder.attention([source] * 4, [h.pieces for h in hypotheses])
    for hypothesis, rows in zip(hypotheses, weights, strict=True):
        assert len(rows) == len(hypothesis.pieces)
        assert all(len(row) == len(source) for row in rows)
        assert all(abs(sum(row) - 1) < 1e-3 for row in rows)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_translation_is_the_same_alone_in_any_batch_and_order_and_on_any_threads(
    data: st.DataObject, decoder: Decoder, one_thread: Decoder, sentences: tuple[str, ...]
) -> None:
    batch = data.draw(st.lists(st.sampled_from(sentences), min_size=1, max_size=12))
    chosen = data.draw(st.integers(0, len(batch) - 1))
    sources = [decoder.encode(text) for text in batch]
    alone = decoder.translate([sources[chosen]])[0][0]
    assert decoder.translate(sources)[chosen][0] == alone
    assert one_thread.translate(sources)[chosen][0] == alone
    assert decoder.translate(sources[::-1])[len(batch) - 1 - chosen][0] == alone


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3))),
    st.integers(min_value=1, max_value=200),
)
def test_batches_hold_every_index_once_and_one_length_each(
    lengths: list[tuple[int, int]], size: int
) -> None:
    groups = list(batches(lengths, size))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    for group in groups:
        assert len({lengths[i] for i in group}) == 1
        assert len(group) == 1 or sum(lengths[i][0] for i in group) <= size


def test_the_attention_of_a_source_does_not_depend_on_its_batch(
    decoder: Decoder, sentences: tuple[str, ...]
) -> None:
    sources = [decoder.encode(sentence) for sentence in sentences * 4]
    targets = [hypotheses[0].pieces for hypotheses in decoder.translate(sources)]
    together = decoder.attention(sources, targets)
    for source, target, rows in zip(sources, targets, together, strict=True):
        assert decoder.attention([source], [target]) == [rows]


@pytest.fixture
def shortlisted(model: Model, tmp_path: Path) -> Iterator[Callable[[str | None], Decoder]]:
    """Loads a copy of the package with a `vmap.txt` of the given lines, or without one."""
    folder = tmp_path / Path(model.path).name
    shutil.copytree(model.path, folder)

    def load(lines: str | None) -> Decoder:
        file = folder / "model" / "vmap.txt"
        file.unlink(missing_ok=True)
        if lines is not None:
            file.write_text(lines, encoding="utf-8")
        return Decoder(load_package(msgspec.structs.replace(model, path=str(folder))))

    yield load


def test_a_shortlist_that_is_alike_for_every_source_is_kept_to(
    shortlisted: Callable[[str | None], Decoder], decoder: Decoder
) -> None:
    allowed = {"▁Hello", "▁the", "."}
    limited = shortlisted("\t" + " ".join([*allowed, "</s>"]) + "\n")
    for hypotheses in limited.translate([decoder.encode("붓기는 2주 안에 빠집니다.")], n_best=2):
        assert all(set(hypothesis.pieces) <= allowed for hypothesis in hypotheses)


def test_a_shortlist_that_would_make_texts_depend_on_their_batch_is_not_used(
    shortlisted: Callable[[str | None], Decoder],
) -> None:
    whole = shortlisted(None)
    source = whole.encode("안녕하세요.")
    limited = shortlisted(f"{source[0]}\t▁the </s>\n")
    assert limited.translate([source]) == whole.translate([source])
