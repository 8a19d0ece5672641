from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.verification.compare import first_difference


@pytest.mark.parametrize(
    ("name", "there", "made", "where"),
    [
        ("a.json", b'{"a":[1,{"b":2}]}', b'{"a":[1,{"b":3}]}', "a[1].b is 2, and would be 3"),
        ("a.json", b'{"a":1}', b'{"a":1,"b":"x"}', 'b is nothing, and would be "x"'),
        ("a.json", b'{"a":[1,2]}', b'{"a":[1]}', "a[1] is 2, and would be nothing"),
        ("a.json", b'{"a": 1}', b'{"a":1}', "first in line 1"),
        ("a.json", b"{", b"{}", "it is no JSON"),
        ("a.html", b"<p>\na\nb", b"<p>\na\nc", "first in line 3"),
        ("a.html", b"a\r\nb", b"a\nb", "in its line ends"),
    ],
)
def test_where_two_versions_part(
    tmp_path: Path, name: str, there: bytes, made: bytes, where: str
) -> None:
    (tmp_path / name).write_bytes(there)
    assert first_difference(tmp_path / name, made).startswith(where)
