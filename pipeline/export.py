"""What leaves an archive: its files, without the text of withdrawn posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.archive import Archive
from pipeline.errors import ArchiveError, ConfigError
from pipeline.manifest import MANIFEST, SIGNATURE, entry_of, manifest_bytes, walk
from pipeline.redaction import Gap, gaps, index_without, redacted
from pipeline.withdraw import Withdrawal, read_withdrawals

_CHUNK = 1 << 20


def fresh_target(archive: Archive, target: Path) -> None:
    """Make sure that an export to `target` overwrites nothing and does not end in the archive.

    Raises `ConfigError`.
    """
    if target.resolve().is_relative_to(archive.path.resolve()):
        raise ConfigError(f"{target} is inside the archive; an export must go elsewhere.")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise ConfigError(f"{target} exists already; name a new place.")


def copy_public(archive: Archive, target: Path) -> None:
    """Copy the archive's files into the folder `target`, without what was withdrawn.

    Where something is left out, the copy has a manifest of its own, and no signature, which
    would not fit. Raises `ArchiveError` where a withdrawal was not followed by a build.
    """
    withdrawn = read_withdrawals(archive.path)
    require_built(archive, withdrawn)
    cut = {path.name: gaps(path, withdrawn) for path in warc_paths(archive)}
    whole = not any(cut.values())
    for found in walk(archive.path):
        entry_of(found)
        if not _of_withdrawn(found.path, withdrawn):
            _copy(target / found.path, _bytes(found.place, found.path, cut))
        else:
            whole = False
    for name in (MANIFEST, SIGNATURE):
        if whole and (archive.path / name).is_file():
            _copy(target / name, _read(archive.path / name))
    if not whole:
        entries = map(entry_of, walk(target))
        (target / MANIFEST).write_bytes(manifest_bytes(entries, withdrawn))


def copy_captures(archive: Archive, target: Path) -> list[Path]:
    """Copy the WARC files into the folder `target`, without what was withdrawn; return them.

    Where nothing was withdrawn, the archive's own files are returned, and nothing is copied.
    """
    withdrawn = read_withdrawals(archive.path)
    require_built(archive, withdrawn)
    if not withdrawn:
        return warc_paths(archive)
    copies = []
    for path in warc_paths(archive):
        _copy(target / path.name, redacted(path, gaps(path, withdrawn)))
        copies.append(target / path.name)
    return copies


def warc_paths(archive: Archive) -> list[Path]:
    """Return the WARC files of the archive, in the order of their names."""
    return sorted(archive.captures.glob("*.warc.gz"))


def require_built(archive: Archive, withdrawn: tuple[Withdrawal, ...]) -> None:
    """Raise `ArchiveError` where the text of a withdrawn post is still among the posts."""
    for gone in withdrawn:
        if any((archive.posts / gone.clinic / gone.post).glob("*.json")):
            raise ArchiveError(
                f"{gone.clinic}/{gone.post} is withdrawn, but its text is still there. "
                f"Run 'clinic-archive build' first."
            )


def _of_withdrawn(path: str, withdrawn: tuple[Withdrawal, ...]) -> bool:
    """Whether a file holds people's corrections of a withdrawn post."""
    return any(path.startswith(f"edits/{gone.clinic}/{gone.post}.") for gone in withdrawn)


def _bytes(place: Path, path: str, cut: dict[str, list[Gap]]) -> Iterator[bytes]:
    if path == "captures/index.cdxj" and any(cut.values()):
        with place.open("rb") as file:
            yield from index_without(file, cut)
    elif path.startswith("captures/") and cut.get(place.name):
        yield from redacted(place, cut[place.name])
    else:
        yield from _read(place)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _copy(target: Path, chunks: Iterator[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.writelines(chunks)
