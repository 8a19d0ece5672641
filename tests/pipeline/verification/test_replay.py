from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pipeline.archive import Archive, read_translation, write_record
from pipeline.records import PostTranslation, Translation
from pipeline.verification.layers import Layer
from pipeline.verification.replay import replay_layers, retranslation_layer

POST = "posts/ts/223728104415"
PAGES = "site/ts/223728104415"


def layers(archive: Archive) -> dict[str, Layer]:
    return {layer.name: layer for layer in replay_layers(archive, lambda *stage: None)}


def told(archive: Archive) -> dict[str, list[str]]:
    """The files that do not hold, by layer."""
    return {
        name: sorted({problem.path for problem in layer.problems})
        for name, layer in layers(archive).items()
        if layer.problems
    }


def altered(archive: Archive, change: Callable[[Translation], Translation]) -> None:
    """Change the fourth sentence of a translation in its file."""
    path = archive.path / POST / "en.json"
    document = read_translation(path)
    segments = list(document.segments)
    segments[3] = change(segments[3])
    write_record(path, msgspec.structs.replace(document, segments=tuple(segments)))


def test_a_whole_archive_holds_and_nothing_is_written(archive: Archive) -> None:
    before = {path: path.stat().st_mtime_ns for path in sorted(archive.path.rglob("*"))}
    found = layers(archive)
    assert [(n, layer.holds, layer.checked) for n, layer in found.items()] == [
        ("posts", True, 2),
        ("translations", True, 2),
        ("site", True, found["site"].checked),
    ]
    assert found["site"].checked >= 7
    assert {path: path.stat().st_mtime_ns for path in sorted(archive.path.rglob("*"))} == before


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        (f"{POST}/post.json", "posts"),
        (f"{POST}/en.json", "translations"),
        (f"{PAGES}/en.html", "site"),
        (f"{PAGES}/original.html", "site"),
        ("site/index.html", "site"),
        ("site/style.css", "site"),
    ],
)
def test_a_file_that_is_gone_is_named_by_its_layer(archive: Archive, name: str, layer: str) -> None:
    (archive.path / name).unlink()
    assert name in told(archive)[layer]


def test_a_post_that_says_what_its_capture_does_not_is_named(archive: Archive) -> None:
    path = archive.path / POST / "post.json"
    path.write_bytes(path.read_bytes().replace("안녕하세요".encode(), "반갑습니다".encode(), 1))
    (problem,) = layers(archive)["posts"].problems
    assert problem.path == f"{POST}/post.json"
    assert "blocks[0].lines[0] is" in problem.message
    assert problem.breaks == "the translations and pages of ts/223728104415"


def test_a_translation_that_was_altered_does_not_give_its_page(archive: Archive) -> None:
    altered(archive, lambda t: msgspec.structs.replace(t, text="It is perfectly safe."))
    assert told(archive) == {"site": [f"{PAGES}/en.html"]}


def test_an_altered_translation_with_its_page_needs_translating_anew(archive: Archive) -> None:
    old = read_translation(archive.path / POST / "en.json").segments[3].text
    altered(archive, lambda t: msgspec.structs.replace(t, text="It is perfectly safe."))
    (problem,) = retranslation_layer(archive, lambda *stage: None).problems
    assert problem.path == f"{POST}/en.json"
    assert 'segments[3].text is "It is perfectly safe."' in problem.message
    assert old[:40] in problem.message


def test_a_translated_sentence_that_is_not_in_the_post_is_named(archive: Archive) -> None:
    def other(translation: Translation) -> Translation:
        segment = msgspec.structs.replace(translation.segment, text="없는 문장입니다.")
        return msgspec.structs.replace(translation, segment=segment)

    altered(archive, other)
    messages = [problem.message for problem in layers(archive)["translations"].problems]
    assert any("is not in the post: '없는 문장입니다.'" in message for message in messages)
    assert any("of the post has no translation" in message for message in messages)


def test_a_correction_that_nobody_made_is_named(archive: Archive) -> None:
    altered(archive, lambda t: msgspec.structs.replace(t, status="edited", editor="Nobody"))
    messages = [problem.message for problem in layers(archive)["translations"].problems]
    assert any("says that Nobody corrected it, but edits/ has" in message for message in messages)


@pytest.mark.parametrize("name", ["site/ts/9/en.html", "posts/ts/9/en.json", "posts/ts/9/x.txt"])
def test_a_file_that_nothing_makes_is_named(archive: Archive, name: str) -> None:
    (archive.path / name).parent.mkdir()
    (archive.path / name).write_text("x")
    (problem,) = (p for layer in layers(archive).values() for p in layer.problems)
    assert (problem.path, problem.message) == (name, "is nothing that this archive makes")


@pytest.mark.parametrize("data", [b"", b"{", b"null"])
def test_a_damaged_translation_is_named(archive: Archive, data: bytes) -> None:
    (archive.path / POST / "en.json").write_bytes(data)
    assert any("en.json" in p.message for p in layers(archive)["translations"].problems)


def test_a_record_in_another_form_is_no_record_of_ours(archive: Archive) -> None:
    path = archive.path / POST / "en.json"
    document = msgspec.json.decode(path.read_bytes(), type=PostTranslation)
    path.write_bytes(msgspec.json.encode(document))
    (problem,) = layers(archive)["translations"].problems
    assert problem.message == "is made otherwise now: first in line 1"


def test_what_cannot_be_built_at_all_is_told_once(archive: Archive, tmp_path: Path) -> None:
    config = (archive.path / "archive.toml").read_text("utf-8")
    config = config.replace("glossaries = []", 'glossaries = ["gone.ko-en.tsv"]')
    (archive.path / "archive.toml").write_text(config, "utf-8")
    found = layers(Archive.open(archive.path))
    (problem,) = found["posts"].problems
    assert "gone.ko-en.tsv" in problem.message
    assert (found["site"].skipped, found["site"].problems) == (
        "nothing can be made again; see posts",
        (),
    )


def test_translating_anew_gives_the_same(archive: Archive) -> None:
    layer = retranslation_layer(archive, lambda *stage: None)
    assert (layer.problems, layer.checked) == ((), 2)
