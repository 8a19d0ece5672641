from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.archive import Archive, read_translation
from pipeline.build import build
from pipeline.errors import ConfigError
from pipeline.review import correct, queue
from sources.files import import_paths

EXAMPLES = Path(__file__).parents[2] / "examples"
POST = "223728104415"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("review")
    shutil.copy(EXAMPLES / "archive.toml", folder)
    archive = Archive.open(folder)
    import_paths(archive.captures, [EXAMPLES / "pages" / f"PostView-{POST}.html"])
    build(archive)
    return archive


def test_the_least_sure_sentences_come_first(archive: Archive) -> None:
    everything = queue(archive, "en", 1000)
    assert [item.confidence for item in everything] == sorted(i.confidence for i in everything)
    assert queue(archive, "en", 3) == everything[:3]
    assert everything[0].doubts


def test_a_correction_is_published_and_is_no_longer_to_be_reviewed(archive: Archive) -> None:
    first, second = queue(archive, "en", 2)
    correct(archive, first.place, "en", "A person wrote this.", "Editor")
    correct(archive, second.place, "en", None, "Editor")
    build(archive)
    done = {
        translation.segment.id: translation
        for translation in read_translation(archive.translation_file("ts", POST, "en")).segments
    }
    corrected, approved = (done[item.place.partition("#")[2]] for item in (first, second))
    assert (corrected.text, corrected.status) == ("A person wrote this.", "edited")
    assert (approved.text, approved.status, approved.editor) == (second.text, "approved", "Editor")
    assert not {first.place, second.place} & {item.place for item in queue(archive, "en", 1000)}


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (f"ts/{POST}#000000000000", "has no sentence '000000000000'"),
        ("ts/1#a", "no translation of such a post"),
        ("../ts/1#a", "no translation of such a post"),
        ("nothing", "CLINIC/POST#SENTENCE"),
    ],
)
def test_a_place_that_is_not_there_is_told(archive: Archive, place: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        correct(archive, place, "en", "Text", "Editor")


def test_an_empty_correction_is_refused(archive: Archive) -> None:
    (item,) = queue(archive, "en", 1)
    with pytest.raises(ConfigError, match="is empty"):
        correct(archive, item.place, "en", "  ", "Editor")
