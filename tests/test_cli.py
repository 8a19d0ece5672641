from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "examples" / "pages"
NAVER = Path(__file__).parent / "data" / "naver"


def run(
    *arguments: str | Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
        check=False,
    )


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.returncode == 0
    for command in ("init", "import", "build", "serve", "translate", "detect", "models"):
        assert f"  {command} " in result.stdout


@pytest.mark.parametrize(
    "command", ["init", "import", "build", "serve", "translate", "detect", "models"]
)
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.returncode == 0
    assert "Usage:" in result.stdout


def test_translate_takes_a_line_and_gives_a_line() -> None:
    lines = "안녕하세요.\n\n안녕하세요. 안녕하세요.\n"
    result = run("translate", "--from", "ko", "--to", "en", stdin=lines)
    assert result.returncode == 0
    assert result.stdout == "Hello.\n\nHello. Hello.\n"


def test_translate_tells_terms_findings_and_signature_as_json() -> None:
    line = "감사합니다. 스마스층을 당겨 고정합니다."
    result = run("translate", "--json", stdin=line + "\n")
    record = json.loads(result.stdout)
    assert list(record) == ["source", "target", "terms", "findings", "signature"]
    (use,) = (use for use in record["terms"] if use["required"] == "SMAS layer")
    start, end = use["source_span"]
    assert line[start:end] == "스마스층"
    start, end = use["target_span"]
    assert record["target"][start:end].casefold() == "smas layer"
    assert "glossary:" in record["signature"]


def test_translate_lays_a_glossary_over_the_built_in_one(tmp_path: Path) -> None:
    glossary = tmp_path / "own.ko-en.tsv"
    glossary.write_text("source\ttarget\n스마스층\tXYZ sheet\n", encoding="utf-8")
    result = run("translate", "--glossary", glossary, stdin="스마스층을 당겨 고정합니다.\n")
    assert "XYZ sheet" in result.stdout


def test_a_missing_pair_is_an_error_with_what_to_do() -> None:
    result = run("translate", "--from", "ko", "--to", "fr", stdin="안녕하세요.\n")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: No translation package leads from 'ko' to 'fr'")
    assert result.stdout == ""


def test_detect_prints_language_and_confidence() -> None:
    result = run("detect", stdin="붓기는 2주 안에 빠집니다.\n10:00\n")
    assert result.stdout.splitlines() == ["ko\t1.00\t붓기는 2주 안에 빠집니다.", "und\t1.00\t10:00"]


def test_models_lists_and_describes_the_bundled_package() -> None:
    assert "ko→en  ko_en-clinic-0.4@" in run("models", "list").stdout
    assert "Limits" in run("models", "info", "ko_en-clinic").stdout
    missing = run("models", "info", "nothing")
    assert (missing.returncode, missing.stdout) == (2, "")


def test_an_unreadable_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad.argosmodel"
    file.write_bytes(b"nothing")
    result = run("models", "install", file, ARGOS_PACKAGES_DIR=str(tmp_path / "packages"))
    assert result.returncode == 2
    assert "bad.argosmodel: this is not a readable .argosmodel package" in result.stderr


def test_a_folder_that_is_no_archive_is_told(tmp_path: Path) -> None:
    result = run("-C", tmp_path, "build")
    assert result.returncode == 2
    assert "has no archive.toml" in result.stderr


def test_from_saved_pages_to_a_site_that_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    assert run("-C", folder, "init", "--title", "Test").returncode == 0
    page = PAGES / "PostView-223728104415.html"
    imported = run("-C", folder, "import", page, NAVER / "deleted-223886102255.html")
    assert imported.returncode == 3
    assert "deleted-223886102255.html" in imported.stderr
    assert "1 imported" in imported.stderr
    again = run("-C", folder, "import", page)
    assert (again.returncode, "0 imported, 1 held already" in again.stderr) == (0, True)
    built = run("-C", folder, "build")
    assert built.returncode == 0
    assert "Posts" in built.stdout
    assert (folder / "site" / "tssample" / "223728104415" / "en.html").is_file()
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "-C", str(folder), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            address = server.stderr.readline().split(" ", 1)[0]
            with urllib.request.urlopen(address) as response:
                assert "Test" in response.read().decode()
        finally:
            server.terminate()
