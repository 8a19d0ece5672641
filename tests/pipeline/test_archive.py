from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive import Archive, parse, read_post, write
from pipeline.errors import (
    ArchiveError,
    ConfigError,
    DamagedFileError,
    NewerFormatError,
    NotAnArchiveError,
)
from pipeline.records import Post


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.create(tmp_path / "archive", 'Clinics "A" & B')


def test_a_new_archive_opens_with_its_title(archive: Archive) -> None:
    assert Archive.open(archive.path).config.title == 'Clinics "A" & B'


def test_an_archive_is_not_made_over_another(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="is an archive already"):
        Archive.create(archive.path, "Another")


def test_a_folder_without_configuration_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchiveError, match=r"has no archive\.toml.*init"):
        Archive.open(tmp_path)


def configured(archive: Archive, text: str) -> None:
    (archive.path / "archive.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 1", r"archive\.toml: title: Expected `str`, got `int`"),
        ('title = "A"\nlanguage = "en"', r"unknown field `language`"),
        ("title = ", r"archive\.toml: this is not TOML"),
        ('title = "A"\nlanguages = ["English"]', r"languages: 'English' is no language code"),
        ('title = "A"\nlanguages = []', r"languages: name at least one"),
        ('title = "A"\n[[clinics]]\nid = "../x"', r"clinics\.id: '\.\./x' cannot name a folder"),
        ('title = "A"\n[[clinics]]\nid = "a"\n[[clinics]]\nid = "a"', "stands there twice"),
        ('title = "A"\n[policy]\non_error = "ignore"', r"policy\.on_error"),
        ('title = "A"\n[policy.checks]\nnumbers = "off"', r"policy\.checks: there is no check"),
    ],
)
def test_a_wrong_configuration_is_told_by_file_and_key(
    archive: Archive, text: str, message: str
) -> None:
    configured(archive, text)
    with pytest.raises(ConfigError, match=message):
        Archive.open(archive.path)


def test_a_folder_of_a_newer_version_is_refused(archive: Archive) -> None:
    configured(archive, 'format = 99\ntitle = "A"\nsomething_new = true')
    with pytest.raises(NewerFormatError, match=r"archive\.toml.*format 99.*newer clinic-archive"):
        Archive.open(archive.path)


def test_a_record_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(NewerFormatError, match=r"post\.json.*format 99"):
        parse(b'{"format": 99, "shape": "new"}', Post, Path("post.json"))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b"\0" * 10])
def test_a_damaged_record_is_told_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "post.json"
    path.write_bytes(data)
    with pytest.raises(DamagedFileError, match=r"post\.json"):
        read_post(path)


def test_a_file_is_written_whole_and_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.json"
    assert write(path, b"one")
    before = path.stat().st_mtime_ns
    assert not write(path, b"one")
    assert path.stat().st_mtime_ns == before
    assert write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["b.json"]


def test_a_second_command_is_kept_out(archive: Archive) -> None:
    with archive.locked():
        other = Archive.open(archive.path)
        with pytest.raises(ArchiveError, match="another command is changing"), other.locked():
            pass
    with Archive.open(archive.path).locked():
        pass
