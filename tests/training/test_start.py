"""A training run may begin from the weights of a package."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import pytest

from training.corpus import HERE, Pair, load_samples
from training.package import PackageError, Unpacked, unpack
from training.settings import recipe_of
from training.vocabulary import END, START, load_vocabulary

torch = pytest.importorskip("torch", reason="needs the extra: clinic-archive[training]")

PACKAGES = sorted(
    [*HERE.glob("start/*.argosmodel"), *HERE.parent.glob("pipeline/bundled/*.argosmodel")]
)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.stem)
def test_the_network_gives_a_translation_the_probability_that_ctranslate2_gives_it(
    package: Path, tmp_path: Path
) -> None:
    from training.network import Translator
    from training.start import starting_weights

    parts = unpack(package, tmp_path)
    network = Translator(recipe_of(f"{parts.source}-{parts.target}", tmp_path), 8000).eval()
    network.load_state_dict(starting_weights(parts.model))

    for pair, theirs in zip(_pairs(parts), _log_probabilities(parts), strict=True):
        source, target = _pieces(parts, pair)
        with torch.no_grad():
            states, _ = network(torch.tensor([[*source, END]]), torch.tensor([[START, *target]]))
            table = (states[0] @ network.embedding.weight.T).log_softmax(-1)
        ours = [float(table[i, piece]) for i, piece in enumerate([*target, END])]
        assert ours == pytest.approx(theirs, abs=0.01)


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    from training.start import starting_weights

    (tmp_path / "model.bin").write_bytes(b"\x05\0\0\0")

    with pytest.raises(PackageError, match=r"model\.bin: CTranslate2 format 5 cannot be read"):
        starting_weights(tmp_path)


def test_the_momentum_is_applied_as_pytorch_applies_it() -> None:
    from training.muon import Muon

    torch.manual_seed(1)
    ours = torch.nn.Parameter(torch.randn(48, 96))
    theirs = torch.nn.Parameter(ours.detach().clone())
    optimizers = (
        Muon([ours], 1e-2, 0.05, torch.float32),
        torch.optim.Muon([theirs], 1e-2, 0.05, adjust_lr_fn="match_rms_adamw"),
    )
    for _ in range(3):
        ours.grad = torch.randn(48, 96)
        theirs.grad = ours.grad.clone()
        for optimizer in optimizers:
            optimizer.step()

    assert torch.allclose(ours, theirs, atol=1e-3)


def _pairs(parts: Unpacked) -> list[Pair]:
    return load_samples(parts.source)[:40]


def _pieces(parts: Unpacked, pair: Pair) -> tuple[list[int], list[int]]:
    vocabulary = load_vocabulary(parts.vocabulary)
    korean, english = vocabulary.encode(pair.korean), vocabulary.encode(pair.english)
    return (korean, english) if parts.source == "ko" else (english, korean)


def _log_probabilities(parts: Unpacked) -> list[list[float]]:
    vocabulary = load_vocabulary(parts.vocabulary)
    translator = ctranslate2.Translator(str(parts.model), compute_type="float32")
    pieces = [
        [[vocabulary.id_to_piece(i) for i in side] for side in _pieces(parts, pair)]
        for pair in _pairs(parts)
    ]
    results = translator.score_batch([p[0] for p in pieces], [p[1] for p in pieces])
    return [result.log_probs for result in results]
