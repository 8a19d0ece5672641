"""Translation packages: the bundled ones, the user's own, and the way from one language to another.

A package is an Argos Translate package. The user's lie where Argos Translate keeps them
(`ARGOS_PACKAGES_DIR`); the bundled ones are unpacked, once, into the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from pipeline.errors import MissingModelError, ModelError
from pipeline.records import Record

if TYPE_CHECKING:
    from argostranslate.package import Package

Origin = Literal["bundled", "installed"]


class Model(Record, frozen=True, kw_only=True):
    """A translation package on this machine.

    `digest` is over the names and contents of its files, so that a package file and its
    unpacked folder have the same.
    """

    name: str
    version: str
    source_language: str
    target_language: str
    origin: Origin
    path: str
    digest: str

    @property
    def label(self) -> str:
        """Name, version and digest, as a signature names the package."""
        return f"{self.name}-{self.version}@{self.digest.removeprefix('sha256:')[:8]}"


def find_models(prefer: Origin | None = None, pinned: Collection[str] = ()) -> list[Model]:
    """Return every usable package, the preferred ones first.

    `prefer` says whether the user's packages or the bundled ones come first; without it the
    user's do where `ARGOS_PACKAGES_DIR` is set, and the bundled ones do elsewhere. Before all
    others come those with a label in `pinned`; one that an earlier version of this tool had
    bundled is among them where that version has unpacked it on this machine.
    """
    if prefer is None:
        prefer = "installed" if os.environ.get("ARGOS_PACKAGES_DIR") else "bundled"
    models = [*_bundled(), *_installed()]
    missing = {*pinned} - {model.label for model in models}
    models += _formerly_bundled(missing)

    def place(model: Model) -> tuple[bool, bool, str, str]:
        unpinned, other = model.label not in pinned, model.origin != prefer
        return unpinned, other, model.source_language, model.target_language

    return sorted(models, key=place)


def route(models: Sequence[Model], source: str, target: str) -> tuple[Model, ...]:
    """Return the packages that lead from `source` to `target`: the fewest, the preferred first.

    Raises `MissingModelError`, with what to do, where no packages lead there.
    """
    queue: deque[tuple[Model, ...]] = deque([()])
    reached = {source}
    while queue:
        path = queue.popleft()
        here = path[-1].target_language if path else source
        for model in models:
            if model.source_language != here or model.target_language in reached:
                continue
            if model.target_language == target:
                return (*path, model)
            reached.add(model.target_language)
            queue.append((*path, model))
    pairs = ", ".join(sorted({f"{m.source_language}→{m.target_language}" for m in models}))
    raise MissingModelError(
        f"No translation package leads from {source!r} to {target!r} (there are: "
        f"{pairs or 'none'}). Get one for this pair and run "
        f"'clinic-archive models install FILE.argosmodel'."
    )


def routes(
    models: Sequence[Model], sources: Iterable[str], targets: Iterable[str]
) -> dict[str, str]:
    """Return the labels of the packages between languages, by pair (`ko-en`), as a lock has them.

    A pair that no packages lead between is left out.
    """
    found: dict[str, str] = {}
    for target, source in itertools.product(sorted(targets), sorted(sources)):
        if source != target:
            with contextlib.suppress(MissingModelError):
                path = route(models, source, target)
                found[f"{source}-{target}"] = "+".join(model.label for model in path)
    return found


def load_package(model: Model) -> Package:
    """Open the package of `model` with Argos Translate. Raises `ModelError` where it is damaged."""
    return _open(Path(model.path))


def install(file: Path) -> Model:
    """Install the package file `file` where Argos Translate keeps the user's packages.

    Raises `ModelError`, naming the file and what is wrong with it, before anything is written.
    """
    from argostranslate import settings

    with tempfile.TemporaryDirectory() as scratch:
        unpacked = _unpack(file.open("rb"), str(file), Path(scratch))
        _check(unpacked, str(file))
        home = Path(settings.package_data_dir)
        home.mkdir(parents=True, exist_ok=True)
        place = home / unpacked.name
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(unpacked, place)
    return _model(place, "installed", tree_digest(place))


def card(model: Model) -> str:
    """Return the model card (`README.md`) of a package, or an empty text."""
    readme = Path(model.path) / "README.md"
    return readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else ""


def about(model: Model) -> Iterator[str]:
    """Yield what the card of a package says first of its scores and of its licence, if it does."""
    for line in card(model).splitlines():
        if found := re.match(r"[-*]\s+\*\*((?:Scores|Licence)\*\*[^;]+)", line):
            yield found[1].replace("**", "")


def tree_digest(folder: Path) -> str:
    """Return the digest of a package folder: `sha256:` over its files' digests and names."""
    return _combined(
        (path.relative_to(folder).as_posix(), _file_digest(path.open("rb")))
        for path in folder.rglob("*")
        if path.is_file()
    )


def _installed() -> Iterator[Model]:
    from argostranslate import settings

    home = Path(settings.package_data_dir)
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if (folder / "metadata.json").is_file() and (folder / "model").is_dir():
            yield _model(folder, "installed", tree_digest(folder))


def _bundled() -> Iterator[Model]:
    for entry in sorted(resources.files("pipeline").joinpath("bundled").iterdir(), key=str):
        if entry.name.endswith(".argosmodel"):
            digest = _archive_digest(entry)
            yield _model(_unpacked(entry, digest), "bundled", digest)


def _formerly_bundled(labels: Iterable[str]) -> Iterator[Model]:
    for label in sorted(labels):
        for folder in _cache_folder().glob(f"{label.rpartition('@')[2]}*/*/"):
            model = _model(folder, "bundled", tree_digest(folder))
            if model.label == label:
                yield model


def _unpacked(entry: Traversable, digest: str) -> Path:
    """Return the folder a bundled package is unpacked in, unpacking it where it is not yet."""
    home = _cache_folder() / digest.removeprefix("sha256:")[:16]
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            _unpack(entry.open("rb"), entry.name, Path(scratch) / "package")
            try:
                (Path(scratch) / "package").rename(home)
            except OSError:
                if not home.is_dir():  # another process may have been first
                    raise
    return next(folder for folder in home.iterdir() if folder.is_dir())


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "clinic-archive" / "packages"


def _unpack(file: IO[bytes], name: str, into: Path) -> Path:
    try:
        with file, zipfile.ZipFile(file) as archive:
            archive.extractall(into)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise ModelError(
            f"{name}: this is not a readable .argosmodel package ({error})."
        ) from error
    folders = [folder for folder in into.iterdir() if folder.is_dir()]
    if len(folders) != 1:
        raise ModelError(f"{name}: a package must hold one folder; this one holds {len(folders)}.")
    return folders[0]


def _check(folder: Path, name: str) -> None:
    for part in ("metadata.json", "model/model.bin"):
        if not (folder / part).is_file():
            raise ModelError(f"{name}: the package has no {part}.")
    package = _open(folder, name)
    from pipeline.decode import Decoder

    Decoder(package, threads=1)


def _open(folder: Path, name: str = "") -> Package:
    from argostranslate.package import Package

    try:
        package = Package(folder)
        package.tokenizer.encode("")
    except (OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise ModelError(f"{name or folder}: this package cannot be opened ({error}).") from error
    return package


def _model(folder: Path, origin: Origin, digest: str) -> Model:
    try:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        return Model(
            name=folder.name.removeprefix("translate-"),
            version=str(metadata["package_version"]),
            source_language=str(metadata["from_code"]),
            target_language=str(metadata["to_code"]),
            origin=origin,
            path=str(folder),
            digest=digest,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}/metadata.json cannot be read ({error}).") from error


def _archive_digest(entry: Traversable) -> str:
    with entry.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = [info for info in archive.infolist() if not info.is_dir()]
        return _combined(
            (info.filename.split("/", 1)[1], _file_digest(archive.open(info))) for info in names
        )


def _file_digest(file: IO[bytes]) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _combined(files: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()
