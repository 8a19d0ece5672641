"""Verifying an archive: offline, reading only, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.archive import CONFIG, Archive
from pipeline.config import Config
from pipeline.errors import ClinicArchiveError, NotAnArchiveError
from pipeline.manifest import MANIFEST
from pipeline.verification.evidence import captures_layer
from pipeline.verification.files import manifest_layer
from pipeline.verification.layers import Layer
from pipeline.verification.replay import replay_layers, retranslation_layer, unreadable
from pipeline.verification.seal import signature_layer

Progress = Callable[[str, int, int], None]


def verify(
    folder: Path,
    *,
    deep: bool = False,
    key: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Iterator[Layer]:
    """Yield what each layer finds in the archive in `folder`, as soon as it is known.

    `key` is a file with the public key that must have signed. `deep` translates everything
    anew. Raises `NotAnArchiveError` where there is neither `archive.toml` nor a manifest, and
    `KeyFileError` for a key of the wrong kind.
    """
    if not (folder / CONFIG).exists() and not (folder / MANIFEST).exists():
        raise NotAnArchiveError(
            f"{folder} is not an archive: it has no {CONFIG} and no {MANIFEST}."
        )
    yield manifest_layer(folder, lambda count: progress("Comparing files", count, count))
    yield signature_layer(folder, key)
    yield captures_layer(Archive(folder, Config(title="")))
    try:
        archive = Archive.open(folder)
    except ClinicArchiveError as error:
        yield from unreadable(CONFIG, str(error))
        return
    yield from replay_layers(archive, progress)
    if deep:
        yield retranslation_layer(archive, progress)
