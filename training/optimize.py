"""The optimizers and the learning rate: Muon for the matrices, AdamW for all other weights.

Muon orthogonalizes the momentum of each weight matrix, which learns in fewer steps from the same
data. Weights are kept in single precision beside those the network computes with.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from training.muon import Muon
from training.settings import Settings


def number_format() -> torch.dtype:
    """bfloat16 where the processor multiplies matrices in it, else single precision."""
    able = torch.cpu.get_capabilities()
    fast = any(able.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return torch.bfloat16 if fast else torch.float32


class Weights:
    """Single-precision weights of a network, their optimizers, and their running average."""

    def __init__(self, network: nn.Module, settings: Settings) -> None:
        self.settings = settings
        self.working = dict(network.named_parameters())
        self.master = {
            name: nn.Parameter(weight.detach().float().clone())
            for name, weight in self.working.items()
        }
        self.average = {name: weight.detach().clone() for name, weight in self.master.items()}
        matrices: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for name, weight in self.master.items():
            is_matrix = weight.ndim == 2 and not name.startswith("embedding")
            (matrices if is_matrix else others).append(weight)
        self.optimizers: list[torch.optim.Optimizer] = [
            Muon(matrices, settings.matrix_rate, settings.weight_decay, number_format()),
            torch.optim.AdamW(
                others, lr=settings.other_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
            ),
        ]

    @torch.no_grad()
    def step(self, number: int) -> float:
        """Apply the gradients to the weights; returns the rate as a share of its peak."""
        share = rate_share(number, self.settings)
        for name, weight in self.working.items():
            gradient = weight.grad
            self.master[name].grad = None if gradient is None else gradient.float()
            weight.grad = None
        peaks = (self.settings.matrix_rate, self.settings.other_rate)
        for optimizer, peak in zip(self.optimizers, peaks, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = peak * share
            optimizer.step()
        decay = min(self.settings.average_decay, (number + 1) / (number + 10))
        torch._foreach_lerp_(list(self.average.values()), list(self.master.values()), 1 - decay)
        torch._foreach_copy_(list(self.working.values()), list(self.master.values()))
        return share

    def state(self) -> dict[str, Any]:
        """All that ``restore`` needs to go on as if never stopped."""
        return {
            "master": {name: weight.detach() for name, weight in self.master.items()},
            "average": self.average,
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
        }

    @torch.no_grad()
    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a saved state."""
        for mine, saved in ((self.master, state["master"]), (self.average, state["average"])):
            for name, weight in saved.items():
                mine[name].copy_(weight)
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        torch._foreach_copy_(list(self.working.values()), list(self.master.values()))


def cooldown_start(settings: Settings) -> int:
    """The step at which the rate begins to fall to zero."""
    return round(settings.steps * (1 - settings.cooldown_share))


def rate_share(step: int, settings: Settings) -> float:
    """The learning rate as a share of its peak: warm-up, plateau, linear cool-down."""
    warm = min(1.0, (step + 1) / settings.warmup_steps)
    start = cooldown_start(settings)
    if step < start:
        return warm
    return warm * max(0.0, (settings.steps - step) / (settings.steps - start))


def as_tensors(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Detached copies, for an export that must not change with training."""
    return {name: weight.detach().clone() for name, weight in weights.items()}
