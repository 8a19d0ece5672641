from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.errors import NotAnArchiveError
from pipeline.manifest import MANIFEST, entry_of, manifest_bytes, walk
from pipeline.verify import verify

ROOT = Path(__file__).parents[2]

CLI = Path(__file__).parents[2] / "cli.py"
BOUND = (
    "import ctypes, os, sys; prctl = ctypes.CDLL(None).prctl; "
    "[prctl(24, capability, 0, 0, 0) for capability in (1, 2, 3)]; "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Runs a command without the right of root to pass over permissions (PR_CAPBSET_DROP)."""


def test_every_layer_of_a_built_archive_holds(archive: Archive) -> None:
    layers = list(verify(archive.path))
    assert [layer.name for layer in layers] == [
        "manifest",
        "signature",
        "captures",
        "posts",
        "translations",
        "site",
    ]
    assert all(layer.holds for layer in layers)
    assert [layer.name for layer in layers if layer.skipped] == ["signature"]


def test_nothing_is_written(archive: Archive) -> None:
    def state() -> list[tuple[Path, int]]:
        return [(p, p.stat().st_mtime_ns) for p in [archive.path, *archive.path.rglob("*")]]

    before = state()
    list(verify(archive.path, deep=True))
    assert state() == before


@pytest.mark.parametrize("data", ["title = ", "", "titel = 'x'", "\x00"])
def test_a_broken_configuration_is_a_finding_not_a_crash(archive: Archive, data: str) -> None:
    (archive.path / "archive.toml").write_text(data)
    layers = {layer.name: layer for layer in verify(archive.path)}
    assert [p.path for p in layers["manifest"].problems] == ["archive.toml"]
    assert [p.path for p in layers["posts"].problems] == ["archive.toml"]
    assert layers["captures"].holds
    assert layers["site"].skipped


def test_a_folder_that_was_emptied_still_verifies_by_its_manifest(archive: Archive) -> None:
    (archive.path / "archive.toml").unlink()
    assert next(iter(verify(archive.path))).problems[0].path == "archive.toml"
    (archive.path / MANIFEST).unlink()
    with pytest.raises(NotAnArchiveError, match="is not an archive"):
        list(verify(archive.path))


PEAK = """
import gc, sys, tracemalloc
from pathlib import Path
from pipeline.verification.files import manifest_layer
gc.set_threshold(100)  # so that what waits to be collected does not count
tracemalloc.start()
layer = manifest_layer(Path(sys.argv[1]))
print(layer.checked, len(layer.problems), tracemalloc.get_traced_memory()[1])
"""


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    """Measured in a process of its own; both manifests are larger than what is read at a time."""
    peaks = []
    for count in (5_000, 20_000):
        folder = tmp_path / str(count)
        for number in range(count):
            file = folder / f"{number // 250:04}" / f"{number:06}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"%d" % number)
        (folder / MANIFEST).write_bytes(manifest_bytes(map(entry_of, walk(folder))))
        command = [sys.executable, "-c", PEAK, str(folder)]
        told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        checked, problems, peak = map(int, told.stdout.split())
        assert (checked, problems) == (count, 0)
        peaks.append(peak)
    assert peaks[1] < 1.2 * peaks[0] + 65_536


@pytest.fixture
def read_only(archive: Archive) -> Iterator[Path]:
    """The archive in a folder that the user who runs the command cannot write to."""
    paths = [archive.path, *archive.path.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield archive.path
    for path in paths:
        path.chmod(0o755)


def run(archive: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command as a user without the rights of root."""
    python = sys.executable
    result = subprocess.run(
        [python, "-c", BOUND, python, CLI, "-C", archive, *arguments],
        capture_output=True,
        text=True,
    )
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize("command", ["verify", "check"])
def test_a_read_only_folder_can_be_verified_and_checked(read_only: Path, command: str) -> None:
    status, out, error = run(read_only, command)
    assert (status, error.count("Traceback")) == (0, 0), out + error


@pytest.mark.parametrize("arguments", [("withdraw", "223728104415", "--reason", "x"), ("build",)])
def test_what_must_write_to_a_read_only_folder_says_so(
    read_only: Path, arguments: tuple[str, ...]
) -> None:
    status, _, error = run(read_only, *arguments)
    assert status == 2
    assert error.splitlines()[-1].startswith(f"Error: {read_only}")
