"""Ed25519 signatures of a manifest: a DSSE envelope around an in-toto statement.

Standards: RFC 8032 (Ed25519), DSSE 1.0 (the envelope and what is signed), in-toto Statement v1.
The `keyid` of a signature is `ed25519:` and the public key in base64, so that an envelope can be
checked by itself; whose key it is, only the person who checks can know.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive import write
from pipeline.errors import KeyFileError, SignatureError
from pipeline.manifest import MANIFEST, SIGNATURE, read_root
from pipeline.records import NOT_A_RECORD, Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:clinic-archive:manifest:v1"
_KEYID = "ed25519:"


class Signature(Record, frozen=True, kw_only=True):
    """One signature of an envelope: the key's id and the signature in base64."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A DSSE envelope; `payload` is the statement in base64."""

    payload_type: str
    payload: str
    signatures: tuple[Signature, ...]


class Seal(Record, frozen=True, kw_only=True):
    """What a valid envelope says: the key it is signed with, and the manifest it is about."""

    key: str
    manifest_sha256: str


def generate_key(path: Path) -> str:
    """Write a new private key to `path` (PEM, for its owner only) and its public one to `.pub`.

    Returns the key's id. Raises `KeyFileError` where either file exists.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    public_path = path.with_name(f"{path.name}.pub")
    for file in (path, public_path):
        if file.exists():
            raise KeyFileError(f"{file} exists already; a key is never written over.")
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(private)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public_path.write_bytes(public)
    return key_id(key.public_key())


def sign(folder: Path, key: Path) -> str:
    """Sign the manifest of the archive in `folder` with the private key in the file `key`.

    Writes `manifest.sig` and returns the key's id. The same manifest and key give the same
    bytes. Raises `KeyFileError`, and `SignatureError` where there is no manifest.
    """
    manifest = folder / MANIFEST
    if not manifest.exists():
        raise SignatureError(f"{folder} has no {MANIFEST} to sign. Run 'clinic-archive build'.")
    private = _private_key(key)
    payload = msgspec.json.encode(_statement(manifest))
    name = key_id(private.public_key())
    signature = private.sign(pre_authentication_encoding(payload))
    envelope = Envelope(
        payload_type=PAYLOAD_TYPE,
        payload=base64.b64encode(payload).decode(),
        signatures=(Signature(keyid=name, sig=base64.b64encode(signature).decode()),),
    )
    write(folder / SIGNATURE, _envelope_bytes(envelope))
    return name


def check_signature(folder: Path, key: Path | None = None) -> Seal:
    """Return what the signature of the manifest in `folder` says, where it holds.

    With `key`, a file with a public key, it must be signed by that key. Raises `SignatureError`
    where the envelope is damaged, a signature does not hold, or it is about another manifest;
    `KeyFileError` where `key` is no such key.
    """
    path = folder / SIGNATURE
    envelope = _read_envelope(path)
    payload = _decoded(envelope.payload, path)
    seal = _sealed(envelope, payload, path)
    if key is not None and seal.key != key_id(read_public_key(key)):
        raise SignatureError(f"{path}: signed by {seal.key}, which is not the key in {key}.")
    now = file_sha256(folder / MANIFEST)
    if seal.manifest_sha256 != now:
        raise SignatureError(
            f"{path}: this is the signature of another manifest (sha256 {seal.manifest_sha256}; "
            f"{MANIFEST} has {now}). The archive changed after it was signed, or an old signature "
            f"was put back."
        )
    return seal


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return the Ed25519 public key in a PEM file. Raises `KeyFileError`."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    data = _key_bytes(path)
    if b"PRIVATE KEY" in data:
        raise KeyFileError(f"{path}: this is a private key; give the public one ({path.name}.pub).")
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path}: this is no public key in PEM form.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{path}: this is a key of another kind ({_kind(key)}), not Ed25519.")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Return `ed25519:` and the public key in base64."""
    return _KEYID + base64.b64encode(key.public_bytes_raw()).decode()


def pre_authentication_encoding(payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature signs for `payload`."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, or nothing where there is no such file."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _statement(manifest: Path) -> dict[str, Any]:
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": MANIFEST, "digest": {"sha256": file_sha256(manifest)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {"merkleRoot": read_root(manifest)},
    }


def _private_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _key_bytes(path)
    if b"PUBLIC KEY" in data:
        raise KeyFileError(f"{path}: this is a public key; sign with the private one.")
    if b"ENCRYPTED" in data:
        raise KeyFileError(f"{path}: this key is encrypted; decrypt it to a file first.")
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path}: this is no private key in PEM form.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(
            f"{path}: this is a key of another kind ({_kind(key)}), not Ed25519. "
            f"Make one with 'clinic-archive keys generate FILE'."
        )
    return key


def _kind(key: object) -> str:
    return type(key).__name__.removesuffix("PrivateKey").removesuffix("PublicKey").lstrip("_")


def _key_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror or error}.") from error


def _envelope_bytes(envelope: Envelope) -> bytes:
    return msgspec.json.format(msgspec.json.encode(envelope), indent=1) + b"\n"


def _read_envelope(path: Path) -> Envelope:
    data = path.read_bytes()
    try:
        envelope = msgspec.json.decode(data, type=Envelope)
    except NOT_A_RECORD as error:
        raise SignatureError(f"{path}: this is no DSSE envelope: {error}.") from error
    if _envelope_bytes(envelope) != data or envelope.payload_type != PAYLOAD_TYPE:
        raise SignatureError(f"{path}: the envelope was altered.")
    return envelope


def _sealed(envelope: Envelope, payload: bytes, path: Path) -> Seal:
    """Return what the envelope says, once each of its signatures holds."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(envelope.signatures) != 1 or not envelope.signatures[0].keyid.startswith(_KEYID):
        raise SignatureError(f"{path}: it must hold one signature by an Ed25519 key.")
    signature = envelope.signatures[0]
    try:
        raw = _decoded(signature.keyid.removeprefix(_KEYID), path)
        public = Ed25519PublicKey.from_public_bytes(raw)
        public.verify(_decoded(signature.sig, path), pre_authentication_encoding(payload))
        statement = msgspec.json.decode(payload)
        (subject,) = statement["subject"]
        if (statement["_type"], subject["name"]) != (STATEMENT_TYPE, MANIFEST):
            raise SignatureError(f"{path}: the statement is not about {MANIFEST}.")
        return Seal(key=signature.keyid, manifest_sha256=str(subject["digest"]["sha256"]))
    except (InvalidSignature, ValueError) as error:
        raise SignatureError(
            f"{path}: the signature does not hold: statement, key or signature was altered."
        ) from error
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise SignatureError(f"{path}: what is signed is no statement of in-toto.") from error


def _decoded(text: str, path: Path) -> bytes:
    """Undo base64, in its one canonical form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError(f"{path}: the envelope was altered.") from error
    if base64.b64encode(data).decode() != text:
        raise SignatureError(f"{path}: the envelope was altered.")
    return data
