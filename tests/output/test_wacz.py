from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from output.wacz import write_wacz
from pipeline.archive import Archive, read_post


def written(archive: Archive, target: Path) -> Path:
    posts = [read_post(path)[0] for path in archive.post_files()]
    warcs = sorted(archive.captures.glob("*.warc.gz"))
    write_wacz(target, warcs, posts, title="샘플", software="Clinic Archive 0")
    return target


def test_its_own_validator_finds_it_valid(archive: Archive, tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("wacz")
    path = written(archive, tmp_path / "a.wacz")
    result = subprocess.run([tool, "validate", "-f", path], capture_output=True, text=True)
    assert (result.returncode, "is valid" in result.stdout) == (0, True), result.stdout


def test_the_same_captures_give_the_same_bytes(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = written(archive, tmp_path / "a.wacz").read_bytes()
    for path in archive.captures.iterdir():
        os.utime(path, (0, 0))
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert written(archive, tmp_path / "b.wacz").read_bytes() == first


def test_every_post_is_a_page_that_the_index_finds(archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(written(archive, tmp_path / "a.wacz")) as file:
        lines = file.read("pages/pages.jsonl").decode().splitlines()
        index = gzip.decompress(file.read("indexes/index.cdx.gz")).decode()
        (warc,) = (info for info in file.infolist() if info.filename.startswith("archive/"))
    assert warc.compress_type == zipfile.ZIP_STORED
    pages = [json.loads(line) for line in lines[1:]]
    assert len(pages) == 2
    for page in pages:
        assert page["title"]
        assert f'"url": "{page["url"]}"' in index


def test_an_archive_without_captures_has_an_empty_list(tmp_path: Path) -> None:
    write_wacz(tmp_path / "a.wacz", [], [], title="x", software="y")
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        assert len(file.read("pages/pages.jsonl").splitlines()) == 1
