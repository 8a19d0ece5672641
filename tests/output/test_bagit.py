from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from output.bagit import make_bag


def bag(folder: Path) -> Path:
    (folder / "captures").mkdir(parents=True)
    (folder / "captures" / "a.warc.gz").write_bytes(b"evidence")
    (folder / "글.txt").write_text("한글")
    make_bag(folder, title="Sample", date="2025-01-31", software="Clinic Archive 0")
    return folder


def test_the_bag_is_valid_for_the_library_alone(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    result = subprocess.run([sys.executable, "-m", "bagit", "--validate", folder])
    assert result.returncode == 0
    assert (folder / "data" / "captures" / "a.warc.gz").read_bytes() == b"evidence"
    assert bagit.Bag(str(folder)).info["Bagging-Date"] == "2025-01-31"


def test_the_same_files_give_the_same_bag(tmp_path: Path) -> None:
    bags = [
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (bag(tmp_path / "one"), bag(tmp_path / "two"))
    ]
    assert bags[0] == bags[1]


@pytest.mark.parametrize("name", ["data/captures/a.warc.gz", "bag-info.txt"])
def test_an_altered_file_is_noticed(tmp_path: Path, name: str) -> None:
    folder = bag(tmp_path / "bag")
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()
