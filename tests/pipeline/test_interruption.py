"""A build that is stopped, killed, doubled, or loses its memory: nothing is lost, nothing differs.

Every build here is a real process that gets a real signal at an exact moment (`interrupted.py`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import build as building
from pipeline.archive import Archive
from pipeline.build import build
from pipeline.report import Report
from sources.warc_writer import CaptureWriter

ROOT = Path(__file__).parents[2]
STRIKE = Path(__file__).parent / "interrupted.py"
TIME = "1700000000"
AT = "2025-06-01T00:00:00Z"
STOPPED = "Stopped. What was done is kept; run the command again to go on.\n"
PAGE = (
    "<html><head><title>{title} : 네이버 블로그</title><script>var blogId = 'tssample'; "
    "var logNo = '{number}';</script></head><body><div class='se-main-container'>"
    "<div class='se-component se-text'>{lines}</div></div></body></html>"
)


class Case(NamedTuple):
    """An archive that is not built yet, and what a build that nothing disturbs makes of it."""

    folder: Path
    undisturbed: dict[str, bytes]
    report: Report


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file but the memory's."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "memory.sqlite" not in path.name
    }


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, sentences: tuple[str, ...]) -> Case:
    from datetime import UTC, datetime

    folder = tmp_path_factory.mktemp("interrupted") / "archive"
    archive = Archive.create(folder, "Test")
    with CaptureWriter(archive.captures, datetime(2025, 6, 1, tzinfo=UTC)) as writer:
        for number in range(6):
            lines = "".join(f"<p>{line}</p>" for line in sentences[2 * number : 2 * number + 2])
            page = PAGE.format(title=f"{number + 1}번째 안내", number=number + 1, lines=lines)
            url = f"https://blog.naver.com/tssample/{number + 1}"
            writer.resource(url, AT, page.encode(), "text/html", "utf-8")
    done = folder.with_name("undisturbed")
    shutil.copytree(folder, done)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", TIME)
        report = build(Archive.open(done))
    assert (report.posts, report.failures) == (6, [])
    return Case(folder, contents(done), report)


@pytest.fixture
def folder(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the archive that is not built yet."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    shutil.copytree(case.folder, tmp_path / "archive")
    return tmp_path / "archive"


class Moment(NamedTuple):
    """A call of a function during a build: the `call`th of `owner.name`."""

    owner: str
    name: str
    call: int


MOMENTS = {
    "before the first post": Moment("pipeline.intake", "may_be_posts", 1),
    "while a package is loaded": Moment("pipeline.decode", "load_package", 1),
    "while a package decodes": Moment("pipeline.decode:Decoder", "_decoded", 6),
    "while files are written": Moment("os", "fsync", 8),
    "before a batch is remembered": Moment("pipeline.memory:Memory", "put", 3),
    "before the manifest is made": Moment("pipeline.sealing", "sealed", 1),
}


def start(folder: Path, number: int, moment: Moment) -> subprocess.Popen[str]:
    """Start a build of the archive in `folder` that gets the signal `number` at `moment`."""
    arguments = [str(int(number)), moment.owner, moment.name, str(moment.call)]
    return subprocess.Popen(
        [sys.executable, STRIKE, *arguments, folder.parent / "struck", "-C", folder, "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return exit status, stdout and stderr of a process that must end before long."""
    with process:
        try:
            out, told = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, out, told


@pytest.mark.parametrize(
    ("number", "when"),
    [
        (signal.SIGINT, "before the first post"),
        (signal.SIGTERM, "while a package is loaded"),
        (signal.SIGINT, "while a package decodes"),
        (signal.SIGTERM, "while a package decodes"),
        (signal.SIGINT, "while files are written"),
        (signal.SIGTERM, "before a batch is remembered"),
        (signal.SIGINT, "before the manifest is made"),
    ],
)
def test_a_build_stops_when_it_is_told_to_and_the_next_one_goes_on(
    case: Case, folder: Path, number: int, when: str
) -> None:
    status, out, told = ended(start(folder, number, MOMENTS[when]))
    seconds = time.monotonic() - float((folder.parent / "struck").read_text())
    assert (status, out, told) == (128 + number, "", STOPPED)
    assert seconds < 10
    report = build(Archive.open(folder))
    assert (report.posts, report.failures, report.problems) == (6, [], [])
    assert contents(folder) == case.undisturbed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_decoded_before_a_build_ended_is_not_decoded_again(
    case: Case, folder: Path, number: int
) -> None:
    status, _, told = ended(start(folder, number, MOMENTS["before a batch is remembered"]))
    assert status == (-number if number == signal.SIGKILL else 128 + number)
    assert "Traceback" not in told
    assert 0 < len(list(folder.glob("posts/*/*/post.json"))) < 6
    report = build(Archive.open(folder))
    assert 0 < report.decoded < case.report.decoded
    assert report.posts == 6
    assert contents(folder) == case.undisturbed


def test_a_file_that_a_killed_build_left_half_written_is_no_content(
    case: Case, folder: Path
) -> None:
    status, _, _ = ended(start(folder, signal.SIGKILL, MOMENTS["while files are written"]))
    assert status == -signal.SIGKILL
    assert list(folder.rglob("*.part"))
    assert build(Archive.open(folder)).posts == 6
    assert contents(folder) == case.undisturbed


def test_a_second_build_of_the_same_archive_says_so_and_leaves(case: Case, folder: Path) -> None:
    first = start(folder, signal.SIGSTOP, MOMENTS["while a package decodes"])
    try:
        os.waitpid(first.pid, os.WUNTRACED)
        second = subprocess.run(
            [sys.executable, "cli.py", "-C", folder, "build"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
        )
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr.startswith(f"Error: {folder}: another command is changing this")
    finally:
        first.send_signal(signal.SIGCONT)
    status, out, _ = ended(first)
    assert (status, "6" in out) == (0, True)
    assert contents(folder) == case.undisturbed


def _delete(memory: Path) -> None:
    memory.unlink()


def _delete_all(memory: Path) -> None:
    for path in memory.parent.glob("memory.sqlite*"):
        path.unlink()


def _empty(memory: Path) -> None:
    os.truncate(memory, 0)


def _cut(memory: Path) -> None:
    os.truncate(memory, memory.stat().st_size // 2)


def _overwrite(memory: Path) -> None:
    with memory.open("r+b") as file:
        file.write(b"no database " * (memory.stat().st_size // 12))


def _replace(memory: Path) -> None:
    memory.with_name("other").write_bytes(b"no database")
    memory.with_name("other").replace(memory)


@pytest.mark.parametrize("damage", [_delete, _delete_all, _replace, _empty, _cut, _overwrite])
@pytest.mark.parametrize("kept", [True, False])
def test_a_memory_that_is_lost_in_the_middle_costs_time_and_nothing_else(
    case: Case,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    kept: bool,
) -> None:
    monkeypatch.setattr(building, "WINDOW", 4)
    archive = Archive.open(folder)
    if kept:  # a build that has nothing to decode again but all files to write
        shutil.copy(case.folder.with_name("undisturbed") / "memory.sqlite", archive.memory)

    def progress(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("Posts", 3):
            damage(archive.memory)

    reports = [build(archive, progress=progress)]
    assert (reports[0].posts, reports[0].failures) == (6, [])
    assert contents(folder) == case.undisturbed
    reports += [build(archive) for _ in range(2)]
    assert contents(folder) == case.undisturbed
    assert (reports[-1].decoded, reports[-1].written, reports[-1].problems) == (0, 0, [])
