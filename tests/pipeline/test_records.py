from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Block, Cell, Image, Link, digest, from_json, to_json

TEXT = st.text(max_size=20)
BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(["paragraph", "table", "image"]),
    lines=st.lists(TEXT, max_size=4).map(tuple),
    language=st.sampled_from(["", "ko", "und"]),
    image=st.none() | st.builds(Image, url=TEXT, width=st.none() | st.integers(0, 9999)),
    cells=st.lists(st.builds(Cell, row=st.integers(0, 9), column=st.integers(0, 9))).map(tuple),
    links=st.lists(st.builds(Link, url=TEXT, text=TEXT), max_size=2).map(tuple),
)


@given(BLOCKS)
def test_a_record_survives_its_json(block: Block) -> None:
    data = to_json(block)
    assert from_json(data, Block) == block
    assert to_json(from_json(data, Block)) == data


def test_json_is_for_people_too() -> None:
    assert to_json(Block(kind="heading", lines=("붓기",), level=2)).decode() == (
        '{\n "kind": "heading",\n "lines": [\n  "붓기"\n ],\n "level": 2\n}\n'
    )


def test_a_digest_says_its_algorithm() -> None:
    assert digest(b"") == "sha256:" + (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
