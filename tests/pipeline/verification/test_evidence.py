from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.verification.evidence import captures_layer


def warc(archive: Archive) -> Path:
    (path,) = archive.captures.glob("*.warc.gz")
    return path


def test_whole_captures_hold(archive: Archive) -> None:
    layer = captures_layer(archive)
    assert (layer.problems, layer.checked) == ((), 3)


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_byte_in_a_record_is_noticed(archive: Archive, seed: int) -> None:
    path = warc(archive)
    data = bytearray(path.read_bytes())
    data[random.Random(seed).randrange(len(data) // 4, len(data) - 8)] ^= 0x40
    path.write_bytes(data)
    problems = captures_layer(archive).problems
    assert problems
    assert problems[0].path == f"captures/{path.name}"
    assert "ts/223728104415" in problems[0].breaks


@pytest.mark.parametrize("cut", [1, 5_000, 20_000])
def test_a_file_that_is_cut_off_is_noticed(archive: Archive, cut: int) -> None:
    path = warc(archive)
    path.write_bytes(path.read_bytes()[:-cut])
    assert any("cut off after byte" in p.message for p in captures_layer(archive).problems)


def test_a_file_without_bytes_is_noticed(archive: Archive) -> None:
    (archive.captures / "20250101000000-00000.warc.gz").write_bytes(b"")
    (problem,) = captures_layer(archive).problems
    assert problem.message == "it holds no record"
    assert problem.breaks == "no post: none was made from it"


def test_an_id_of_two_records_in_one_file_is_noticed(archive: Archive) -> None:
    path = warc(archive)
    data = path.read_bytes()
    path.write_bytes(data + data)
    messages = [problem.message for problem in captures_layer(archive).problems]
    assert len(messages) == 3
    assert all("names two records" in message for message in messages)


def test_an_id_of_two_records_in_two_files_is_noticed(archive: Archive) -> None:
    path = warc(archive)
    (archive.captures / "20990101000000-00000.warc.gz").write_bytes(path.read_bytes())
    problems = captures_layer(archive).problems
    assert {problem.path for problem in problems} == {"captures/20990101000000-00000.warc.gz"}
    assert all("names two records" in problem.message for problem in problems)
