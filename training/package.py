"""Argos Translate packages (``.argosmodel``): a zip of model, vocabulary, metadata and card."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from training.settings import LANGUAGE_NAMES, Settings

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a package, so that the same weights give the same bytes."""


class PackageError(ValueError):
    """A file is not a translation package of this kind; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Where the parts of an unpacked package are, and what it says of itself."""

    folder: Path
    source: str
    target: str
    version: str

    @property
    def model(self) -> Path:
        """The CTranslate2 model folder."""
        return self.folder / "model"

    @property
    def vocabulary(self) -> Path:
        """The SentencePiece model."""
        return self.folder / "sentencepiece.model"


def write_package(settings: Settings, model: Path, vocabulary: Path, card: str, path: Path) -> None:
    """Zip model, vocabulary, metadata and card as a package."""
    metadata = {
        "package_version": settings.version,
        "argos_version": "1.9",
        "type": "translate",
        "from_code": settings.source,
        "from_name": LANGUAGE_NAMES[settings.source],
        "to_code": settings.target,
        "to_name": LANGUAGE_NAMES[settings.target],
    }
    files = {
        "README.md": card.encode(),
        "metadata.json": (json.dumps(metadata, indent=2) + "\n").encode(),
        "sentencepiece.model": vocabulary.read_bytes(),
    }
    files.update({f"model/{f.name}": f.read_bytes() for f in sorted(model.iterdir())})
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{settings.package_name}/{name}", ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, files[name])
    part.replace(path)


def unpack(path: Path, folder: Path) -> Unpacked:
    """Unpack a package into a folder.

    Raises:
        PackageError: the file is no zip, or holds no package.
    """
    try:
        with zipfile.ZipFile(path) as package:
            package.extractall(folder)
        (metadata_file,) = folder.glob("*/metadata.json")
        metadata = json.loads(metadata_file.read_text(encoding="utf-8"))
        return Unpacked(
            metadata_file.parent,
            metadata["from_code"],
            metadata["to_code"],
            metadata["package_version"],
        )
    except (zipfile.BadZipFile, ValueError, KeyError) as error:
        raise PackageError(f"{path}: not an Argos Translate package ({error})") from error
