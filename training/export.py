"""From the network's weights to a CTranslate2 model of 8-bit integers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from ctranslate2.specs import TransformerSpec
from ctranslate2.specs.attention_spec import MultiHeadAttentionSpec
from ctranslate2.specs.common_spec import Activation, LayerNormSpec, LinearSpec
from torch import Tensor

from training.settings import Settings
from training.vocabulary import load_vocabulary, pieces, shortlist


def export_model(
    weights: dict[str, Tensor], settings: Settings, vocabulary: Path, folder: Path
) -> None:
    """Write the weights as a CTranslate2 model that ``ctranslate2.Translator`` can load.

    The first head of the last decoder layer, the guided one, is what ``return_attention`` gives.
    """
    spec = TransformerSpec.from_config(
        (settings.encoder_layers, settings.decoder_layers),
        settings.heads,
        pre_norm=True,
        activation=Activation.RELU,
        alignment_layer=-1,
        alignment_heads=1,
    )
    arrays = {name: weight.float().numpy() for name, weight in weights.items()}
    encoder, decoder = spec.encoder, spec.decoder
    for side in (encoder, decoder):
        side.scale_embeddings = True
    encoder.embeddings[0].weight = arrays["embedding.weight"]
    decoder.embeddings.weight = arrays["embedding.weight"]
    decoder.projection.weight = arrays["embedding.weight"]
    _norm(encoder.layer_norm, arrays, "encoder_norm")
    _norm(decoder.layer_norm, arrays, "decoder_norm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.{number}"
        _self_attention(layer.self_attention, arrays, name)
        _feed_forward(layer.ffn, arrays, name)
    for number, layer in enumerate(decoder.layer):
        name = f"decoder.{number}"
        _self_attention(layer.self_attention, arrays, name)
        _source_attention(layer.attention, arrays, name)
        _feed_forward(layer.ffn, arrays, name)

    tokens = pieces(load_vocabulary(vocabulary))
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_bos = False
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"  # noqa: S105
    spec.validate()
    spec.optimize(quantization="int8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    allowed = shortlist(tokens, settings.target)
    if allowed is not None:
        (folder / "vmap.txt").write_text(allowed, encoding="utf-8")


Arrays = dict[str, np.ndarray]


def _linear(spec: LinearSpec, arrays: Arrays, *names: str) -> None:
    spec.weight = np.concatenate([arrays[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([arrays[f"{name}.bias"] for name in names])


def _norm(spec: LayerNormSpec, arrays: Arrays, name: str) -> None:
    spec.gamma, spec.beta = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


def _self_attention(spec: MultiHeadAttentionSpec, arrays: Arrays, name: str) -> None:
    _norm(spec.layer_norm, arrays, f"{name}.attention_norm")
    attention = f"{name}.attention"
    _linear(spec.linear[0], arrays, f"{attention}.query", f"{attention}.key_value")
    _linear(spec.linear[1], arrays, f"{attention}.output")


def _source_attention(spec: MultiHeadAttentionSpec, arrays: Arrays, name: str) -> None:
    _norm(spec.layer_norm, arrays, f"{name}.source_norm")
    attention = f"{name}.source_attention"
    _linear(spec.linear[0], arrays, f"{attention}.query")
    _linear(spec.linear[1], arrays, f"{attention}.key_value")
    _linear(spec.linear[2], arrays, f"{attention}.output")


def _feed_forward(spec: object, arrays: Arrays, name: str) -> None:
    _norm(spec.layer_norm, arrays, f"{name}.feed_forward_norm")  # type: ignore[attr-defined]
    _linear(spec.linear_0, arrays, f"{name}.feed_forward.inner")  # type: ignore[attr-defined]
    _linear(spec.linear_1, arrays, f"{name}.feed_forward.output")  # type: ignore[attr-defined]
