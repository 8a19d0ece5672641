"""From the captures of an archive to its posts, translations and site.

This is the driver: it alone reads and writes the archive's folder and its memory. Posts stream
through it in batches, which an executor works on, a few at a time, so that memory does not grow
with the archive and decoding never waits for what stands around it. Results come back in order.
One bad post is reported and the rest are done. A file whose bytes would not change is not written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from pipeline.analysis import analyser
from pipeline.archive import Archive, Disk, Lock, Sink
from pipeline.detect import UNDETERMINED
from pipeline.edits import orphans
from pipeline.errors import DecodingError
from pipeline.executors import Executor, Pending, in_order
from pipeline.glossaries import Glossaries
from pipeline.intake import Intake, Work
from pipeline.ledger import Ledger, Progress
from pipeline.manifest import SIGNATURE
from pipeline.memory import Made, Memory
from pipeline.models import Model, find_models, route, routes
from pipeline.orders import Batch, Finished, Settings
from pipeline.pins import offers, pinned_packages, read_lock, require
from pipeline.profile import Profile
from pipeline.publish import Publisher
from pipeline.records import Post, to_json
from pipeline.report import Report
from pipeline.sealing import seal
from pipeline.stamp import now, tool
from pipeline.unchanged import Unchanged

WINDOW = 1024
"""Segments gathered before they are translated together: what a crash can cost, some times over."""
_LISTS = "lists"
"""What the lists of posts are kept under."""

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
        run.tell_damage()
        wall, cpu = run.profile.take()
        report.stages = {name: (wall[name], cpu[name]) for name in wall}
        report.seconds = time.monotonic() - started
        return report


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
        self.memory = memory
        self.ledger = Ledger(archive, progress)
        self.publisher = Publisher(archive, sink, self.ledger)
        self.glossaries = Glossaries(archive)
        self.models = self._find_models()
        self.settings = Settings(
            archive.config, tuple(self.models), self.glossaries.by_clinic, tool()
        )
        self.hire = hire
        self.hired: Executor | None = None
        self.profile = Profile()
        environment = (
            self._routes({model.source_language for model in self.models}),
            self.glossaries.digests,
            tool(),
            self.ledger.withdrawn,
        )
        self.unchanged = Unchanged(archive, memory, environment, self.publisher.images)
        self.intake = Intake(
            archive,
            self.ledger,
            self.unchanged,
            self.publisher,
            self._executor,
            self._require_route,
            self.profile,
        )

    def run(self) -> Report:
        """Do all the work, and return what was done."""
        try:
            for (works, batch), pending in in_order(self._executor, "make", self._batches()):
                self._finish(works, batch, pending)
        finally:
            if self.hired is not None:
                self.hired.close()
                self.profile.add(*self.hired.profile.take())
        with self.profile.stage("Listing posts"):
            self.publisher.withdraw()
            self._list()
            self.publisher.remove_stale()
            self.publisher.write([(self.archive.lock, to_json(self._lock(self.ledger.languages)))])
        self._conclude()
        return self.ledger.report

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
        with self.profile.stage("Sealing"):
            changed = seal(self.archive.path, self.sink, self.memory, self.ledger.withdrawn)
        self.ledger.report.written += changed
        if changed and (self.archive.path / SIGNATURE).exists():
            self.ledger.report.problems.append(
                f"{SIGNATURE} signs the manifest before this one. Sign again."
            )

    def tell_damage(self) -> None:
        """Tell what was wrong with the memory, if anything."""
        problems = self.ledger.report.problems
        if self.memory.replaced:
            problems.append(f"{self.archive.memory} was damaged or lost and has been made anew.")
        if self.memory.dropped:
            problems.append(
                f"{self.archive.memory}: {self.memory.dropped} damaged rows were made again."
            )

    def _batches(self) -> Iterator[tuple[tuple[list[Work], Batch], Batch]]:
        """Yield the posts that need work with the batches in which they are translated."""
        for works in self._groups():
            batch = self._batch(works)
            yield (works, batch), batch

    def _groups(self) -> Iterator[list[Work]]:
        """Yield the posts that need work, some `WINDOW` segments together."""
        works: list[Work] = []
        segments = 0
        for work in self.intake.works():
            works.append(work)
            segments += len(work.order.read.segments)
            if segments >= WINDOW:
                yield works
                works, segments = [], 0
        if works:
            yield works

    def _batch(self, works: Sequence[Work]) -> Batch:
        orders = [work.order for work in works]
        texts = (order.texts(language) for order in orders for language in order.languages)
        remembered = self.memory.get({text.key for some in texts for text in some})
        return Batch(orders, remembered, now())

    def _require_route(self, post: Post, target: str) -> None:
        """Raise `MissingModelError` where the post's own language leads nowhere."""
        if post.language not in ("", UNDETERMINED, target):
            route(self.models, post.language, target)

    def _finish(self, works: Sequence[Work], batch: Batch, pending: Pending) -> None:
        """Write what became of a batch; where decoding failed, of its posts one by one."""
        try:
            finished, fresh = pending.result()
        except DecodingError as error:
            if len(works) > 1:
                for work in works:
                    alone = self._batch([work])
                    self._finish([work], alone, self._executor().submit("make", alone))
                return
            (work,) = works
            message = f"{work.order.read.post.url} is not translated: {error}"
            self.intake.fail("translations", work.number, work.capture, message)
            self.ledger.advance()
            return
        with self.profile.stage("Writing"):
            self.memory.put(fresh)
            self.ledger.report.decoded += len(fresh)
            self.ledger.report.reused += len(batch.remembered)
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
        self.ledger.count(work.number, made)
        self.ledger.advance()
        if done.held and self.archive.config.policy.on_error == "fail":
            for message in done.held.values():
                self.ledger.fail("translations", post.url, message)
            return None
        return made if work.complete else None

    def _list(self) -> None:
        """Emit the lists of posts, unless they are there as they would be."""
        made_of = self.ledger.lists.made_of(self.ledger.clinics.all)
        known = self.unchanged.kept(_LISTS, made_of)
        if known is None:
            paths = self.publisher.listings(self.ledger.lists.summaries())
            self.unchanged.keep(_LISTS, made_of, paths)
        else:
            self.ledger.emitted.update(known)

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
        return routes(self.models, languages, self.archive.config.languages)

    def _conclude(self) -> None:
        report = self.ledger.report
        if self.pinned is not None:
            report.problems.extend(offers(self.pinned, self.models))
        report.problems.extend(self.glossaries.problems())
        report.problems.extend(orphans(self.archive.path, {g.post for g in self.ledger.withdrawn}))


def _threads(settings: Settings, threads: int) -> Executor:
    """Return the executor of this process; what it loads is loaded only here."""
    from pipeline.executors.threads import Threads
    from pipeline.workbench import Workbench

    return Threads(Workbench(settings, threads=threads))
