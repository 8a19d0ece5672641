"""Begin from the weights of a package: a CTranslate2 model read back into the training network.

``model.bin`` holds, little-endian: the version of the format, the name and the revision of the
specification, the variables (name, shape, type, bytes) and the aliases of variables. A matrix of
8-bit integers has beside it a scale for each row, by which the row is divided.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training.package import PackageError

Arrays = dict[str, npt.NDArray[Any]]

_FORMAT = 6
_TYPES = tuple(map(np.dtype, ("<f4", "<i1", "<i2", "<i4", "<f2")))
_WEIGHT = re.compile(r"(encoder|decoder)/(?:layer_(\d+)/)?(.+)/(weight|bias|gamma|beta)")
_KINDS = {"gamma": "weight", "beta": "bias"}
_PARTS = {
    "self_attention/layer_norm": ("attention_norm",),
    "self_attention/linear_0": ("attention.query", "attention.key_value"),
    "self_attention/linear_1": ("attention.output",),
    "attention/layer_norm": ("source_norm",),
    "attention/linear_0": ("source_attention.query",),
    "attention/linear_1": ("source_attention.key_value",),
    "attention/linear_2": ("source_attention.output",),
    "ffn/layer_norm": ("feed_forward_norm",),
    "ffn/linear_0": ("feed_forward.inner",),
    "ffn/linear_1": ("feed_forward.output",),
}
"""The parts of a layer in CTranslate2, and what ``network.Translator`` calls them."""


def starting_weights(model: Path) -> dict[str, torch.Tensor]:
    """The weights of ``network.Translator`` in a CTranslate2 model folder that ``export`` wrote.

    Raises:
        PackageError: ``model.bin`` is in a format that this does not read.
    """
    weights: Arrays = {}
    for name, array in read_variables(model / "model.bin").items():
        if name == "decoder/embeddings/weight":
            weights["embedding.weight"] = array
        elif found := _WEIGHT.fullmatch(name):
            side, layer, part, kind = found.groups()
            kind = _KINDS.get(kind, kind)
            if layer is None:
                weights[f"{side}_norm.{kind}"] = array
                continue
            names = _PARTS[part]
            rows = np.split(array, [len(array) // 3]) if len(names) == 2 else [array]
            for inner, values in zip(names, rows, strict=True):
                weights[f"{side}.{layer}.{inner}.{kind}"] = values
    return {name: torch.from_numpy(array.copy()) for name, array in weights.items()}


def read_variables(path: Path) -> Arrays:
    """The variables of a CTranslate2 model by their names, 8-bit integers scaled back.

    Raises:
        PackageError: the file is of another version of the format.
    """
    file = _Reader(path.read_bytes())
    version = file.number("<I")
    if version != _FORMAT:
        raise PackageError(f"{path}: CTranslate2 format {version} cannot be read, only {_FORMAT}")
    file.text()
    file.number("<I")
    variables = dict(file.variable() for _ in range(file.number("<I")))
    for name in [name for name in variables if f"{name}_scale" in variables]:
        variables[name] = variables[name] / variables.pop(f"{name}_scale")[:, None]
    return variables


class _Reader:
    """Reads the fields of ``model.bin`` one after another."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack(kind, self._take(struct.calcsize(kind)))
        return int(value)

    def text(self) -> str:
        return self._take(self.number("<H")).rstrip(b"\0").decode()

    def variable(self) -> tuple[str, npt.NDArray[Any]]:
        name = self.text()
        shape = [self.number("<I") for _ in range(self.number("<B"))]
        kind = _TYPES[self.number("<B")]
        return name, np.frombuffer(self._take(self.number("<I")), kind).reshape(shape)

    def _take(self, count: int) -> bytes:
        start, self._place = self._place, self._place + count
        return self._data[start : self._place]
