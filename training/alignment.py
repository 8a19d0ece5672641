"""Word alignment of the pieces with eflomal: which source pieces a target piece comes from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

Link = tuple[int, int]
_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def align(
    sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> Iterator[set[Link]]:
    """Yield the symmetrized links (source position, target position) of each sentence pair.

    eflomal samples alignments with a Bayesian model of IBM 1, word order and fertility, once in
    each direction; the two are joined by ``grow_diagonal``.
    """
    from eflomal import Aligner  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with tempfile.TemporaryDirectory() as folder:
        forward, backward = Path(folder, "forward"), Path(folder, "backward")
        Aligner().align(
            _lines(sources),
            _lines(targets),
            links_filename_fwd=str(forward),
            links_filename_rev=str(backward),
            quiet=True,
        )
        with forward.open() as ahead, backward.open() as back:
            for one, other in zip(ahead, back, strict=True):
                yield grow_diagonal(_links(one), _links(other))


def grow_diagonal(forward: set[Link], backward: set[Link]) -> set[Link]:
    """Join two one-way alignments (Och and Ney's grow-diag-final-and).

    It starts from the links both have, adds neighbouring links of either while they reach a
    position that has none, then those of either that join two positions without any.
    """
    joined, union = forward & backward, forward | backward
    sources = {source for source, _ in joined}
    targets = {target for _, target in joined}
    frontier = sorted(joined)
    while frontier:
        source, target = frontier.pop()
        for down, right in _NEIGHBOURS:
            link = (source + down, target + right)
            new = link[0] not in sources or link[1] not in targets
            if new and link in union and link not in joined:
                joined.add(link)
                sources.add(link[0])
                targets.add(link[1])
                frontier.append(link)
    for link in sorted(union - joined):
        if link[0] not in sources and link[1] not in targets:
            joined.add(link)
            sources.add(link[0])
            targets.add(link[1])
    return joined


def _lines(sentences: Iterable[Sequence[int]]) -> list[str]:
    return [" ".join(map(str, sentence)) + "\n" for sentence in sentences]


def _links(line: str) -> set[Link]:
    return {(int(a), int(b)) for a, b in (link.split("-") for link in line.split())}
