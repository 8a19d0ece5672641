from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from pipeline.archive import Archive, read_translation, write_record
from pipeline.drift import Change, Drift, check
from pipeline.drift_reports import as_github, as_junit, as_text
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.pins import read_lock
from pipeline.reasons import Reason
from pipeline.withdraw import withdraw

POST = "posts/ts/223728104415"
PAGE = "site/ts/223728104415/en.html"


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in [folder, *sorted(folder.rglob("*"))]
    }


def drift(archive: Archive) -> dict[str, Change]:
    """What a build would change, by path; it must have written nothing."""
    before = tree(archive.path)
    found = check(Archive.open(archive.path))
    assert tree(archive.path) == before
    return {change.path: change for change in found.changes}


def kinds(change: Change) -> set[str]:
    return {reason.kind for reason in change.reasons}


def detail(change: Change) -> str:
    return "; ".join(reason.detail for reason in change.reasons)


def test_after_a_build_nothing_would_change(archive: Archive) -> None:
    assert drift(archive) == {}


def test_it_holds_without_a_memory_too(archive: Archive) -> None:
    archive.memory.unlink()
    assert drift(archive) == {}
    assert not archive.memory.exists()


def test_a_damaged_memory_is_left_as_it_is(archive: Archive) -> None:
    archive.memory.write_bytes(b"no database" * 1000)
    assert drift(archive) == {}


def test_a_new_glossary_names_the_entry_and_what_follows(archive: Archive) -> None:
    glossary = "source\ttarget\n붓기\tpuffiness\n"
    (archive.path / "house.ko-en.tsv").write_text(glossary, "utf-8")
    config = archive.path / "archive.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("glossaries = []", 'glossaries = ["house.ko-en.tsv"]'), "utf-8")
    found = drift(archive)
    changed = [change for path, change in found.items() if path.endswith("/en.json")]
    assert changed
    for change in changed:
        assert kinds(change) == {"glossary"}
        assert "붓기 → puffiness" in detail(change)
    assert kinds(found["archive.lock"]) == {"glossary"}
    assert {"configuration", "glossary", "follows"} <= kinds(found["manifest.json"])


def test_a_correction_names_who_and_when(archive: Archive) -> None:
    segment = read_translation(archive.path / POST / "en.json").segments[3].segment
    edit = Edit(
        segment=segment.id,
        source=segment.text,
        text="Better.",
        editor="Kim",
        time="2025-05-01T09:00:00Z",
    )
    add_edit(edits_file(archive.path, "ts", "223728104415", "en"), edit)
    found = drift(archive)
    assert detail(found[f"{POST}/en.json"]) == "1 sentence: edited by Kim at 2025-05-01T09:00:00Z"
    assert found[PAGE].reasons == (Reason(kind="follows", detail=f"{POST}/en.json changes"),)
    assert "edit" in kinds(found["manifest.json"])


def test_a_capture_that_no_build_used_is_named(archive: Archive) -> None:
    from sources.files import import_paths

    pages = Path(__file__).parents[2] / "examples" / "pages"
    import_paths(archive.captures, [pages / "PostView-223790415562.html"])
    found = drift(archive)
    post = found["posts/ts/223790415562/post.json"]
    assert (post.action, kinds(post)) == ("added", {"capture"})
    assert "https://blog.naver.com/tssample/223790415562" in detail(post)
    assert "capture" in kinds(found["manifest.json"])


def test_another_model_and_tool_are_named_from_the_signatures(archive: Archive) -> None:
    path = archive.path / POST / "en.json"
    document = read_translation(path)
    old = [
        msgspec.structs.replace(
            t, signature=t.signature.replace("model:ko_en", "model:old").replace("cx:", "cx:0.0.")
        )
        for t in document.segments
    ]
    write_record(path, msgspec.structs.replace(document, segments=tuple(old)))
    lock = read_lock(archive)
    assert lock is not None
    write_record(archive.lock, msgspec.structs.replace(lock, models={"ko-en": "old"}))
    found = drift(archive)
    assert {"model", "tool"} <= kinds(found[f"{POST}/en.json"])
    assert "model" in kinds(found["archive.lock"])


def test_an_extractor_that_changed_is_named(archive: Archive) -> None:
    path = archive.path / POST / "post.json"
    path.write_bytes(path.read_bytes().replace(b'"extractor": "naver/', b'"extractor": "naver/0.'))
    change = drift(archive)[f"{POST}/post.json"]
    assert "extractor" in kinds(change)
    assert "naver/0." in detail(change)


def test_what_somebody_altered_by_hand_is_named(archive: Archive) -> None:
    (archive.path / PAGE).write_text("mine")
    change = drift(archive)[PAGE]
    assert kinds(change) == {"altered"}
    assert "is cut short" in detail(change)


def test_a_template_that_changed_is_named_where_nothing_else_did(archive: Archive) -> None:
    from pipeline.manifest import MANIFEST, entry_of, manifest_bytes, walk

    (archive.path / PAGE).write_text("from another template")
    (archive.path / MANIFEST).write_bytes(manifest_bytes(map(entry_of, walk(archive.path))))
    assert kinds(drift(archive)[PAGE]) == {"template"}


def test_a_configuration_that_changed_is_named(archive: Archive) -> None:
    config = archive.path / "archive.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("Korean clinic archive", "Clinics of Seoul"), "utf-8")
    found = drift(archive)
    assert kinds(found["site/index.html"]) == {"configuration"}


def test_a_withdrawal_is_named(archive: Archive) -> None:
    withdraw(archive, "223728104415", "Asked for.", "2025-06-01T00:00:00Z")
    found = drift(archive)
    assert found[f"{POST}/en.json"].action == "removed"
    assert kinds(found[f"{POST}/en.json"]) == {"withdrawal"}
    assert kinds(found[PAGE]) == {"withdrawal"}


def test_a_missing_manifest_is_told(archive: Archive) -> None:
    (archive.path / "manifest.json").unlink()
    (change,) = drift(archive).values()
    assert (change.action, detail(change)) == ("added", "there is no manifest yet")


def test_a_site_that_is_gone_would_be_made(archive: Archive) -> None:
    shutil.rmtree(archive.site)
    found = drift(archive)
    assert found[PAGE].action == "added"


FOUND = Drift(
    changes=(
        Change(
            path="site/a,b.html",
            action="changed",
            reasons=(Reason(kind="template", detail="100 % new\nlines <b>"),),
        ),
    ),
    failures=("posts/x: unreadable",),
)


def test_text_tells_each_file_and_its_reasons() -> None:
    assert as_text(FOUND).splitlines()[:2] == [
        "site/a,b.html: would be changed",
        "  template: 100 % new",
    ]
    assert as_text(Drift()) == "A build would change nothing.\n"


def test_github_annotations_are_escaped() -> None:
    first, second = as_github(FOUND).splitlines()
    assert first == (
        "::error file=site/a%2Cb.html,title=Drift::would be changed by a build: "
        "template: 100 %25 new%0Alines <b>"
    )
    assert second == "::error title=Failed post::posts/x: unreadable"
    assert as_github(Drift()).startswith("::notice ")


@pytest.mark.parametrize(("found", "tests", "failures"), [(FOUND, "2", "2"), (Drift(), "1", "0")])
def test_junit_counts_what_would_change(found: Drift, tests: str, failures: str) -> None:
    suite = ET.fromstring(as_junit(found))
    assert (suite.get("tests"), suite.get("failures")) == (tests, failures)
    assert len(suite.findall("testcase/failure")) == int(failures)
