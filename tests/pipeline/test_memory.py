from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipeline.errors import ArchiveError
from pipeline.memory import Memory, Remembered, key
from pipeline.records import Clinic

KEY = key("model:a|beam:4", "붓기는 2주 안에 빠집니다.")
ENTRY = Remembered(text="Swelling goes down within 2 weeks.", score=-0.1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "memory.sqlite"
    with Memory(path) as memory:
        memory.put({KEY: ENTRY})
    return path


def test_what_was_put_is_found_again_by_another_process(path: Path) -> None:
    with Memory(path) as memory:
        assert memory.get([KEY, key("model:b", "다른 문장")]) == {KEY: ENTRY}


def test_more_keys_than_sqlite_takes_in_one_query(path: Path) -> None:
    with Memory(path) as memory:
        entries = {key("s", str(i)): Remembered(text=str(i), score=0.0) for i in range(2500)}
        memory.put(entries)
        assert memory.get(entries) == entries


def test_another_signature_is_another_translation() -> None:
    assert key("model:a", "가") != key("model:b", "가")


def test_a_damaged_row_is_not_believed(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("UPDATE segments SET value = replace(value, '2 weeks', '3 weeks')")
    database.commit()
    database.close()
    with Memory(path) as memory:
        assert memory.get([KEY]) == {}
        assert memory.dropped == 1


def test_a_row_of_another_version_is_made_again(path: Path) -> None:
    with Memory(path) as memory:
        memory._put("segments", {KEY: Clinic(id="what another version kept")})
        assert memory.get([KEY]) == {}
        assert memory.dropped == 1


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_file_that_is_no_database_is_made_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with Memory(path) as memory:
        assert memory.get([KEY]) == {}
        memory.put({KEY: ENTRY})
        assert memory.get([KEY]) == {KEY: ENTRY}


def test_a_file_damaged_in_its_middle_costs_nothing_but_what_it_held(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)
    with Memory(path) as memory:
        assert memory.get([KEY]) == {}
        memory.put({KEY: ENTRY})
        assert memory.get([KEY]) == {KEY: ENTRY}
        assert memory.replaced


def test_a_memory_that_cannot_be_opened_is_not_thrown_away(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="SQLite says"):
        Memory(tmp_path / "missing" / "memory.sqlite")
