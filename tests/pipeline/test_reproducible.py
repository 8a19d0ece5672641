"""The same captures give the same bytes, wherever and however the archive is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import CONFIG, Archive, read_translation
from pipeline.build import build
from pipeline.drift import Drift, check
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.verify import verify

ROOT = Path(__file__).parents[2]
BUILD = (
    "import sys; from pathlib import Path; from pipeline.archive import Archive; "
    "from pipeline.build import build; "
    "r = build(Archive.open(Path(sys.argv[1])), threads=int(sys.argv[2])); "
    "sys.exit(len(r.failures))"
)
SEOUL = {"TZ": "Asia/Seoul", "LC_ALL": "ko_KR.UTF-8", "LANG": "ko_KR.UTF-8"}
ASCII = {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
TURKISH = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "memory.sqlite" not in path.name
    }


def rebuilt(folder: Path, environment: dict[str, str], threads: int, umask: int = 0o022) -> None:
    subprocess.run(
        [sys.executable, "-c", BUILD, folder, str(threads)],
        check=True,
        cwd=ROOT,
        umask=umask,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
    )


@pytest.mark.parametrize(
    ("path", "environment", "umask", "threads"),
    [
        ("other place/아카이브", SEOUL, 0o077, 1),
        ("b", ASCII, 0o002, 2),
        ("c" * 100, TURKISH, 0o022, 2),
    ],
)
def test_a_build_from_the_captures_gives_the_same_bytes(
    sample_archive: Path,
    tmp_path: Path,
    path: str,
    environment: dict[str, str],
    umask: int,
    threads: int,
) -> None:
    folder = tmp_path / path
    shutil.copytree(sample_archive / "captures", folder / "captures")
    for name in (CONFIG, ".gitignore", ".gitattributes"):
        shutil.copy(sample_archive / name, folder)
    rebuilt(folder, environment, threads, umask)
    assert contents(folder) == contents(sample_archive)


def test_a_clone_without_memory_builds_to_what_it_is_whatever_the_clock_says(
    sample_archive: Path, tmp_path: Path
) -> None:
    shutil.copytree(
        sample_archive, tmp_path / "clone", ignore=shutil.ignore_patterns("memory.sqlite*")
    )
    for found in (tmp_path / "clone").rglob("*"):
        os.utime(found, (0, 0))
    rebuilt(tmp_path / "clone", {"SOURCE_DATE_EPOCH": "0"}, 1)
    assert contents(tmp_path / "clone") == contents(sample_archive)


def test_corrections_are_part_of_what_is_built_again(archive: Archive, tmp_path: Path) -> None:
    path = archive.translation_file("ts", "223728104415", "en")
    segment = read_translation(path).segments[3].segment
    edit = Edit(
        segment=segment.id,
        source=segment.text,
        text="Better.",
        editor="Kim",
        time="2025-05-01T09:00:00Z",
    )
    add_edit(edits_file(archive.path, "ts", "223728104415", "en"), edit)
    build(archive)
    again = tmp_path / "again"
    for name in ("captures", "edits"):
        shutil.copytree(archive.path / name, again / name)
    for name in (CONFIG, ".gitignore", ".gitattributes"):
        shutil.copy(archive.path / name, again)
    build(Archive.open(again))
    assert contents(again) == contents(archive.path)


def test_a_clone_by_git_verifies_and_would_not_be_changed(
    sample_archive: Path, tmp_path: Path
) -> None:
    """Even where git is set to check files out with the line ends of Windows."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=true"]
    shutil.copytree(sample_archive, tmp_path / "origin")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, "-C", tmp_path / "origin", *command], check=True)
    subprocess.run([*git, "clone", "-q", tmp_path / "origin", tmp_path / "clone"], check=True)
    assert contents(tmp_path / "clone").keys() >= contents(sample_archive).keys()
    assert all(layer.holds for layer in verify(tmp_path / "clone"))
    assert check(Archive.open(tmp_path / "clone")) == Drift()
