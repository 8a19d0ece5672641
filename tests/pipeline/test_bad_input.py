"""Posts and packages that no build expects: it ends before long, and does what can be done."""

from __future__ import annotations

import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import Archive, read_translation
from pipeline.build import build
from pipeline.models import Model
from pipeline.segment import LONGEST
from sources.warc_writer import CaptureWriter

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "training" / "start" / "translate-ko_en-clinic-0.1.argosmodel"
TIME = "1700000000"
PAGE = (
    "<html><head><title>{title} : 네이버 블로그</title><script>var blogId = 'tssample'; "
    "var logNo = '{number}';</script></head><body><div class='se-main-container'>"
    "<div class='se-component se-text'><p>{text}</p></div></div></body></html>"
)
CLAUSE = "그리고 우리는 아침에 산책을 하며 "
SHORT = "붓기는 2주 안에 빠집니다."
LONG = (
    "마취과 전문의가 수술이 진행되는 동안 내내 환자의 상태를 확인하고 기록하며, 회복실에서도 "
    "간호사가 보호자와 함께 환자의 호흡과 혈압을 살펴보고 안내해 드립니다."
)


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)


def archive_of(folder: Path, texts: Iterable[str], title: str = "안내") -> Archive:
    """Return a new archive with a captured post of one paragraph for each of `texts`."""
    archive = Archive.create(folder, "Test")
    at = datetime(2025, 6, 1, tzinfo=UTC)
    with CaptureWriter(archive.captures, at) as writer:
        for number, text in enumerate(texts, 1):
            page = PAGE.format(title=title, number=number, text=text).encode()
            url = f"https://blog.naver.com/tssample/{number}"
            writer.resource(url, "2025-06-01T00:00:00Z", page, "text/html", "utf-8")
    return archive


def sources_of(archive: Archive, post: str) -> list[str]:
    path = archive.translation_file("tssample", post, "en")
    return [done.segment.text for done in read_translation(path).segments]


def test_a_sentence_of_2_megabytes_is_built_in_segments(tmp_path: Path) -> None:
    text = CLAUSE * (2_000_000 // len(CLAUSE.encode()))
    archive = archive_of(tmp_path, [text])
    report = build(archive)
    assert (report.posts, report.failures) == (1, [])
    segments = sources_of(archive, "1")[1:]
    assert all(len(segment) <= LONGEST for segment in segments)
    assert " ".join(segments) == text.strip()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_200_000


def test_a_word_without_end_in_a_korean_paragraph_is_built_before_long(tmp_path: Path) -> None:
    text = "한국어 안내입니다. " * 500 + "a" * 200_000
    started = time.process_time()
    report = build(archive_of(tmp_path, [text]))
    assert (report.posts, report.failures) == (1, [])
    assert time.process_time() - started < 20


@pytest.mark.parametrize("sign", ["뷁", "ㅋ", "😀", "뷁 "])
def test_a_sentence_of_signs_that_a_package_spells_in_bytes_is_translated_in_parts(
    tmp_path: Path, sign: str
) -> None:
    archive = archive_of(tmp_path, [f"환자가 말했습니다 {sign * 250}", SHORT])
    report = build(archive)
    assert (report.posts, report.failures) == (2, [])


def test_many_posts_of_one_word_take_no_longer_each_than_a_few(tmp_path: Path) -> None:
    words = ("붓기", "멍", "감사합니다", "수술", "통증")

    def built(name: str, count: int) -> float:
        archive = archive_of(tmp_path / name, (words[n % len(words)] for n in range(count)))
        started = time.process_time()
        report = build(archive)
        assert (report.posts, report.failures) == (count, [])
        assert report.decoded == len(words) + 1
        return time.process_time() - started

    built("warm", 5)
    assert built("many", 400) < 4 * 2 * built("few", 100)


def packages(folder: Path, model: Model) -> Path:
    """Return a folder of packages that holds a copy of `model`'s."""
    shutil.copytree(model.path, folder / "ko_en-broken")
    return folder


def first_package(folder: Path) -> Path:
    """Return a folder of packages that holds the first one, which keeps a table of positions."""
    with zipfile.ZipFile(FIRST) as file:
        file.extractall(folder)
    (unpacked,) = folder.iterdir()
    unpacked.rename(folder / "ko_en-broken")
    return folder


def with_positions(file: Path, count: int) -> None:
    """Cut the table of positions that a CTranslate2 model knows down to `count`."""
    data = file.read_bytes()
    name = b"decoder/position_encodings/encodings\0"
    head = struct.pack("<H", len(name)) + name
    at = data.index(head) + len(head)
    rank, positions, depth, kind, size = struct.unpack_from("<BIIBI", data, at)
    start = at + struct.calcsize("<BIIBI")
    kept = size // positions * count
    table = struct.pack("<BIIBI", rank, count, depth, kind, kept) + data[start : start + kept]
    file.write_bytes(data[:at] + table + data[start + size :])


def run_build(
    folder: Path, home: Path, program: Sequence[str] = ("cli.py",)
) -> subprocess.CompletedProcess[str]:
    """Build with the packages in the folder `home`, in a process that must not hang."""
    return subprocess.run(
        [sys.executable, *program, "-C", folder, "build", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "ARGOS_PACKAGES_DIR": str(home)},
        check=False,
        timeout=60,
    )


def test_a_package_that_fails_on_some_texts_costs_only_the_posts_that_hold_them(
    tmp_path: Path,
) -> None:
    archive = archive_of(tmp_path / "archive", [SHORT, LONG, "감사합니다.", "안녕하세요."])
    home = first_package(tmp_path / "packages")
    with_positions(home / "ko_en-broken" / "model" / "model.bin", 24)
    for decoded in (4, 0):  # what was done is kept, what failed is tried again
        result = run_build(archive.path, home)
        report = json.loads(result.stdout)
        assert (result.returncode, result.stderr) == (3, "")
        assert (report["posts"], report["decoded"]) == (3, decoded)
        ((url, message),) = report["failures"]
        assert url.endswith("/tssample/2")
        assert message.startswith(f"{url} is not translated: ko_en-broken failed while decoding")
    assert sorted(path.parent.name for path in archive.post_files()) == ["1", "3", "4"]


@pytest.mark.parametrize("part", ["model/model.bin", "sentencepiece.model"])
def test_a_package_that_is_cut_off_is_an_error_that_names_it(
    tmp_path: Path, model: Model, part: str
) -> None:
    archive = archive_of(tmp_path / "archive", [SHORT])
    home = packages(tmp_path / "packages", model)
    file = home / "ko_en-broken" / part
    os.truncate(file, file.stat().st_size // 2)
    result = run_build(archive.path, home)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {home / 'ko_en-broken'}")
    assert len(result.stderr.splitlines()) == 1


STARVED = """
import resource, sys
import cli
from pipeline.decode import Decoder

real = Decoder._decoded

def starved(decoder, sources, *rest, **named):
    if not any(len(source) > 30 for source in sources):
        return real(decoder, sources, *rest, **named)
    lines = open("/proc/self/status").read().splitlines()
    used = next(int(line.split()[1]) for line in lines if line.startswith("VmSize")) << 10
    resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 20), resource.RLIM_INFINITY))
    try:
        return real(decoder, sources, *rest, **named)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

Decoder._decoded = starved
cli.main()
"""
"""Runs the command, with no memory left for any batch that holds a text of over 30 pieces."""


def test_after_a_build_that_ran_out_of_memory_the_next_one_does_the_rest(
    tmp_path: Path, model: Model
) -> None:
    """The decoder may report it, which costs the post, or take the process with it.

    The C library ends a process that has no memory for a thread with the status 127.
    """
    long = " ".join(f"{LONG[:-1]} {number}번입니다." for number in range(60))
    archive = archive_of(tmp_path / "archive", [SHORT, long, "감사합니다.", "안녕하세요."])
    home = packages(tmp_path / "packages", model)
    result = run_build(archive.path, home, ("-c", STARVED))
    assert result.returncode in {3, 127} or result.returncode < 0
    if result.returncode == 3:
        ((_, message),) = json.loads(result.stdout)["failures"]
        assert "memory" in message or "alloc" in message
        assert sorted(path.parent.name for path in archive.post_files()) == ["1", "3", "4"]
    again = run_build(archive.path, home)
    assert (again.returncode, json.loads(again.stdout)["posts"]) == (0, 4)
