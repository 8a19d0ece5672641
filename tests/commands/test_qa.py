"""The command `qa` over files of translations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.qa import qa
from pipeline.errors import BitextError

FAULTY = "실밥은 1~2주 뒤에 제거합니다.\tThe stitches are removed after 1–2 months.\n"
RIGHT = "붓기는 2주면 빠집니다.\tThe swelling goes down in two weeks.\n"


def run(folder: Path, text: str, *options: str) -> Result:
    path = folder / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(qa, [str(path), *options])


def test_findings_are_listed_with_their_line_and_errors_exit_1(tmp_path: Path) -> None:
    result = run(tmp_path, RIGHT + FAULTY)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{tmp_path}/pairs.tsv:2\terror\tduration\t"
        "The source says 1~2주; the translation says 1–2 months.\n"
    )
    assert result.stderr == "1 of 2 pairs passed all checks; 1 error.\n"


def test_without_errors_it_exits_0(tmp_path: Path) -> None:
    result = run(tmp_path, RIGHT)
    assert (result.exit_code, result.stdout) == (0, "")


def test_json_has_each_pair_with_terms_and_findings(tmp_path: Path) -> None:
    result = run(tmp_path, FAULTY, "--json")
    (unit,) = json.loads(result.stdout)
    assert (unit["line"], unit["source_language"], unit["target_language"]) == (1, "ko", "en")
    assert [finding["check"] for finding in unit["findings"]] == ["duration"]


def test_sarif_points_at_the_line(tmp_path: Path) -> None:
    result = run(tmp_path, RIGHT + FAULTY, "--sarif")
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    (found,) = log["runs"][0]["results"]
    assert (found["ruleId"], found["level"]) == ("duration", "error")
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}


def test_the_glossary_is_checked_as_well(tmp_path: Path) -> None:
    glossary = tmp_path / "own.tsv"
    glossary.write_text("source\ttarget\n붓기\tpuffiness\n", encoding="utf-8")
    result = run(tmp_path, RIGHT, "--glossary", str(glossary))
    assert result.exit_code == 1
    assert "puffiness" in result.stdout


def test_a_file_that_is_wrong_is_told(tmp_path: Path) -> None:
    result = run(tmp_path, "no pair\n")
    assert isinstance(result.exception, BitextError)
    with pytest.raises(BitextError, match="nothing was checked"):
        raise run(tmp_path, "\n").exception or AssertionError
