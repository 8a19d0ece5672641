"""Muon: momentum whose matrix is made orthogonal before it is applied to a weight matrix.

PyTorch's own computes in bfloat16 on every processor, which takes a hundred times as long where
the processor has no instructions for it; this one computes in the format it is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
ROUNDS = 5
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""The quintic of Keller Jordan's Muon: in five rounds it brings all singular values near one."""
UPDATE_SIZE = 0.2
"""Root mean square of an update at rate 1, like AdamW's (Liu et al. 2025)."""


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalized; with decoupled weight decay. For matrices only."""

    def __init__(
        self,
        matrices: Iterable[nn.Parameter],
        rate: float,
        decay: float,
        number_format: torch.dtype,
    ) -> None:
        super().__init__(matrices, {"lr": rate, "weight_decay": decay})
        self._format = number_format

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        """Update every matrix that has a gradient."""
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                state = self.state[matrix]
                if not state:
                    state["momentum_buffer"] = torch.zeros_like(matrix)
                momentum = state["momentum_buffer"].lerp_(matrix.grad, 1 - MOMENTUM)
                update = orthogonalize(matrix.grad.lerp(momentum, MOMENTUM).to(self._format))
                size = UPDATE_SIZE * math.sqrt(max(matrix.shape))
                matrix.mul_(1 - group["lr"] * group["weight_decay"])
                matrix.add_(update.to(matrix.dtype), alpha=-group["lr"] * size)


def orthogonalize(matrix: Tensor) -> Tensor:
    """A matrix with the same singular vectors and all singular values near one."""
    tall = matrix.shape[0] > matrix.shape[1]
    wide = matrix.T if tall else matrix
    wide = wide / wide.norm().clamp(min=1e-7)
    linear, cubic, quintic = COEFFICIENTS
    for _ in range(ROUNDS):
        gram = wide @ wide.T
        gram = torch.addmm(gram, gram, gram, beta=cubic, alpha=quintic)
        wide = torch.addmm(wide, gram, wide, beta=linear)
    return wide.T if tall else wide
