from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from pipeline.archive import Archive, read_post

POST = "223728104415"
FORMATS = ("wacz", "bagit", "rocrate", "prov", "tmx", "xliff", "markdown")


def run(archive: Archive, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["-C", str(archive.path), *map(str, arguments)])


def contents(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return {p.relative_to(path.parent).as_posix(): p.read_bytes() for p in files}


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_the_same_each_time_and_overwrites_nothing(
    archive: Archive, tmp_path: Path, form: str
) -> None:
    made = []
    for place in ("one", "two"):
        target = tmp_path / place / "export"
        assert run(archive, "export", form, target).exit_code == 0
        made.append(contents(target))
    assert made[0] == made[1]
    again = run(archive, "export", form, tmp_path / "one" / "export")
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)


def test_the_bag_of_an_archive_is_an_archive_that_verifies(
    archive: Archive, tmp_path: Path
) -> None:
    assert run(archive, "export", "bagit", tmp_path / "bag").exit_code == 0
    command = [sys.executable, "-m", "bagit", "--validate", str(tmp_path / "bag")]
    assert subprocess.run(command).returncode == 0
    crate = json.loads((tmp_path / "bag" / "data" / "ro-crate-metadata.json").read_bytes())
    assert crate["@graph"][0]["about"] == {"@id": "./"}
    (tmp_path / "bag" / "data" / "ro-crate-metadata.json").unlink()
    inside = Archive.open(tmp_path / "bag" / "data")
    assert run(inside, "verify").exit_code == 0


def test_no_export_holds_the_text_of_a_withdrawn_post(archive: Archive, tmp_path: Path) -> None:
    post = read_post(archive.post_file("ts", POST))[0]
    run(archive, "withdraw", POST, "--reason", "Asked for.")
    for form in FORMATS:
        stopped = run(archive, "export", form, tmp_path / "early")
        assert (stopped.exit_code, "is withdrawn, but its text" in stopped.stderr) == (2, True)
    run(archive, "build")
    for form in FORMATS:
        assert run(archive, "export", form, tmp_path / form).exit_code == 0
        for data in contents(tmp_path / form).values():
            assert post.title.encode() not in data


def test_a_language_that_the_archive_has_not_is_told(archive: Archive, tmp_path: Path) -> None:
    result = run(archive, "export", "tmx", tmp_path / "a.tmx", "--to", "fr")
    assert (result.exit_code, "--to fr: the archive has en." in result.stderr) == (2, True)


def test_a_package_that_is_not_installed_is_told_with_what_to_do(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prov.model", None)
    result = run(archive, "export", "prov", tmp_path / "prov")
    assert result.exit_code == 2
    assert "needs the package prov" in result.stderr
    assert "pip install 'clinic-archive[archive]'" in result.stderr


def test_markdown_says_which_checks_were_run(archive: Archive, tmp_path: Path) -> None:
    assert run(archive, "export", "markdown", tmp_path / "md").exit_code == 0
    files = contents(tmp_path / "md")
    assert files
    for data in files.values():
        assert "sentences passed all checks" in data.decode()
        assert "No automatic checks" not in data.decode()
