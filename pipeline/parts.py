"""Requests cut into parts that are translated one by one, and their translations joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from glossary.terms import TermMatch
from pipeline.decode import MAX_PIECES, Decoder
from pipeline.drafts import Outcome, Request
from pipeline.records import TermUse


def fitting(request: Request, decoder: Decoder) -> list[Request]:
    """Return the parts of `request` that the package can take, in order; mostly the whole.

    A tokenizer spells signs that it does not know byte by byte, so that a short text may be too
    long. It is cut where a word ends, near its middle, and nowhere inside a term.
    """
    text = request.text
    if len(text.encode()) < MAX_PIECES or len(decoder.encode(text)) <= MAX_PIECES:
        return [request]
    spans = [match.span for match in request.matches]
    cuts = [
        cut for cut in range(1, len(text)) if not any(start < cut < end for start, end in spans)
    ]
    if not cuts:
        return [request]
    cut = min(cuts, key=lambda at: (not text[at - 1].isspace(), abs(at - len(text) // 2)))
    before = Request(text=text[:cut].rstrip(), matches=within(request.matches, 0, cut))
    after = Request(text=text[cut:], matches=within(request.matches, cut, len(text)))
    return [*fitting(before, decoder), *fitting(after, decoder)]


def within(matches: Iterable[TermMatch], start: int, end: int) -> tuple[TermMatch, ...]:
    """Return those of `matches` that lie between two positions, moved as if it began there."""
    return tuple(
        msgspec.structs.replace(match, span=(match.span[0] - start, match.span[1] - start))
        for match in matches
        if start <= match.span[0] and match.span[1] <= end
    )


def joined(request: Request, pieces: Sequence[Request], outcomes: Sequence[Outcome]) -> Outcome:
    """Join the translations of parts as sentences, their spans moved to the whole."""
    text, start = "", 0
    uses: list[TermUse] = []
    for piece, outcome in zip(pieces, outcomes, strict=True):
        start = request.text.index(piece.text, start)
        text = f"{text} " if text else ""
        uses += [_moved(use, start, len(text)) for use in outcome.uses]
        text += outcome.text if outcome.text[-1:] in ".?!" else f"{outcome.text}."
        start += len(piece.text)
    score = sum(outcome.score for outcome in outcomes) / len(outcomes)
    return Outcome(text=text, score=score, uses=tuple(uses))


def _moved(use: TermUse, source: int, target: int) -> TermUse:
    span = use.target_span
    return msgspec.structs.replace(
        use,
        source_span=(use.source_span[0] + source, use.source_span[1] + source),
        target_span=span and (span[0] + target, span[1] + target),
    )
