"""What training minimizes: smoothed cross-entropy and the guided head's distance to the links."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

CHUNK = 512


class SmoothedCrossEntropy(torch.autograd.Function):
    """Mean label-smoothed cross-entropy of ``states @ table.T`` against the targets.

    The logits of all positions at once would not fit a processor's cache, so they are made, used
    for loss and gradient, and dropped, ``CHUNK`` positions at a time.
    """

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, table: Tensor, targets: Tensor, smoothing: float
    ) -> Tensor:
        """Return the mean loss in nats a piece; ``states`` (positions, width)."""
        count, size = states.shape[0], table.shape[0]
        states_grad = torch.empty_like(states)
        table_grad = torch.zeros(table.shape)
        total = torch.zeros(())
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            logits = (states[part] @ table.t()).float()
            chosen = targets[part, None]
            normalizer = logits.logsumexp(-1, keepdim=True)
            right = logits.gather(1, chosen)
            mean = logits.mean(-1, keepdim=True)
            total += (normalizer - (1 - smoothing) * right - smoothing * mean).sum()
            gradient = logits.sub_(normalizer).exp_().sub_(smoothing / size)
            gradient.scatter_add_(1, chosen, torch.full_like(right, smoothing - 1))
            small = gradient.to(states.dtype)
            states_grad[part] = small @ table
            table_grad += (small.t() @ states[part]).float()
        ctx.save_for_backward(states_grad, table_grad.to(table.dtype))
        ctx.count = count
        return total / count

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """Scale the gradients made on the way forward."""
        states_grad, table_grad = ctx.saved_tensors
        factor = scale / ctx.count
        return states_grad * factor, table_grad * factor, None, None


def guided_loss(log_attention: Tensor, guide: Tensor) -> Tensor:
    """Mean of -log P(linked source piece) over the links of a batch; 0 without links.

    Args:
        log_attention: (batch, target, source) of the guided head.
        guide: (links, 3): sentence, target position, source position.
    """
    if not len(guide):
        return log_attention.new_zeros(())
    return -log_attention[guide[:, 0], guide[:, 1], guide[:, 2]].mean()
