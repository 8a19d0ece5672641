"""`check`: what a build would change, and why, without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.archive import CONFIG, Archive, Lock, Sink, parse
from pipeline.build import build
from pipeline.errors import ClinicArchiveError
from pipeline.manifest import MANIFEST
from pipeline.memory import FrozenMemory, Memory
from pipeline.pins import differences as lock_differences
from pipeline.reasons import Kind, Reason, post_reasons, translation_reasons
from pipeline.records import Post, PostTranslation, Record
from pipeline.sealing import is_sealed, known_entry, standing
from pipeline.verification.files import Difference, differences
from pipeline.withdraw import WITHDRAWN

Action = Literal["added", "changed", "removed"]
Progress = Callable[[str, int, int], None]


class Change(Record, frozen=True, kw_only=True):
    """A file that a build would add, change or remove (relative to the archive), and why."""

    path: str
    action: Action
    reasons: tuple[Reason, ...]


class Drift(Record, frozen=True, kw_only=True):
    """What a build would do: its changes, in its own order, and the posts that it would fail."""

    changes: tuple[Change, ...] = ()
    failures: tuple[str, ...] = ()


def check(
    archive: Archive,
    progress: Progress = lambda stage, done, total: None,
    *,
    threads: int = 0,
) -> Drift:
    """Return what `build` would change in `archive`; nothing is written, nor its memory changed.

    `threads` is that of `build`. What differs from `archive.lock` is told as a reason, not
    raised. Raises what `build` raises besides.
    """
    memory = FrozenMemory(archive.memory)
    sink = _Recorder(archive, memory)
    report = build(
        archive,
        progress=progress,
        threads=threads,
        sink=sink,
        memory=memory,
        update_lock=True,
    )
    failures = tuple(failure.message for failure in report.failures)
    return Drift(changes=tuple(sink.explained()), failures=failures)


class _Recorder(Sink):
    """Takes the files of a build and notes what they would change, and why."""

    def __init__(self, archive: Archive, memory: Memory):
        self._archive = archive
        self._since, self._unlisted = _since_last_build(archive.path, memory)
        self._changes: dict[str, tuple[Action, list[Reason]]] = {}

    def write(self, path: Path, data: bytes) -> bool:
        """Note what writing `data` to the file `path` would change; nothing is written."""
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        name = path.relative_to(self._archive.path).as_posix()
        action: Action = "changed" if path.is_file() else "added"
        self._changes[name] = (action, list(self._reasons(name, path, data)))
        return True

    def remove(self, path: Path) -> None:
        """Note that the file `path` would be removed."""
        name = path.relative_to(self._archive.path).as_posix()
        kind: Kind = "withdrawal" if name.startswith("posts/") else "altered"
        detail = "the post is withdrawn" if kind == "withdrawal" else "no build makes this file"
        self._changes[name] = ("removed", [Reason(kind=kind, detail=detail)])

    def explained(self) -> Iterator[Change]:
        """Yield the changes, those of the site by what they follow from, the manifest's last."""
        for name, (action, reasons) in self._changes.items():
            found = reasons or [self._consequence(name)]
            yield Change(path=name, action=action, reasons=tuple(found))
        manifest = [*self._inputs()]
        if self._changes:
            count = len(self._changes)
            detail = "1 file changes" if count == 1 else f"{count} files change"
            manifest.append(Reason(kind="follows", detail=detail))
        if self._unlisted:
            manifest.append(Reason(kind="missing", detail=self._unlisted))
        if manifest:
            there = (self._archive.path / MANIFEST).exists()
            yield Change(
                path=MANIFEST, action="changed" if there else "added", reasons=tuple(manifest)
            )

    def _reasons(self, name: str, path: Path, data: bytes) -> Iterator[Reason]:
        """Yield the reasons that the file itself shows."""
        if name in self._since:
            altered = "since the last build somebody changed it: it"
            yield Reason(kind="altered", detail=f"{altered} {self._since[name].message}")
        if not path.is_file():
            if name in self._since or not name.startswith("posts/"):
                return
            yield self._first(name, data)
        elif name == self._archive.lock.name:
            old, new = (parse(version, Lock, path) for version in (path.read_bytes(), data))
            for difference in lock_differences(old, new, self._archive.config.languages):
                yield Reason(kind=_pin_kind(difference), detail=difference)
        elif name.startswith("posts/"):
            try:
                yield from _record_reasons(path, data)
            except ClinicArchiveError as error:
                yield Reason(kind="altered", detail=str(error))

    def _first(self, name: str, data: bytes) -> Reason:
        if name.endswith("/post.json"):
            capture = parse(data, Post, Path(name)).capture
            detail = f"{capture.url}, captured at {capture.fetched_at}, was in no build yet"
            return Reason(kind="capture", detail=detail)
        return Reason(kind="follows", detail="there is no translation of the post yet")

    def _consequence(self, name: str) -> Reason:
        """Return what a change without a reason of its own follows from."""
        match PurePosixPath(name).parts:
            case ("posts", clinic, post, _):
                causes = [f"posts/{clinic}/{post}/post.json"]
            case ("site", clinic, post, page):
                language = page.removesuffix(".html")
                records = f"posts/{clinic}/{post}"
                causes = [f"{records}/{language}.json", f"{records}/post.json"]
            case _:
                causes = [other for other in self._changes if other.startswith("posts/")]
        known = [cause for cause in causes if cause in self._changes]
        if name.startswith("site/") and any(self._changes[k][0] == "removed" for k in known):
            return Reason(kind="withdrawal", detail="a post is withdrawn")
        if known:
            more = f" and {len(known) - 1} more" if len(known) > 1 else ""
            return Reason(kind="follows", detail=f"{known[0]}{more} changes")
        if CONFIG in self._since:
            return Reason(kind="configuration", detail=f"{CONFIG} changed since the last build")
        return Reason(kind="template", detail="templates or notices of the tool have changed")

    def _inputs(self) -> Iterator[Reason]:
        """Yield what changed since the last build and will stay as it is now."""
        for name, difference in self._since.items():
            if name not in self._changes:
                detail = f"{name} {difference.message}"
                yield Reason(kind=_input_kind(name, self._archive), detail=detail)


def _since_last_build(folder: Path, memory: Memory) -> tuple[Mapping[str, Difference], str]:
    """Return what lies there otherwise than the manifest says, or why that cannot be told."""
    if not (folder / MANIFEST).exists():
        return {}, "there is no manifest yet"
    if is_sealed(folder, standing(folder), memory):
        return {}, ""
    try:
        found = differences(folder, read=lambda file: known_entry(file, memory))
        return {difference.path: difference for difference in found}, ""
    except ClinicArchiveError as error:
        return {}, str(error)


def _record_reasons(path: Path, data: bytes) -> Iterator[Reason]:
    there = path.read_bytes()
    if path.name == "post.json":
        yield from post_reasons(parse(there, Post, path), parse(data, Post, path))
        return
    old, new = parse(there, PostTranslation, path), parse(data, PostTranslation, path)
    yield from translation_reasons(old, new)


def _input_kind(name: str, archive: Archive) -> Kind:
    glossaries = {
        *archive.config.glossaries,
        *(g for c in archive.config.clinics for g in c.glossaries),
    }
    if name.startswith("captures/"):
        return "capture"
    if name.startswith("edits/"):
        return "edit"
    if name in glossaries:
        return "glossary"
    return {CONFIG: "configuration", WITHDRAWN: "withdrawal"}.get(name, "altered")  # type: ignore[return-value]


def _pin_kind(difference: str) -> Kind:
    kinds: dict[str, Kind] = {
        "the tool": "tool",
        "the analyser": "analyser",
        "the package": "model",
        "the glossary": "glossary",
    }
    return next(kind for start, kind in kinds.items() if difference.startswith(start))
