"""Sentences extracted from the sample pages against their references, beside peers.

A sentence counts where it is the same but for white space; the table gives F1 a page and an
adapter, and whether title, author, date and number of images are right. The peers are
trafilatura and the bare text of the page. What they give is cut into sentences twice, one a
line, and by our segmenter over all lines; the better one counts.

    python -m benchmarks.extraction [FOLDER...]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import trafilatura

from benchmarks.table import row
from pipeline.detect import detect_post
from pipeline.records import Block, Post, Segment
from pipeline.segment import segment_post
from sources.files import unplaced
from sources.page import Page
from sources.registry import extract_page

DATA = Path(__file__).parent.parent / "tests" / "data"
FAMILIES = tuple(DATA / name for name in ("naver", "wordpress", "web"))
PEERS = ("ours", "trafilatura", "get_text")

Counts = Sequence[int]
"""Sentences found rightly, found, and wanted."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs="*", type=Path, default=FAMILIES)
    totals: dict[tuple[str, str], list[int]] = {}
    print(f"{'page':<46}{'adapter':<11}{'ours':>8}{'trafilatura':>13}{'get_text':>10}  head")
    for folder in parser.parse_args().folders:
        for reference in sorted(folder.glob("*.ref.tsv")):
            name = reference.name.removesuffix(".ref.tsv")
            post, counts = measured(reference.with_name(f"{name}.html"), reference)
            for peer, count in counts.items():
                total = totals.setdefault((post.source, peer), [0, 0, 0])
                total[:] = [a + b for a, b in zip(total, count, strict=True)]
            right = head(post, reference.with_name(f"{name}.meta.json"))
            print(f"{name[:45]:<46}{post.source:<11}" + cells(counts.values()) + f"  {right}")
    for source in dict.fromkeys(source for source, _ in totals):
        rows = [total for (adapter, _), total in totals.items() if adapter == source]
        print(f"{'all pages':<46}{source:<11}" + cells(rows))
    found, beside = (", ".join(spread(totals, *peers)) for peers in (PEERS[:1], PEERS[1:]))
    row("sentences of the sample pages, F1, by adapter", found, beside)


def spread(totals: Mapping[tuple[str, str], Counts], *peers: str) -> Iterator[str]:
    """Yield, for each of `peers`, its lowest and highest F1 over the adapters."""
    for peer in peers:
        values = [f1(total) for (_, name), total in totals.items() if name == peer]
        yield f"{peer} {min(values):.3f} to {max(values):.3f}"


def measured(page: Path, reference: Path) -> tuple[Post, dict[str, Counts]]:
    """Return the post of a page, and how well each way finds the sentences of the reference."""
    wanted = [line.split("\t")[1] for line in reference.read_text("utf-8").splitlines()]
    seen = Page(unplaced(page.resolve().as_uri(), "2025-08-12T10:50:00Z"), page.read_bytes())
    post = extract_page(seen)
    found = trafilatura.extract(seen.text, include_comments=False) or ""
    ours = [segment.text for segment in segments(post)]
    return post, {
        "ours": compare(ours, wanted),
        "trafilatura": best(post, found.splitlines(), wanted),
        "get_text": best(post, seen.soup.get_text("\n").splitlines(), wanted),
    }


def segments(post: Post) -> list[Segment]:
    """The segments of a post; link cards are no text of the post."""
    texts = tuple(block for block in post.blocks if block.kind != "link")
    return list(segment_post(detect_post(msgspec.structs.replace(post, blocks=texts))))


def best(post: Post, lines: Iterable[str], wanted: Sequence[str]) -> Counts:
    """The better of two ways to cut a peer's lines (a table row is one) into sentences."""
    parts = (part for line in lines for part in line.removeprefix("- ").split("|"))
    inked = tuple(part.strip() for part in parts if part.strip())
    block = Block(kind="paragraph", lines=inked)
    run = msgspec.structs.replace(post, title="", blocks=(block,))
    reflowed = [segment.text for segment in segments(run)]
    return max((compare(list(inked), wanted), compare(reflowed, wanted)), key=f1)


def compare(found: Sequence[str], wanted: Sequence[str]) -> Counts:
    """Count the sentences that are the same but for white space; dashes and dots alone are none."""
    left, right = (
        Counter(bare for text in texts if re.search(r"\w", bare := re.sub(r"\s", "", text)))
        for texts in (found, wanted)
    )
    return (left & right).total(), left.total(), right.total()


def f1(counts: Counts) -> float:
    right, found, wanted = counts
    return 2 * right / (found + wanted) if found + wanted else 0.0


def cells(rows: Iterable[Counts]) -> str:
    ours, second, third = (f1(counts) for counts in rows)
    return f"{ours:>8.4f}{second:>13.4f}{third:>10.4f}"


def head(post: Post, path: Path) -> str:
    """What of the head of the post is wrong, or `ok`; a bare date is midnight in the reference."""
    meta = json.loads(path.read_text("utf-8"))
    published = post.published or ""
    got = {
        "title": post.title,
        "author": post.author,
        "published": published if "T" in published else f"{published}T00:00:00+09:00",
        "image_count": sum(block.kind == "image" for block in post.blocks),
    }
    return ", ".join(name for name, value in got.items() if meta[name] != value) or "ok"


if __name__ == "__main__":
    main()
