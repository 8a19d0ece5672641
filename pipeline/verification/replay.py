"""Posts, translations and site: a build from the captures that takes the translations as recorded.

What the build would write is compared with what lies there; nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.archive import Archive, Lock, Sink, read_translation
from pipeline.build import Build, build
from pipeline.edits import Edit
from pipeline.errors import ClinicArchiveError, LockError
from pipeline.executors.threads import Threads
from pipeline.memory import Memory, Remembered
from pipeline.models import Model
from pipeline.orders import Order, Settings
from pipeline.pins import read_lock
from pipeline.records import Post, Translation
from pipeline.report import Report
from pipeline.stamp import tool
from pipeline.verification.compare import first_difference
from pipeline.verification.downstream import breaks
from pipeline.verification.layers import Layer, Name, Problem
from pipeline.workbench import Workbench

Progress = Callable[[str, int, int], None]
_NAMES: tuple[Name, ...] = ("posts", "translations", "site")


class Comparison(Sink):
    """Takes the files of a build and compares them with those that lie in `archive`."""

    def __init__(self, archive: Path):
        self._archive = archive
        self.problems: dict[Name, list[Problem]] = {name: [] for name in _NAMES}
        self.checked: dict[Name, int] = dict.fromkeys(_NAMES, 0)
        self.records: set[str] = set()

    def write(self, path: Path, data: bytes) -> bool:
        """Compare `data` with the file `path`; nothing is written."""
        name = path.relative_to(self._archive).as_posix()
        layer = _layer_of(name)
        if layer is None:
            return False
        self.checked[layer] += 1
        if layer != "site":
            self.records.add(name)
        if not path.is_file():
            self.tell(layer, name, "is missing")
        elif path.stat().st_size != len(data) or path.read_bytes() != data:
            self.tell(layer, name, f"is made otherwise now: {first_difference(path, data)}")
        return False

    def remove(self, path: Path) -> None:
        """Tell of a file that no build leaves there."""
        name = path.relative_to(self._archive).as_posix()
        self.tell(_layer_of(name) or "site", name, "is nothing that this archive makes")

    def tell(self, layer: Name, name: str, message: str) -> None:
        """Add a problem."""
        problem = Problem(path=name, message=message, breaks=breaks(self._archive, name))
        self.problems[layer].append(problem)


def replay_layers(archive: Archive, progress: Progress) -> Iterator[Layer]:
    """Yield the layers of posts, translations and site."""
    sink = Comparison(archive.path)
    try:
        with archive.locked(), Memory(None) as memory:
            Replay(archive, memory, progress, sink).run()
    except ClinicArchiveError as error:
        yield from unreadable("", str(error))
        return
    for path in sorted(archive.posts.glob("*/*/*")):
        if path.relative_to(archive.path).as_posix() not in sink.records:
            sink.remove(path)
    for name in _NAMES:
        yield Layer(
            name=name,
            checked=sink.checked[name],
            problems=tuple(sink.problems[name]),
            remark=_remark(archive) if sink.problems[name] else "",
        )


def unreadable(path: str, message: str) -> Iterator[Layer]:
    """Yield the layers where the archive cannot be built at all, because of the file `path`."""
    problem = Problem(path=path, message=message, breaks="everything that is built")
    yield Layer(name="posts", problems=(problem,))
    for name in _NAMES[1:]:
        yield Layer(name=name, skipped="nothing can be made again; see posts")


def retranslation_layer(archive: Archive, progress: Progress, threads: int = 0) -> Layer:
    """Translate everything anew and compare; takes as long as a first build."""
    sink = Comparison(archive.path)
    try:
        report = build(archive, progress=progress, threads=threads, sink=sink, memory=Memory(None))
    except LockError as error:
        problem = Problem(path=archive.lock.name, message=f"{error} Nothing was translated.")
        return Layer(name="retranslation", problems=(problem,))
    except ClinicArchiveError as error:
        return Layer(name="retranslation", problems=(Problem(path="", message=str(error)),))
    problems = [
        *sink.problems["translations"],
        *(Problem(path=failure.url, message=failure.message) for failure in report.failures),
    ]
    checked = sink.checked["translations"]
    return Layer(name="retranslation", checked=checked, problems=tuple(problems))


class Replay(Build):
    """A build that translates nothing: it takes the translations that lie in the archive."""

    sink: Comparison

    def __init__(self, archive: Archive, memory: Memory, progress: Progress, sink: Comparison):
        hire = lambda settings: Threads(_Recorded(settings, archive, sink))  # noqa: E731
        super().__init__(archive, memory, progress, hire, sink)

    def _find_models(self) -> list[Model]:
        """No package is needed, so that none is unpacked or read."""
        return []

    def _require_route(self, post: Post, target: str) -> None:
        """No package is needed."""

    def run(self) -> Report:
        """Do all the work; what fails is a problem of its layer."""
        report = super().run()
        for layer, (url, message) in self.ledger.failures:
            broken = "its translations and pages" if layer == "posts" else "its page"
            self.sink.problems[layer].append(Problem(path=url, message=message, breaks=broken))
        return report

    def _lock(self, languages: object) -> Lock:
        return read_lock(self.archive) or Lock(tool=tool())


class _Recorded(Workbench):
    """Takes the translations that lie in `archive`, and tells `sink` of those without ground."""

    def __init__(self, settings: Settings, archive: Archive, sink: Comparison):
        super().__init__(settings)
        self._archive = archive
        self._sink = sink

    def translated(
        self, order: Order, language: str, remembered: Mapping[str, Remembered]
    ) -> tuple[Translation, ...]:
        """Return the recorded translations of a post's segments."""
        post = order.read.post
        path = self._archive.translation_file(post.clinic, post.id, language)
        try:
            segments = read_translation(path).segments
        except (ClinicArchiveError, OSError):
            return ()  # what is wrong with the file is told when it is compared
        name = path.relative_to(self._archive.path).as_posix()
        for message in _unfounded(segments, order, language):
            self._sink.tell("translations", name, message)
        return segments


def _unfounded(segments: tuple[Translation, ...], order: Order, language: str) -> Iterator[str]:
    """Yield what is wrong between the translations of a post, its sentences and its edits."""
    recorded = [translation.segment for translation in segments]
    there = set(order.read.segments)
    for segment in recorded:
        if segment not in there:
            yield f"sentence {segment.id} is not in the post: {segment.text!r}"
    for segment in order.read.segments:
        if segment not in recorded:
            yield f"sentence {segment.id} of the post has no translation"
    for translation in segments:
        edit = order.edits[language].of(translation.segment)
        if edit is not None and not _follows(translation, edit):
            yield f"sentence {translation.segment.id} is not as {edit.editor} corrected it"
        if edit is None and translation.status in ("edited", "approved"):
            yield (
                f"sentence {translation.segment.id} says that {translation.editor} corrected it, "
                f"but edits/ has no such correction"
            )


def _follows(translation: Translation, edit: Edit) -> bool:
    ours = (translation.text, translation.status, translation.editor, translation.edited_at)
    return ours == (edit.text, edit.status, edit.editor, edit.time)


def _layer_of(name: str) -> Name | None:
    if name.startswith("site/"):
        return "site"
    if name.startswith("posts/"):
        return "posts" if name.endswith("/post.json") else "translations"
    return None


def _remark(archive: Archive) -> str:
    lock = read_lock(archive)
    if lock is None or lock.tool == tool():
        return ""
    return (
        f"the archive was built with version {lock.tool} of this tool, and this is {tool()}: "
        f"verify it with version {lock.tool}"
    )
