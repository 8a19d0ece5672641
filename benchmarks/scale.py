"""What a build costs as an archive grows, and what it costs again when little or nothing changed.

    python -m benchmarks.scale [--posts N ...] [--sentences N]

For each size: a first build of synthetic posts, whose sentences are drawn whole from the samples,
so that there are only some 300 texts to decode and the other stages are what is measured; then,
each in a fresh process, a build and a `check` of the unchanged archive, beside `os.stat` of all
its files in the same run; a build after one post was captured anew with other sentences, and one
after one entry of the archive's glossary was changed. All times are wall seconds, `CPU` is
processor seconds of the first build, `peak` the largest resident memory of a process.

The default sizes take about four minutes on two cores. Time grows with the sentences of a post:
measure a small size of the same length before you start a large one. 1k, 10k and 100k posts:

    python -m benchmarks.scale --posts 1000 10000 100000 --sentences 5
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.command import Run, clinic_archive
from benchmarks.synthetic import SENTENCES_A_POST, capture, pages
from benchmarks.table import machine, row
from pipeline.archive import CONFIG, Archive
from pipeline.stamp import utc
from sources.warc_writer import CaptureWriter

GLOSSARY = "own.ko-en.tsv"
TERM = "회복"


class Cost(NamedTuple):
    """What the builds of one size cost; see the head of the module."""

    posts: int
    first: Run
    again: Run
    check: Run
    stat: float
    files: int
    post: Run
    entry: Run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--sentences", type=int, default=SENTENCES_A_POST, help="in a post")
    options = parser.parse_args()
    print(f"{machine()}\n{options.sentences} sentences a post\n")
    heads = ("posts", "first", "CPU", "decoded", "peak MB", "again", "check", "stat", "files")
    print("{:>8}{:>9}{:>9}{:>9}{:>9}{:>8}{:>8}{:>8}{:>9}".format(*heads), end="")
    print("{:>10}{:>9}{:>11}{:>9}".format("one post", "decoded", "one entry", "decoded"))
    costs = [measured(posts, options.sentences) for posts in options.posts]
    report(costs)


def measured(posts: int, sentences: int) -> Cost:
    """Build an archive of `posts` posts, and build it again; print a line of the table."""
    with tempfile.TemporaryDirectory() as name:
        archive = Archive.create(Path(name) / "archive", "Scale")
        config = archive.path / CONFIG
        text = config.read_text("utf-8").replace("glossaries = []", f'glossaries = ["{GLOSSARY}"]')
        config.write_text(text, "utf-8")
        write_entry(archive, "recovery")
        capture(archive.captures, posts, distinct=False, length=sentences)
        first = clinic_archive(archive.path, "build")
        assert first.printed["posts"] == posts
        again = clinic_archive(archive.path, "build")
        assert not again.printed["written"]
        stat, files = stat_all(archive.path)
        check = clinic_archive(archive.path, "check")
        capture_anew(archive, posts // 2, sentences)
        post = clinic_archive(archive.path, "build")
        write_entry(archive, "healing")
        entry = clinic_archive(archive.path, "build", "--update-lock")
        cost = Cost(posts, first, again, check, stat, files, post, entry)
        show(cost)
        return cost


def write_entry(archive: Archive, target: str) -> None:
    """Write the archive's own glossary: one entry."""
    (archive.path / GLOSSARY).write_text(f"source\ttarget\n{TERM}\t{target}\n", "utf-8")


def capture_anew(archive: Archive, number: int, sentences: int) -> None:
    """Capture a post again, later, with other sentences."""
    ((_, page),) = pages(1, seed=2, length=sentences)
    url = f"https://blog.naver.com/synthetic/{number}"
    payload = page.replace(b"synthetic/0", f"synthetic/{number}".encode())
    payload = payload.replace(b"logNo = '0'", f"logNo = '{number}'".encode())
    at = datetime(2025, 7, 1, tzinfo=UTC)
    with CaptureWriter(archive.captures, at) as writer:
        writer.resource(url, utc(at), payload, "text/html", "utf-8")


def stat_all(folder: Path) -> tuple[float, int]:
    """Return the seconds that `os.stat` takes for all files of `folder`, and their number."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    begun = time.perf_counter()
    for path in paths:
        os.stat(path)  # noqa: PTH116
    return time.perf_counter() - begun, len(paths)


def show(cost: Cost) -> None:
    first = cost.first
    print(
        f"{cost.posts:>8}{first.seconds:>9.1f}{first.processor:>9.1f}"
        f"{first.printed['decoded']:>9}{first.peak:>9.0f}"
        f"{cost.again.seconds:>8.2f}{cost.check.seconds:>8.2f}{cost.stat:>8.2f}{cost.files:>9}"
        f"{cost.post.seconds:>10.2f}{cost.post.printed['decoded']:>9}"
        f"{cost.entry.seconds:>11.2f}{cost.entry.printed['decoded']:>9}",
        flush=True,
    )


def report(costs: list[Cost]) -> None:
    last = costs[-1]
    allowed = 2 + 1.5 * last.stat
    beside = f"`os.stat` of {last.files} files {last.stat:.2f} s"
    for what, run in (("build", last.again), ("check", last.check)):
        name = f"{what} of {last.posts} unchanged posts"
        row(name, f"{run.seconds:.2f} s", beside, f"≤ {allowed:.2f} s")
    row("one changed post", f"{last.post.printed['decoded']} segments decoded")
    row("one changed glossary entry", f"{last.entry.printed['decoded']} segments decoded")
    each = (f"{1000 * cost.first.processor / cost.posts:.1f}" for cost in costs)
    sizes = ", ".join(str(cost.posts) for cost in costs)
    row(f"CPU ms a post, at {sizes} posts", ", ".join(each), wanted="linear")
    peaks = ", ".join(f"{cost.first.peak:.0f}" for cost in costs)
    row(f"peak memory in MB, at {sizes} posts", peaks, wanted="≤ 1200 and the model")


if __name__ == "__main__":
    main()
