"""From the captures of an archive to its posts, translations and site.

This is the driver: it alone reads and writes the archive's folder and its memory. Posts stream
through it in batches, which an executor works on, a few at a time, so that memory does not grow
with the archive and decoding never waits for what stands around it. Results come back in order.
One bad post is reported and the rest are done. A file whose bytes would not change is not written.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from pipeline.analysis import analyser
from pipeline.archive import Archive, Disk, Lock, Sink, read_translation
from pipeline.captures import captured_payload, captures_before, may_be_posts
from pipeline.clinics import Clinics
from pipeline.detect import UNDETERMINED
from pipeline.edits import edits_file, orphans, read_edits
from pipeline.errors import (
    ClinicArchiveError,
    DecodingError,
    DeletedPostError,
    IndexPageError,
    MissingModelError,
    NotAPostError,
    PrivatePostError,
)
from pipeline.executors import Executor, Pending, in_order
from pipeline.glossaries import Glossaries
from pipeline.manifest import MANIFEST, SIGNATURE
from pipeline.memory import FileState, Made, Memory
from pipeline.models import Model, find_models, route
from pipeline.orders import Batch, Finished, Order, Page, Read, Settings
from pipeline.pins import offers, pinned_packages, read_lock, require
from pipeline.profile import Profile
from pipeline.publish import Publisher
from pipeline.records import Capture, Post, PostTranslation, Summary, to_json
from pipeline.report import Failure, Report
from pipeline.sealing import is_sealed, remember_seal, sealed, standing
from pipeline.stamp import now, tool
from pipeline.unchanged import Unchanged
from pipeline.withdraw import read_withdrawals

WINDOW = 1024
"""Segments gathered before they are translated together: what a crash can cost, some times over."""
_PAGES = 8
"""Pages read together."""
_AT_ONCE = 500
"""Captures looked up in the memory together."""
_LISTS = "lists"
"""What the lists of posts are kept under."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is; 0 where that is not known."""
Layer = Literal["posts", "translations"]
Hire = Callable[[Settings], Executor]
"""Gives the executor for the work that the settings describe."""


def build(
    archive: Archive,
    *,
    progress: Progress = lambda stage, done, total: None,
    threads: int = 0,
    executor: Hire | None = None,
    sink: Sink | None = None,
    memory: Memory | None = None,
    update_lock: bool = False,
) -> Report:
    """Bring the posts, translations and site of `archive` up to date with its captures.

    The work is done by threads of this process, with `threads` batches decoded at once (all cores
    unless given), or by the `executor` given. `sink` takes the files, in place of the disk, and
    `memory` stands in for the archive's own; no manifest is made for another sink. With
    `update_lock` the build does not keep to `archive.lock`. Raises `ArchiveError` where another
    process is changing the archive, `LockError` where the build would use other packages or
    glossaries than the lock pins, and `GlossaryError` or `ModelError` where nothing could be
    right; what is wrong with one post is in the report.
    """
    started = time.monotonic()
    hire = executor or (lambda settings: _threads(settings, threads))
    with archive.locked(), memory or Memory(archive.memory) as used:
        pinned = None if update_lock else read_lock(archive)
        run = Build(archive, used, progress, hire, sink or Disk(), pinned)
        run.require_lock()
        report = run.run()
        if sink is None:
            run.seal()
        wall, cpu = run.profile.take()
        report.stages = {name: (wall[name], cpu[name]) for name in wall}
        report.seconds = time.monotonic() - started
        return report


class Work(NamedTuple):
    """A post on its way through a build: the place of its capture among all, and what is to do.

    `complete` tells whether it can be done in every language. `edits` are the files of its
    corrections as they were before they were read: what is saved later is not in them.
    """

    number: int
    capture: Capture
    order: Order
    complete: bool
    edits: tuple[FileState, ...]


class Build:
    """One run of `build`, which keeps to what `pinned` pins.

    `pipeline.verification.replay` runs it with other translations.
    """

    def __init__(
        self,
        archive: Archive,
        memory: Memory,
        progress: Progress,
        hire: Hire,
        sink: Sink,
        pinned: Lock | None = None,
    ):
        self.archive = archive
        self.sink = sink
        self.pinned = pinned
        self.report = Report()
        self.progress = progress
        self.memory = memory
        self.clinics = Clinics(table.clinic() for table in archive.config.clinics)
        self.publisher = Publisher(archive, sink, self.report, self.clinics)
        self.glossaries = Glossaries(archive)
        self.models = self._find_models()
        self.settings = Settings(
            archive.config, tuple(self.models), self.glossaries.by_clinic, tool()
        )
        self.hire = hire
        self.hired: Executor | None = None
        self.profile = Profile()
        self.withdrawn = read_withdrawals(archive.path)
        self.holders: dict[tuple[str, str], str] = {}
        environment = (
            self._routes({model.source_language for model in self.models}),
            self.glossaries.digests,
            tool(),
            self.withdrawn,
        )
        self.unchanged = Unchanged(archive, memory, environment, self.publisher.images)
        self.summaries: dict[str, dict[int, bytes]] = {
            language: {} for language in archive.config.languages
        }
        self.languages: set[str] = set()
        self.done = 0
        self.total = 0

    def run(self) -> Report:
        """Do all the work, and return what was done."""
        try:
            for works, pending in in_order(self._executor, "make", self._batches()):
                self._finish(works, pending)
        finally:
            if self.hired is not None:
                self.hired.close()
                self.profile.add(*self.hired.profile.take())
        with self.profile.stage("Listing posts"):
            if self.withdrawn:
                self.publisher.withdraw(self.withdrawn)
            self._list()
            self.publisher.remove_stale()
            self.publisher.write([(self.archive.lock, to_json(self._lock(self.languages)))])
        self._conclude()
        return self.report

    def _executor(self) -> Executor:
        """Return who does the work; nobody is hired before there is any."""
        if self.hired is None:
            self.hired = self.hire(self.settings)
        return self.hired

    def _find_models(self) -> list[Model]:
        return find_models(self.archive.config.models.prefer, pinned_packages(self.pinned))

    def require_lock(self) -> None:
        """Raise `LockError` where this run would not use what `archive.lock` pins."""
        if self.pinned is not None:
            require(self.archive, self.pinned, self._lock(self.pinned.analysers))

    def seal(self) -> None:
        """Write the manifest of what lies in the archive now."""
        folder = self.archive.path
        path = folder / MANIFEST
        with self.profile.stage("Sealing"):
            files = standing(folder)
            if is_sealed(folder, files, self.memory):
                return
            data = sealed(folder, self.memory, self.withdrawn)
            changed = self.sink.write(path, data)
            remember_seal(folder, files, self.memory)
        self.report.written += changed
        if changed and path.with_name(SIGNATURE).exists():
            self.report.problems.append(
                f"{SIGNATURE} signs the manifest before this one. Sign again."
            )

    def _batches(self) -> Iterator[tuple[list[Work], Batch]]:
        """Yield the posts that need work, in batches to be translated together."""
        works: list[Work] = []
        segments = 0
        for work in self._works():
            works.append(work)
            segments += len(work.order.read.segments)
            if segments >= WINDOW:
                yield works, self._batch(works)
                works, segments = [], 0
        if works:
            yield works, self._batch(works)

    def _batch(self, works: Sequence[Work]) -> Batch:
        orders = [work.order for work in works]
        texts = (order.texts(language) for order in orders for language in order.languages)
        remembered = self.memory.get({text.key for some in texts for text in some})
        self.report.reused += len(remembered)
        return Batch(orders, remembered, now())

    def _works(self) -> Iterator[Work]:
        for found, pending in in_order(self._executor, "read", self._pages()):
            for (number, capture), read in zip(found, pending.result(), strict=True):
                work = self._work(number, capture, read)
                if work is None:
                    self._advance()
                else:
                    yield work

    def _pages(self) -> Iterator[tuple[list[tuple[int, Capture]], list[Page]]]:
        """Yield the captures that need work and their payloads, some at a time."""
        found: list[tuple[int, Capture]] = []
        pages: list[Page] = []
        for number, capture in self._changed():
            try:
                with self.profile.stage("Reading captures"):
                    pages.append(Page(capture, captured_payload(self.archive, capture)))
                found.append((number, capture))
            except ClinicArchiveError as error:
                self._fail("posts", capture.url, str(error))
                self._advance()
            if len(pages) == _PAGES:
                yield found, pages
                found, pages = [], []
        if pages:
            yield found, pages

    def _changed(self) -> Iterator[tuple[int, Capture]]:
        """Yield the captures that need work; take over what was made of the others."""
        with self.profile.stage("Looking for changes"):
            captures = may_be_posts(self.archive.captures)
        self.total = len(captures)
        for start in range(0, len(captures), _AT_ONCE):
            some = captures[start : start + _AT_ONCE]
            with self.profile.stage("Looking for changes"):
                made = self.unchanged.find(some)
            for number, capture in enumerate(some, start):
                known = made.get(capture.url)
                if known is None:
                    yield number, capture
                    continue
                if self._is_first(known.clinic.id, known.post, capture):
                    self._take_over(number, known)
                self._advance()

    def _take_over(self, number: int, made: Made) -> None:
        self.publisher.emitted.update(state.path for state in made.files)
        self.clinics.add(made.clinic)
        self._count(number, made)

    def _advance(self) -> None:
        self.done += 1
        self.progress("Posts", self.done, self.total)

    def _work(self, number: int, capture: Capture, read: Read | ClinicArchiveError) -> Work | None:
        """Return what is to be done with a post, or None where that is nothing."""
        if isinstance(read, DeletedPostError | PrivatePostError):
            read = self._last_version(capture, read)
        if isinstance(read, IndexPageError):
            return None  # a list of posts, or a frame around one: captured on the way to posts
        if isinstance(read, NotAPostError):
            self.report.not_posts.append(Failure(url=capture.url, message=str(read)))
            return None
        if isinstance(read, ClinicArchiveError):
            self._fail("posts", capture.url, str(read))
            return None
        post = read.post
        if not self._is_first(post.clinic, post.id, capture):
            return None
        if any((gone.clinic, gone.post) == (post.clinic, post.id) for gone in self.withdrawn):
            return None
        self.clinics.add(read.clinic)
        edits = {
            language: edits_file(self.archive.path, post.clinic, post.id, language)
            for language in self.archive.config.languages
        }
        states = self.unchanged.states(
            str(path.relative_to(self.archive.path)) for path in edits.values()
        )
        try:
            order = self._order(read, edits)
        except ClinicArchiveError as error:
            self._fail("posts", capture.url, str(error))
            return None
        if not order.languages:
            return None
        complete = order.languages == self.archive.config.languages
        return Work(number, capture, order, complete, states)

    def _last_version(self, capture: Capture, gone: NotAPostError) -> Read | ClinicArchiveError:
        """Return the last version held of a post that its site says is deleted or private.

        It stays, with a note that says so: what was captured is evidence, and only `withdraw`
        takes it down.
        """
        try:
            for before in captures_before(self.archive.captures, capture):
                page = Page(before, captured_payload(self.archive, before))
                (read,) = self._executor().submit("read", [page]).result()
                if not isinstance(read, NotAPostError):
                    note = f"{gone} This is the version captured at {before.fetched_at}."
                    return _noted(read, note)
        except ClinicArchiveError as error:
            return error
        return gone

    def _is_first(self, clinic: str, post: str, capture: Capture) -> bool:
        """Tell whether no newer capture holds this post; two addresses may lead to one."""
        return self.holders.setdefault((clinic, post), capture.url) == capture.url

    def _order(self, read: Read, edits: Mapping[str, Path]) -> Order:
        post = read.post
        before: dict[str, PostTranslation] = {}
        languages: list[str] = []
        for language in self.archive.config.languages:
            path = self.archive.translation_file(post.clinic, post.id, language)
            try:
                self._require_route(post, language)
                if path.exists():
                    before[language] = read_translation(path)
                languages.append(language)
            except ClinicArchiveError as error:
                self._fail("translations", post.url, str(error))
        return Order(
            read=read,
            clinic=self.clinics[post.clinic],
            languages=tuple(languages),
            edits={language: read_edits(path) for language, path in edits.items()},
            before=before,
            images=self.publisher.local_images(post),
        )

    def _require_route(self, post: Post, target: str) -> None:
        """Raise `MissingModelError` where the post's own language leads nowhere."""
        if post.language not in ("", UNDETERMINED, target):
            route(self.models, post.language, target)

    def _fail(self, layer: Layer, url: str, message: str) -> None:
        """Tell what is wrong with one post; `layer` is what it costs, and what follows from it."""
        self.report.failures.append(Failure(url=url, message=message))

    def _finish(self, works: Sequence[Work], pending: Pending) -> None:
        """Write what became of a batch; where decoding failed, of its posts one by one."""
        try:
            finished, fresh = pending.result()
        except DecodingError as error:
            if len(works) > 1:
                for work in works:
                    batch = self._batch([work])
                    self._finish([work], self._executor().submit("make", batch))
                return
            url = works[0].order.read.post.url
            self._fail("translations", url, f"{url} is not translated: {error}")
            self._advance()
            return
        with self.profile.stage("Writing"):
            self.memory.put(fresh)
            self.report.decoded += len(fresh)
            self.memory.make(
                {
                    work.capture.url: made
                    for work, done in zip(works, finished, strict=True)
                    if (made := self._write(work, done)) is not None
                }
            )

    def _write(self, work: Work, done: Finished) -> Made | None:
        """Write the files of a post; return what was made of its capture where that is all."""
        post = work.order.read.post
        records = {
            self.archive.post_file(post.clinic, post.id): done.post,
            **{
                self.archive.translation_file(post.clinic, post.id, language): data
                for language, data in done.translations.items()
            },
        }
        self.publisher.write(records.items())
        pages = self.publisher.emit(done.pages)
        images = self.publisher.keep(work.order.images.values())
        edits = work.order.edits.values()
        paths = [str(path.relative_to(self.archive.path)) for path in records]
        written = self.unchanged.states([*paths, *pages, *dict.fromkeys(images)])
        made = Made(
            stamp=self.unchanged.stamp(work.capture),
            clinic=work.order.clinic,
            post=post.id,
            language=post.language,
            files=(*work.edits, *written),
            images=self.unchanged.images(b.image.url for b in post.blocks if b.image),
            summaries={
                language: msgspec.Raw(msgspec.json.encode(summary))
                for language, summary in done.summaries.items()
            },
            tally=done.tally,
            held=tuple(done.held.values()),
            notes=tuple(f"{post.url}: {note}" for note in post.notes),
            problems=tuple(t for found in edits for t in found.told(work.order.read.segments)),
        )
        self._count(work.number, made)
        self._advance()
        if done.held and self.archive.config.policy.on_error == "fail":
            for message in done.held.values():
                self._fail("translations", post.url, message)
            return None
        return made if work.complete else None

    def _count(self, number: int, made: Made) -> None:
        report = self.report
        report.posts += 1
        report.add(made.tally)
        report.held.extend(made.held)
        report.notes.extend(made.notes)
        report.problems.extend(made.problems)
        for language, summary in made.summaries.items():
            self.summaries[language][number] = bytes(summary)
        self.languages.add(made.language)
        self.progress("Segments", report.segments, 0)

    def _list(self) -> None:
        """Emit the lists of posts, unless they are there as they would be."""
        made_of = hashlib.sha256(msgspec.json.encode(self.clinics.all))
        for language, posts in self.summaries.items():
            made_of.update(language.encode())
            for number in sorted(posts):
                made_of.update(posts[number])
        known = self.unchanged.kept(_LISTS, made_of.hexdigest())
        if known is None:
            read = msgspec.json.Decoder(Summary).decode
            summaries = {
                language: [read(posts[number]) for number in sorted(posts)]
                for language, posts in self.summaries.items()
            }
            paths = self.publisher.listings(summaries)
            self.unchanged.keep(_LISTS, made_of.hexdigest(), paths)
        else:
            self.publisher.emitted.update(known)

    def _lock(self, languages: Iterable[str]) -> Lock:
        languages = sorted({*languages} - {UNDETERMINED, ""})
        return Lock(
            tool=tool(),
            analysers={language: analyser(language) for language in languages},
            models=self._routes(languages),
            glossaries=self.glossaries.digests,
        )

    def _routes(self, languages: Iterable[str]) -> dict[str, str]:
        """Return the packages that lead from `languages` to those of the archive, by pair."""
        return {
            f"{source}-{target}": "+".join(model.label for model in models)
            for target in sorted(self.archive.config.languages)
            for source in sorted(languages)
            if source != target and (models := self._find_route(source, target))
        }

    def _find_route(self, source: str, target: str) -> tuple[Model, ...]:
        try:
            return route(self.models, source, target)
        except MissingModelError:
            return ()

    def _conclude(self) -> None:
        report = self.report
        if self.pinned is not None:
            report.problems.extend(offers(self.pinned, self.models))
        report.problems.extend(self.glossaries.problems())
        report.problems.extend(orphans(self.archive.path, {g.post for g in self.withdrawn}))
        if self.memory.replaced:
            report.problems.append(
                f"{self.archive.memory} was damaged or lost and has been made anew."
            )
        if self.memory.dropped:
            report.problems.append(
                f"{self.archive.memory}: {self.memory.dropped} damaged rows were translated again."
            )


def _noted(read: Read | ClinicArchiveError, note: str) -> Read | ClinicArchiveError:
    if isinstance(read, ClinicArchiveError):
        return read
    return read._replace(post=msgspec.structs.replace(read.post, notes=(*read.post.notes, note)))


def _threads(settings: Settings, threads: int) -> Executor:
    """Return the executor of this process; what it loads is loaded only here."""
    from pipeline.executors.threads import Threads
    from pipeline.workbench import Workbench

    return Threads(Workbench(settings, threads=threads))
