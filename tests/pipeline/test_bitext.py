"""Reading TSV, TMX and XLIFF: pairs, where they stand, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.bitext import Unit, read_bitext
from pipeline.errors import BitextError

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header srclang="ko" datatype="plaintext" segtype="sentence" adminlang="en"
          creationtool="x" creationtoolversion="1" o-tmf="x"/>
  <body>
    <tu tuid="a1">
      <tuv xml:lang="en-US"><seg>Two <bpt i="1">&lt;b&gt;</bpt>weeks<ept i="1">&lt;/b&gt;</ept>
        later</seg></tuv>
      <tuv xml:lang="ko"><seg>2주 뒤</seg></tuv>
    </tu>
    <tu><tuv xml:lang="ko"><seg>홀로</seg></tuv></tu>
  </body>
</tmx>
"""
XLIFF_1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="ko-KR" target-language="en" datatype="plaintext" original="x"><body>
<trans-unit id="7">
<source>붓기 <g id="1">2주</g></source>
<target>Swelling, <ph id="2">x</ph>2 weeks</target>
</trans-unit>
<trans-unit id="8"><source>아직</source></trans-unit>
</body></file></xliff>
"""
XLIFF_2 = """<xliff version="2.1" srcLang="ko" trgLang="en"
xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><unit id="u"><segment id="s">
<source>붓기 <pc id="1">2주</pc></source><target>Swelling, <pc id="1">2 weeks</pc></target>
</segment></unit></file></xliff>
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_tsv_holds_a_pair_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tsv", "붓기\tSwelling\r\n\n멍\tBruising\tnote\n")
    assert read_bitext(path) == [
        Unit(line=1, source="붓기", target="Swelling"),
        Unit(line=3, source="멍", target="Bruising"),
    ]


def test_a_tsv_header_names_the_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tsv", "\ufeffid\tsource\ttarget\n1\t붓기\tSwelling\n")
    assert read_bitext(path) == [Unit(line=2, source="붓기", target="Swelling")]
    path = write(tmp_path, "b.tsv", "ko\ten-US\n붓기\tSwelling\n")
    (unit,) = read_bitext(path)
    assert (unit.source_language, unit.target_language) == ("ko", "en")


def test_a_tmx_gives_its_source_language_and_the_other(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tmx", TMX)
    assert read_bitext(path) == [
        Unit(
            line=6,
            source="2주 뒤",
            target="Two weeks later",
            source_language="ko",
            target_language="en",
            id="a1",
        )
    ]
    (unit,) = read_bitext(path, source="en", target="ko")
    assert (unit.source, unit.target) == ("Two weeks later", "2주 뒤")


@pytest.mark.parametrize(
    ("text", "line", "name"), [(XLIFF_1, 3, "7"), (XLIFF_2, 3, "u/s")], ids=["1.2", "2.1"]
)
def test_xliff_gives_units_with_both_sides(tmp_path: Path, text: str, line: int, name: str) -> None:
    assert read_bitext(write(tmp_path, "a.xlf", text)) == [
        Unit(
            line=line,
            source="붓기 2주",
            target="Swelling, 2 weeks",
            source_language="ko",
            target_language="en",
            id=name,
        )
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.tsv", "a\tb\nonly one\n", "a.tsv:2: expected source and target"),
        ("a.tsv", b"a\tb\n\xb0\xa1\tb\n", "a.tsv:2: not UTF-8"),
        ("a.tmx", "<tmx>\n<body>\n</tmx>", "a.tmx:3: not well-formed XML"),
        ("a.tmx", "<html/>", "a.tmx:1: not TMX"),
        ("a.xlf", "<tmx/>", "a.xlf:1: not XLIFF"),
        ("a.xlf", '<xliff version="3.0"/>', "a.xlf:1: XLIFF version “3.0”"),
        ("a.tmx", "", "a.tmx:1: not well-formed XML"),
        ("a.docx", "x", "a.docx: unknown kind of file"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(
    tmp_path: Path, name: str, data: str | bytes, message: str
) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(BitextError) as raised:
        read_bitext(path)
    assert str(raised.value).startswith(f"{tmp_path}/{message}")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BitextError, match="No such file"):
        read_bitext(tmp_path / "none.tsv")


def test_entities_of_a_file_are_not_resolved(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret", "hidden")
    text = f'<!DOCTYPE t [<!ENTITY e SYSTEM "file://{secret}">]>' + TMX.split("\n", 1)[1]
    path = write(tmp_path, "a.tmx", text.replace("2주 뒤", "2주 &e;"))
    (unit,) = read_bitext(path)
    assert unit.source == "2주"
