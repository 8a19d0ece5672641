from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.glossary import glossary
from pipeline.archive import Archive
from pipeline.records import (
    FORMAT,
    Piece,
    PostTranslation,
    Segment,
    TermUse,
    Translation,
    to_json,
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(glossary, [str(argument) for argument in arguments])


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "skin.ko-en.tsv"
    rows = (
        "source\ttarget\tcategory\tvariants\tstatus",
        "근막\tfascia\tskin",
        "흉터\tscar\tskin\t반흔\tdraft",
    )
    text = "".join(f"{row}\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def test_list_shows_spellings_target_category_and_status(terms: Path) -> None:
    assert run("list", terms).stdout == (
        "근막\tfascia\tskin\tapproved\n흉터 | 반흔\tscar\tskin\tdraft\n"
    )


def test_list_without_a_file_shows_the_built_in_glossary_by_category() -> None:
    found = json.loads(run("list", "--category", "anatomy", "--json").stdout)
    assert {"SMAS", "SMAS층"} <= {term["source"] for term in found}
    assert {term["category"] for term in found} == {"anatomy"}


def test_lint_of_a_clean_file_exits_0(terms: Path) -> None:
    result = run("lint", terms)
    assert (result.exit_code, result.stdout) == (0, "")


def test_lint_names_file_and_line_and_exits_1(terms: Path) -> None:
    terms.write_text(terms.read_text("utf-8") + "부기\t\n", encoding="utf-8")
    result = run("lint", terms)
    assert result.exit_code == 1
    assert result.stdout == f"{terms}:4: error: '부기' has no target term.\n"
    assert "2 entries read, 1 problems." in result.stderr


@pytest.mark.parametrize("kind", ["deepl", "google", "tbx", "tsv"])
def test_what_is_exported_is_imported_again(terms: Path, tmp_path: Path, kind: str) -> None:
    suffix = {"tbx": "tbx", "tsv": "tsv"}.get(kind, "csv")
    made = tmp_path / f"made.{suffix}"
    assert run("export", kind, terms, "--output", made).exit_code == 0
    result = run("import", made, "--from", "ko", "--to", "en")
    assert result.exit_code == 0
    assert "근막\tfascia" in result.stdout


def test_export_tells_what_a_format_cannot_hold(terms: Path) -> None:
    assert (
        "1 entries left out: deepl cannot hold their status."
        in run("export", "deepl", terms).stderr
    )


def test_report_counts_the_terms_of_an_archive_and_lists_what_is_flagged(tmp_path: Path) -> None:
    archive = Archive.create(tmp_path / "archive", "Test")
    uses = (
        TermUse(
            entry="medical:흉터",
            source="흉터",
            source_span=(0, 2),
            required="scar",
            how="plain",
            target_span=(4, 8),
        ),
        TermUse(
            entry="medical:멍",
            source="멍",
            source_span=(4, 5),
            required="bruising",
            how="flagged",
            reason="The translation has no form of 'bruising' for '멍'.",
        ),
    )
    segment = Segment(
        id="s1", block=0, text="흉터와 멍", language="ko", pieces=(Piece(line=0, start=0, end=5),)
    )
    translation = PostTranslation(
        format=FORMAT,
        post="1",
        source_language="ko",
        target_language="en",
        post_digest="sha256:0",
        translated_at="2025-01-01T00:00:00Z",
        segments=(Translation(segment=segment, text="The scar.", terms=uses),),
    )
    path = archive.translation_file("clinic", "1", "en")
    path.parent.mkdir(parents=True)
    path.write_bytes(to_json(translation))
    result = CliRunner().invoke(glossary, ["report"], obj=archive.path)
    assert result.stdout.splitlines() == [
        "2 uses of 2 terms: flagged 1, plain 1",
        "flagged: clinic/1: The translation has no form of 'bruising' for '멍'.",
        "  흉터와 멍",
        "  The scar.",
    ]
