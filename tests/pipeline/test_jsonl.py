from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DamagedFileError, NewerFormatError
from pipeline.jsonl import append_line, read_lines
from pipeline.records import Link


def test_lines_are_read_in_the_order_they_were_added(tmp_path: Path) -> None:
    path = tmp_path / "new" / "links.jsonl"
    assert read_lines(path, Link) == ()
    links = (Link(url="a"), Link(url="b", text="두 줄\n한 칸"))
    for link in links:
        append_line(path, link)
    assert read_lines(path, Link) == links
    assert path.read_bytes().count(b"\n") == 2


def test_a_damaged_line_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text('{"url":"a"}\n\n{"url":1}\n')
    with pytest.raises(DamagedFileError, match=r"links\.jsonl:3: this is no Link record"):
        read_lines(path, Link)


def test_a_line_of_a_newer_format_is_told(tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text('{"url":"a","format":9}\n')
    with pytest.raises(NewerFormatError, match=r"links\.jsonl:1: .* format 9"):
        read_lines(path, Link)
