from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from pipeline.archive import Archive, read_translation

POST = "223728104415"


def run(archive: Archive, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["-C", str(archive.path), *map(str, arguments)])


def test_verify_reports_each_layer_by_itself(archive: Archive) -> None:
    result = run(archive, "verify")
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        ["manifest", "holds"],
        ["signature", "skipped"],
        ["captures", "holds"],
        ["posts", "holds"],
        ["translations", "holds"],
        ["site", "holds"],
    ]


def test_verify_names_what_was_altered_and_what_it_breaks(archive: Archive) -> None:
    page = archive.site / "ts" / POST / "en.html"
    page.write_bytes(page.read_bytes().replace(b"<h1", b"<H1", 1))
    result = run(archive, "verify")
    assert result.exit_code == 1
    assert f"  site/ts/{POST}/en.html: has other bytes" in result.stdout
    assert "    breaks: what readers of this page see" in result.stdout
    layers = json.loads(run(archive, "verify", "--json").stdout)
    assert [layer["name"] for layer in layers if layer.get("problems")] == ["manifest", "site"]


def test_an_archive_is_signed_and_verified_with_a_key(archive: Archive, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "archive"
    assert run(archive, "keys", "generate", key).exit_code == 0
    assert run(archive, "sign", "--key", key).exit_code == 0
    result = run(archive, "verify", "--key", f"{key}.pub")
    assert (result.exit_code, "signature     holds" in result.stdout) == (0, True)
    assert run(archive, "keys", "generate", tmp_path / "other").exit_code == 0
    assert run(archive, "verify", "--key", tmp_path / "other.pub").exit_code == 1
    wrong = run(archive, "verify", "--key", key)
    assert (wrong.exit_code, "this is a private key" in wrong.stderr) == (2, True)


def test_a_private_key_is_not_made_inside_an_archive(archive: Archive) -> None:
    result = run(archive, "keys", "generate", archive.path / "key")
    assert (result.exit_code, "is inside the archive" in result.stderr) == (2, True)
    assert not (archive.path / "key").exists()


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", "A build would change nothing."),
        ("github", "::notice"),
        ("junit", "<?xml"),
        ("json", "{}"),
    ],
)
def test_check_of_an_archive_that_is_up_to_date(archive: Archive, form: str, start: str) -> None:
    result = run(archive, "check", "--format", form)
    assert (result.exit_code, result.stdout.startswith(start)) == (0, True)


def test_check_of_an_archive_that_drifted(archive: Archive) -> None:
    (archive.site / "index.html").write_text("mine")
    result = run(archive, "check", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith("::error file=site/index.html,title=Drift::")
    assert (archive.site / "index.html").read_text() == "mine"


def test_trace_prints_the_chain_for_people_and_machines(archive: Archive) -> None:
    translation = read_translation(archive.translation_file("ts", POST, "en"))
    name = translation.segments[4].segment.id
    result = run(archive, "trace", f"site/ts/{POST}/en.html#s-{name}")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == translation.segments[4].text
    (chain,) = json.loads(run(archive, "trace", name, "--json").stdout)
    assert (chain["segment"], chain["capture"]["record_id"][:10]) == (name, "<urn:uuid:")
    missing = run(archive, "trace", "000000000000")
    assert (missing.exit_code, "has no sentence" in missing.stderr) == (2, True)


def test_withdraw_and_build_leave_a_notice(archive: Archive) -> None:
    result = run(archive, "withdraw", POST, "--reason", "The clinic asked for it.")
    assert (result.exit_code, "build" in result.stderr) == (0, True)
    assert run(archive, "build").exit_code == 0
    page = (archive.site / "ts" / POST / "en.html").read_text("utf-8")
    assert "The clinic asked for it." in page
    assert run(archive, "withdraw", POST, "--reason", "Again.").exit_code == 2


def test_build_keeps_to_the_lock_until_told_otherwise(archive: Archive) -> None:
    text = archive.lock.read_text("utf-8")
    archive.lock.write_text(text.replace('"built-in": "sha256:', '"built-in": "sha256:0'), "utf-8")
    stopped = run(archive, "build")
    assert stopped.exit_code == 2
    assert "the glossary built-in has changed" in stopped.stderr
    assert run(archive, "build", "--update-lock").exit_code == 0
    assert archive.lock.read_text("utf-8") == text
