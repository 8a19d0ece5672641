from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.archive import CONFIG, Archive, Lock, write_record
from pipeline.build import build
from pipeline.errors import LockError
from pipeline.models import Model
from pipeline.pins import differences, offers, pinned_packages, read_lock


def repin(archive: Archive, **changes: object) -> None:
    lock = read_lock(archive)
    assert lock is not None
    write_record(archive.lock, msgspec.structs.replace(lock, **changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"models": {"ko-en": "other-1@00000000"}},
            "the package for ko-en is .* pinned is other-1",
        ),
        ({"glossaries": {"built-in": "sha256:0"}}, "the glossary built-in has changed"),
        ({"analysers": {"ko": "kiwi-0"}}, "the analyser of ko is .* pinned is kiwi-0"),
        ({"tool": "9.9"}, "the tool is .* pinned is 9.9"),
    ],
)
def test_a_build_does_not_leave_what_is_pinned_unasked(
    archive: Archive, changes: dict[str, object], message: str
) -> None:
    whole = archive.lock.read_bytes()
    repin(archive, **changes)
    pinned = archive.lock.read_bytes()
    with pytest.raises(LockError, match=rf"archive\.lock: {message}.* --update-lock"):
        build(archive)
    assert archive.lock.read_bytes() == pinned
    build(archive, update_lock=True)
    assert archive.lock.read_bytes() == whole


def test_a_glossary_that_is_new_needs_the_lock_to_move(archive: Archive) -> None:
    glossary = "source\ttarget\n붓기\tpuffiness\n"
    (archive.path / "house.ko-en.tsv").write_text(glossary, "utf-8")
    config = (archive.path / CONFIG).read_text("utf-8")
    config = config.replace("glossaries = []", 'glossaries = ["house.ko-en.tsv"]')
    (archive.path / CONFIG).write_text(config, "utf-8")
    with pytest.raises(LockError, match=r"the glossary house\.ko-en\.tsv is new"):
        build(Archive.open(archive.path))


@pytest.mark.parametrize(
    ("pinned", "offered"),
    [("m-0.9@00000000", True), ("m-0.10@00000000", False), ("other-0.1@00000000", False)],
)
def test_a_bundled_package_newer_than_the_pinned_one_is_offered(pinned: str, offered: bool) -> None:
    here = Model(
        name="m",
        version="0.10",
        source_language="ko",
        target_language="en",
        origin="bundled",
        path="/m",
        digest="sha256:1",
    )
    told = list(offers(Lock(tool="1", models={"ko-en": pinned}), [here]))
    assert bool(told) == offered
    assert all("m 0.10 is bundled; archive.lock pins 0.9. " in line for line in told)
    assert all("build --update-lock" in line for line in told)


def test_the_packages_of_a_route_are_pinned_each() -> None:
    lock = Lock(tool="1", models={"ja-en": "a-1@0+b-1@1", "ko-en": "c-1@2"})
    assert pinned_packages(lock) == {"a-1@0", "b-1@1", "c-1@2"}
    assert pinned_packages(None) == frozenset()


def test_before_the_first_build_nothing_is_pinned(tmp_path: Path) -> None:
    assert read_lock(Archive.create(tmp_path / "new", "New")) is None


def test_a_pair_that_is_new_and_a_target_that_is_gone_are_no_differences() -> None:
    pinned = Lock(tool="1", models={"ko-en": "a", "ko-es": "b"})
    used = Lock(tool="1", models={"ko-en": "a", "ja-en": "c"})
    assert list(differences(pinned, used, ("en",))) == []
    assert list(differences(pinned, used, ("en", "es"))) != []
