from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.build import build
from pipeline.errors import KeyFileError
from pipeline.manifest import MANIFEST, SIGNATURE, entry_of, manifest_bytes, walk
from pipeline.signing import generate_key, sign
from pipeline.verification.seal import signature_layer


@pytest.fixture
def key(tmp_path: Path) -> Path:
    generate_key(tmp_path / "key")
    return tmp_path / "key"


def public(key: Path) -> Path:
    return key.with_name("key.pub")


def test_an_archive_need_not_be_signed(archive: Archive) -> None:
    layer = signature_layer(archive.path)
    assert (layer.skipped, layer.problems) == ("the archive is not signed", ())


def test_a_signature_holds_and_names_its_key(archive: Archive, key: Path) -> None:
    name = sign(archive.path, key)
    assert signature_layer(archive.path, public(key)).remark == f"signed by {name}"
    assert "whose key that is, it does not say" in signature_layer(archive.path).remark


def test_a_signature_that_was_taken_away_is_missed(archive: Archive, key: Path) -> None:
    (problem,) = signature_layer(archive.path, public(key)).problems
    assert "is missing, though a signature by the key" in problem.message


def test_an_old_signature_does_not_fit_a_new_manifest(archive: Archive, key: Path) -> None:
    sign(archive.path, key)
    shutil.copy(archive.path / SIGNATURE, key.parent / "old.sig")
    (archive.path / "notes.txt").write_text("more")
    report = build(archive)
    assert any("Sign again" in problem for problem in report.problems)
    sign(archive.path, key)
    assert signature_layer(archive.path, public(key)).holds
    shutil.copy(key.parent / "old.sig", archive.path / SIGNATURE)
    (problem,) = signature_layer(archive.path, public(key)).problems
    assert "signature of another manifest" in problem.message


def test_a_manifest_made_anew_after_tampering_is_not_the_signed_one(
    archive: Archive, key: Path
) -> None:
    sign(archive.path, key)
    (archive.site / "index.html").write_text("other")
    manifest = manifest_bytes(map(entry_of, walk(archive.path)))
    (archive.path / MANIFEST).write_bytes(manifest)
    assert not signature_layer(archive.path).holds


def test_a_signature_by_another_key_is_told(archive: Archive, key: Path) -> None:
    generate_key(key.with_name("other"))
    sign(archive.path, key.with_name("other"))
    (problem,) = signature_layer(archive.path, public(key)).problems
    assert "is not the key in" in problem.message


def test_a_key_of_the_wrong_kind_is_an_error(archive: Archive, key: Path) -> None:
    sign(archive.path, key)
    with pytest.raises(KeyFileError):
        signature_layer(archive.path, archive.path / "archive.toml")
