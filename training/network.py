"""The network: a pre-norm Transformer whose numbers CTranslate2 can run as they are.

One table of embeddings serves source, target and output. Positions are the sinusoids that
CTranslate2 computes itself (positions from 1, sines then cosines), so none is stored.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.settings import Settings
from training.vocabulary import PAD

NEVER = -10_000.0


class MaskPool(nn.Module):
    """Dropout whose masks are cut at random from one pool: on a CPU a fifth of the time saved."""

    POOL = 1 << 24

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self._pool: Tensor | None = None

    def forward(self, values: Tensor) -> Tensor:
        """Drop values at the rate and scale the others, in training only."""
        if not self.training or not self.rate:
            return values
        if self._pool is None or self._pool.dtype != values.dtype:
            kept = torch.rand(self.POOL) >= self.rate
            self._pool = kept.to(values.dtype) / (1 - self.rate)
        size = values.numel()
        start = int(torch.randint(self.POOL - size, ()))
        return values * self._pool[start : start + size].view(values.shape)


class Attention(nn.Module):
    """Multi-head attention of ``queries`` over ``memory``."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.output = nn.Linear(width, width)

    def forward(self, queries: Tensor, memory: Tensor, forbidden: Tensor) -> Tensor:
        """Attend; ``forbidden`` is added to the scores: 0, or -10,000 where not to look.

        Written out, because PyTorch's fused attention is slower on short sentences on a CPU.
        """
        query, key, value = self._project(queries, memory)
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + forbidden
        mixed = scores.softmax(-1) @ value
        output: Tensor = self.output(mixed.transpose(1, 2).flatten(2))
        return output

    def first_head(self, queries: Tensor, memory: Tensor, forbidden: Tensor) -> Tensor:
        """Log-probabilities (batch, queries, memory) of what the first head looks at."""
        size = queries.shape[-1] // self.heads
        query = functional.linear(queries, self.query.weight[:size], self.query.bias[:size])
        key = functional.linear(memory, self.key_value.weight[:size], self.key_value.bias[:size])
        scores = (query @ key.transpose(1, 2)).float() / math.sqrt(size)
        return (scores + forbidden[:, 0]).log_softmax(-1)

    def _project(self, queries: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        key, value = self.key_value(memory).chunk(2, -1)
        parts = []
        for part in (self.query(queries), key, value):
            parts.append(part.unflatten(-1, (self.heads, -1)).transpose(1, 2))
        return parts[0], parts[1], parts[2]


class FeedForward(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, width: int, inner: int, dropout: MaskPool) -> None:
        super().__init__()
        self.inner = nn.Linear(width, inner)
        self.output = nn.Linear(inner, width)
        self.dropout = dropout

    def forward(self, values: Tensor) -> Tensor:
        """Apply the layers to each position."""
        output: Tensor = self.output(self.dropout(functional.relu(self.inner(values))))
        return output


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each behind a layer norm and added to its input."""

    def __init__(self, settings: Settings, dropout: MaskPool) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(settings.width)
        self.attention = Attention(settings.width, settings.heads)
        self.feed_forward_norm = nn.LayerNorm(settings.width)
        self.feed_forward = FeedForward(settings.width, settings.feed_forward, dropout)
        self.dropout = dropout

    def forward(self, values: Tensor, padding: Tensor) -> Tensor:
        """Encode one layer further."""
        normed = self.attention_norm(values)
        values = values + self.dropout(self.attention(normed, normed, padding))
        added: Tensor = self.dropout(self.feed_forward(self.feed_forward_norm(values)))
        return values + added


class DecoderLayer(nn.Module):
    """Causal self-attention, attention over the source, and feed-forward."""

    def __init__(self, settings: Settings, dropout: MaskPool) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(settings.width)
        self.attention = Attention(settings.width, settings.heads)
        self.source_norm = nn.LayerNorm(settings.width)
        self.source_attention = Attention(settings.width, settings.heads)
        self.feed_forward_norm = nn.LayerNorm(settings.width)
        self.feed_forward = FeedForward(settings.width, settings.feed_forward, dropout)
        self.dropout = dropout

    def forward(
        self, values: Tensor, future: Tensor, memory: Tensor, padding: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Decode one layer further; also returns what the source attention was asked."""
        normed = self.attention_norm(values)
        values = values + self.dropout(self.attention(normed, normed, future))
        queries = self.source_norm(values)
        values = values + self.dropout(self.source_attention(queries, memory, padding))
        values = values + self.dropout(self.feed_forward(self.feed_forward_norm(values)))
        return values, queries


class Translator(nn.Module):
    """The whole network up to the last layer norm; the output layer is ``embedding`` itself."""

    def __init__(self, settings: Settings, vocabulary_size: int) -> None:
        super().__init__()
        self.width = settings.width
        self.embedding = nn.Embedding(vocabulary_size, settings.width, padding_idx=PAD)
        nn.init.normal_(self.embedding.weight, std=settings.width**-0.5)
        dropout = MaskPool(settings.dropout)
        self.dropout = dropout
        self.encoder = nn.ModuleList(
            EncoderLayer(settings, dropout) for _ in range(settings.encoder_layers)
        )
        self.encoder_norm = nn.LayerNorm(settings.width)
        self.decoder = nn.ModuleList(
            DecoderLayer(settings, dropout) for _ in range(settings.decoder_layers)
        )
        self.decoder_norm = nn.LayerNorm(settings.width)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, source: Tensor, decoder_input: Tensor) -> tuple[Tensor, Tensor]:
        """Run source and decoder input (batch, length) through the network.

        Returns:
            The states before the output layer (batch, length, width), and the log-probabilities
            of the guided head (batch, target length, source length).
        """
        values = self._embed(source)
        padding = (source == PAD)[:, None, None, :].to(values.dtype) * NEVER
        for layer in self.encoder:
            values = layer(values, padding)
        memory = self.encoder_norm(values)
        values = self._embed(decoder_input)
        queries = values
        length = decoder_input.shape[1]
        future = torch.full((length, length), NEVER, dtype=values.dtype).triu(1)
        for layer in self.decoder:
            values, queries = layer(values, future, memory, padding)
        last = self.decoder[-1]
        assert isinstance(last, DecoderLayer)
        guided = last.source_attention.first_head(queries, memory, padding)
        return self.decoder_norm(values), guided

    def _embed(self, pieces: Tensor) -> Tensor:
        values = self.embedding(pieces) * math.sqrt(self.width)
        positions = sinusoids(pieces.shape[1], self.width).to(values.dtype)
        embedded: Tensor = self.dropout(values + positions)
        return embedded


def sinusoids(length: int, width: int) -> Tensor:
    """The position encodings (length, width) that CTranslate2 adds when a model stores none."""
    step = math.log(10_000) / (width // 2 - 1)
    rates = torch.exp(torch.arange(width // 2) * -step)
    angles = torch.arange(1, length + 1)[:, None] * rates
    return torch.cat((angles.sin(), angles.cos()), dim=1)
