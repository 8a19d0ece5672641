"""Sentence boundaries of the sample posts against their references.

Each post is extracted, reflowed and segmented; the ends of its segments are compared with the
ends of the sentences of its `.ref.tsv`. The words of both are aligned first, so that a word one
side leaves out costs only the boundaries at it. Peers on the same lines: one sentence a visual
line, and one a run of lines.

    python -m benchmarks.segmentation [FOLDER]
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import row
from pipeline.detect import detect_post
from pipeline.records import Post
from pipeline.segment import segment_post
from sources.files import unplaced
from sources.registry import extract

SAMPLES = Path(__file__).parent.parent / "tests" / "data" / "naver"

Splitter = Callable[[Post], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    folder = parser.parse_args().folder
    splitters: dict[str, Splitter] = {"ours": ours, "lines": by_line, "runs": by_run}
    totals = {name: [0, 0, 0] for name in splitters}
    print(f"{'page':<30}" + "".join(f"{name + ' F1':>12}" for name in splitters))
    for page in sorted(folder.glob("*.html")):
        reference = page.with_suffix(".ref.tsv")
        if not reference.exists() or "se-main-container" not in page.read_text("utf-8"):
            continue
        post = extracted(page)
        wanted = [line.split("\t")[1] for line in reference.read_text("utf-8").splitlines()]
        cells = []
        for name, split in splitters.items():
            counts = compare(split(post), wanted)
            totals[name] = [a + b for a, b in zip(totals[name], counts, strict=True)]
            cells.append(f"{f1(counts):>12.4f}")
        print(f"{page.stem:<30}" + "".join(cells))
    print(f"{'all':<30}" + "".join(f"{f1(totals[name]):>12.4f}" for name in splitters))
    ours_f1, line, run = (f"{f1(totals[name]):.3f}" for name in splitters)
    beside = f"a sentence a line {line}, a sentence a paragraph {run}"
    row("sentence boundaries of the sample posts, F1", ours_f1, beside)


def extracted(page: Path) -> Post:
    """Return the post in the saved page `page`."""
    capture = unplaced(page.resolve().as_uri(), "2025-11-22T00:00:00Z")
    return detect_post(extract(capture, page.read_bytes()))


def ours(post: Post) -> list[str]:
    return [
        segment.text
        for segment in segment_post(post)
        if segment.block < 0 or post.blocks[segment.block].kind != "link"
    ]


def by_line(post: Post) -> list[str]:
    return [post.title, *(line for b in post.blocks if b.kind != "link" for line in b.lines)]


def by_run(post: Post) -> list[str]:
    return [post.title, *(" ".join(b.lines) for b in post.blocks if b.lines and b.kind != "link")]


def compare(found: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return how many boundaries agree, how many were found, and how many are wanted."""
    left, left_ends = words_and_ends(found)
    right, right_ends = words_and_ends(wanted)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    place = {
        a + offset: b + offset
        for a, b, size in matcher.get_matching_blocks()
        for offset in range(size)
    }
    agreed = sum(place.get(end) in right_ends for end in left_ends)
    return [agreed, len(left_ends), len(right_ends)]


def words_and_ends(sentences: Sequence[str]) -> tuple[list[str], set[int]]:
    words: list[str] = []
    ends: set[int] = set()
    for sentence in sentences:
        words.extend(sentence.split())
        ends.add(len(words) - 1)
    return words, ends


def f1(counts: Sequence[int]) -> float:
    agreed, found, wanted = counts
    return 2 * agreed / (found + wanted) if found + wanted else 0.0


if __name__ == "__main__":
    main()
