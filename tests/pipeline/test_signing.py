from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

from pipeline.errors import KeyFileError, SignatureError
from pipeline.manifest import MANIFEST, SIGNATURE, manifest_bytes
from pipeline.signing import check_signature, generate_key, sign


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a manifest, and keys beside it."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / MANIFEST).write_bytes(manifest_bytes([]))
    generate_key(tmp_path / "key")
    return tmp_path / "archive"


def test_a_signature_holds_for_its_key(folder: Path) -> None:
    name = sign(folder, folder.parent / "key")
    assert check_signature(folder).key == name
    assert check_signature(folder, folder.parent / "key.pub").key == name


def test_the_same_manifest_and_key_give_the_same_signature(folder: Path) -> None:
    sign(folder, folder.parent / "key")
    first = (folder / SIGNATURE).read_bytes()
    sign(folder, folder.parent / "key")
    assert (folder / SIGNATURE).read_bytes() == first


def test_another_tool_verifies_the_envelope(folder: Path) -> None:
    name = sign(folder, folder.parent / "key")
    envelope = Envelope.from_dict(json.loads((folder / SIGNATURE).read_bytes()))
    public = load_pem_public_key((folder.parent / "key.pub").read_bytes())
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    key = SSlibKey(name, "ed25519", "ed25519", {"public": raw})
    assert set(envelope.verify([key], 1)) == {name}
    statement = json.loads(envelope.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"][0]["name"] == "manifest.json"


def test_a_private_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    generate_key(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    with pytest.raises(KeyFileError, match="exists already"):
        generate_key(tmp_path / "key")


def test_a_changed_manifest_does_not_fit_its_signature(folder: Path) -> None:
    sign(folder, folder.parent / "key")
    (folder / MANIFEST).write_bytes(b"other")
    with pytest.raises(SignatureError, match="signature of another manifest"):
        check_signature(folder)


def test_another_key_is_not_the_one_asked_for(folder: Path) -> None:
    generate_key(folder.parent / "other")
    sign(folder, folder.parent / "other")
    with pytest.raises(SignatureError, match=r"not the key in .*key\.pub"):
        check_signature(folder, folder.parent / "key.pub")


def test_every_flipped_byte_of_a_signature_is_noticed(folder: Path) -> None:
    sign(folder, folder.parent / "key")
    whole = (folder / SIGNATURE).read_bytes()
    for position in range(len(whole)):
        data = bytearray(whole)
        data[position] ^= 0x81 if position % 2 else 0x01
        (folder / SIGNATURE).write_bytes(data)
        with pytest.raises(SignatureError):
            check_signature(folder)


def test_there_must_be_a_manifest_to_sign(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    with pytest.raises(SignatureError, match="has no manifest"):
        sign(folder, folder.parent / "key")


PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (rsa.generate_private_key(65537, 2048).private_bytes(*PEM), "another kind .RSA., not Ed"),
        (ec.generate_private_key(ec.SECP256R1()).private_bytes(*PEM), "another kind .* not Ed"),
        (
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")
            ),
            "encrypted",
        ),
        (b"no key", "no private key in PEM"),
        (b"", "no private key in PEM"),
    ],
)
def test_a_key_of_the_wrong_kind_is_told(folder: Path, data: bytes, message: str) -> None:
    wrong = folder.parent / "wrong"
    wrong.write_bytes(data)
    with pytest.raises(KeyFileError, match=f"wrong: .*{message}"):
        sign(folder, wrong)


def test_private_and_public_keys_are_not_taken_for_each_other(folder: Path) -> None:
    with pytest.raises(KeyFileError, match="public key; sign with the private one"):
        sign(folder, folder.parent / "key.pub")
    sign(folder, folder.parent / "key")
    with pytest.raises(KeyFileError, match="private key; give the public one"):
        check_signature(folder, folder.parent / "key")
