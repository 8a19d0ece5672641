"""The signature: whether the manifest is the one that somebody signed."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SignatureError
from pipeline.manifest import SIGNATURE
from pipeline.signing import check_signature
from pipeline.verification.layers import Layer, Problem

_BREAKS = "the proof of who vouches for the archive"


def signature_layer(folder: Path, key: Path | None = None) -> Layer:
    """Check `manifest.sig`, against the public key in the file `key` where one is given.

    Raises `KeyFileError` where `key` is no such key.
    """
    path = folder / SIGNATURE
    if not path.is_file():
        if key is None:
            return Layer(name="signature", skipped="the archive is not signed")
        missing = f"is missing, though a signature by the key in {key} is asked for"
        return _wrong(missing)
    try:
        seal = check_signature(folder, key)
    except SignatureError as error:
        return _wrong(str(error))
    remark = f"signed by {seal.key}"
    if key is None:
        remark += "; whose key that is, it does not say. Give the key you trust with --key"
    return Layer(name="signature", checked=1, remark=remark)


def _wrong(message: str) -> Layer:
    problem = Problem(path=SIGNATURE, message=message, breaks=_BREAKS)
    return Layer(name="signature", checked=1, problems=(problem,))
