"""From the captures of an archive to its posts, translations and site.

Captures are worked on in windows, so that memory does not grow with the archive, while the
decoder still sees many segments at a time. One bad post is reported and the rest are done.
A file whose bytes would not change is not written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from output.site import notice, summarise
from pipeline.analysis import analyser
from pipeline.archive import Archive, Disk, Lock, read_translation
from pipeline.captures import may_be_posts, post_in
from pipeline.clinics import Clinics
from pipeline.detect import UNDETERMINED, detect_post
from pipeline.edits import Edits, edits_file, orphans, read_edits
from pipeline.errors import ClinicArchiveError, IndexPageError, NotAPostError
from pipeline.glossaries import Glossaries
from pipeline.manifest import MANIFEST, SIGNATURE
from pipeline.memory import Made, Memory
from pipeline.models import Model, find_models
from pipeline.pins import read_lock, require
from pipeline.policy import kept_back
from pipeline.publish import Publisher
from pipeline.records import (
    FORMAT,
    BlockKind,
    Capture,
    Post,
    PostTranslation,
    Segment,
    Summary,
    Translation,
    digest,
    to_json,
)
from pipeline.report import Failure, Report, tally
from pipeline.sealing import sealed
from pipeline.segment import TITLE, segment_post
from pipeline.stamp import now, tool
from pipeline.translate import Job, Translator
from pipeline.unchanged import Unchanged
from pipeline.withdraw import read_withdrawals

WINDOW = 4096
"""Segments gathered before they are translated together."""
_AT_ONCE = 500
"""Captures looked up in the memory together."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


def build(
    archive: Archive,
    *,
    progress: Progress = lambda stage, done, total: None,
    threads: int = 0,
    sink: Disk | None = None,
    memory: Memory | None = None,
    update_lock: bool = False,
) -> Report:
    """Bring the posts, translations and site of `archive` up to date with its captures.

    `threads` is how many batches are decoded at once (all cores unless given). `sink` takes the
    files, in place of the disk, and `memory` stands in for the archive's own; no manifest is
    made for another sink. With `update_lock` the build does not keep to `archive.lock`. Raises
    `ArchiveError` where another process is changing the archive, `LockError` where the build
    would use other packages or glossaries than the lock pins, and `GlossaryError` or
    `ModelError` where nothing could be right; what is wrong with one post is in the report.
    """
    with archive.locked(), memory or Memory(archive.memory) as used:
        run = Build(archive, used, progress, threads, sink or Disk())
        if not update_lock:
            run.require_lock()
        report = run.run()
        if sink is None:
            run.seal()
        return report


class Work(NamedTuple):
    """A post on its way through a build, and the place of its capture among all."""

    number: int
    capture: Capture
    post: Post
    digest: str
    segments: tuple[Segment, ...]
    edits: Mapping[str, Edits]


class Build:
    """One run of `build`. `pipeline.verification.replay` runs it with other translations."""

    def __init__(
        self, archive: Archive, memory: Memory, progress: Progress, threads: int, sink: Disk
    ):
        self.archive = archive
        self.sink = sink
        self.report = Report()
        self.progress = progress
        self.memory = memory
        self.clinics = Clinics(table.clinic() for table in archive.config.clinics)
        self.publisher = Publisher(archive, sink, self.report, self.clinics)
        self.glossaries = Glossaries(archive)
        self.models = self._find_models()
        self.translators = {
            language: Translator(
                language,
                self.models,
                memory,
                tool=tool(),
                severities=archive.config.policy.checks,
                threads=threads,
            )
            for language in archive.config.languages
        }
        self.withdrawn = read_withdrawals(archive.path)
        self.holders: dict[tuple[str, str], str] = {}
        environment = (
            [model.label for model in self.models],
            self.glossaries.digests,
            tool(),
            self.withdrawn,
        )
        self.unchanged = Unchanged(archive, memory, environment, self.publisher.images)
        self.summaries: dict[int, dict[str, Summary]] = {}
        self.languages: set[str] = set()

    def run(self) -> Report:
        """Do all the work, and return what was done."""
        started = time.monotonic()
        window: list[Work] = []
        segments = 0
        for work in self._changed():
            window.append(work)
            segments += len(work.segments)
            if segments >= WINDOW:
                self._finish(window)
                window, segments = [], 0
        self._finish(window)
        self.publisher.withdraw(self.withdrawn)
        self.publisher.listings(self._listed())
        self.publisher.remove_stale()
        self.publisher.write(self.archive.lock, to_json(self._lock(self.languages)))
        self._conclude()
        self.report.seconds = time.monotonic() - started
        return self.report

    def _find_models(self) -> list[Model]:
        return find_models(self.archive.config.models.prefer)

    def require_lock(self) -> None:
        """Raise `LockError` where this run would not use what `archive.lock` pins."""
        pinned = read_lock(self.archive)
        if pinned is not None:
            require(self.archive, pinned, self._lock(pinned.analysers))

    def seal(self) -> None:
        """Write the manifest of what lies in the archive now."""
        path = self.archive.path / MANIFEST
        changed = self.sink.write(path, sealed(self.archive.path, self.memory, self.withdrawn))
        self.report.written += changed
        if changed and path.with_name(SIGNATURE).exists():
            self.report.problems.append(
                f"{SIGNATURE} signs the manifest before this one. Sign again."
            )

    def _changed(self) -> Iterator[Work]:
        """Yield the posts that need work, extracted; take over what was made of the others."""
        captures = may_be_posts(self.archive.captures)
        for start in range(0, len(captures), _AT_ONCE):
            some = captures[start : start + _AT_ONCE]
            made = self.unchanged.find(some)
            for number, capture in enumerate(some, start):
                self.progress("Reading posts", number, len(captures))
                known = made.get(capture.url)
                if known is None:
                    yield from self._extracted(number, capture)
                elif self._is_first(known.clinic.id, known.post, capture):
                    self._take_over(number, known)
        self.progress("Reading posts", len(captures), len(captures))

    def _take_over(self, number: int, made: Made) -> None:
        self.publisher.emitted.update(self.archive.path / state.path for state in made.files)
        self.clinics.add(made.clinic)
        self._count(number, made)

    def _extracted(self, number: int, capture: Capture) -> Iterator[Work]:
        try:
            post = self.clinics.assign(detect_post(post_in(self.archive.captures, capture)))
            if not self._is_first(post.clinic, post.id, capture):
                return
            if any((gone.clinic, gone.post) == (post.clinic, post.id) for gone in self.withdrawn):
                return
            edits = {language: self._edits(post, language) for language in self.translators}
            data = to_json(post)
            self.publisher.write(self.archive.post_file(post.clinic, post.id), data)
            yield Work(number, capture, post, digest(data), segment_post(post), edits)
        except IndexPageError:
            return  # a list of posts, or a frame around one: captured on the way to posts
        except NotAPostError as error:
            self.report.not_posts.append(Failure(url=capture.url, message=str(error)))
        except ClinicArchiveError as error:
            self.report.failures.append(Failure(url=capture.url, message=str(error)))

    def _is_first(self, clinic: str, post: str, capture: Capture) -> bool:
        """Tell whether no newer capture holds this post; two addresses may lead to one."""
        return self.holders.setdefault((clinic, post), capture.url) == capture.url

    def _edits(self, post: Post, language: str) -> Edits:
        return read_edits(edits_file(self.archive.path, post.clinic, post.id, language))

    def _finish(self, window: Sequence[Work]) -> None:
        """Translate the posts of a window into every language, and emit their pages."""
        done: list[dict[str, PostTranslation]] = [{} for _ in window]
        failed: set[int] = set()
        for language, translator in self.translators.items():
            translated = self._translated(window, language, translator)
            for translations, work, segments in zip(done, window, translated, strict=True):
                try:
                    self._require_route(work.post, translator)
                    translations[language] = self._recorded(work, language, segments)
                except ClinicArchiveError as error:
                    failed.add(work.number)
                    self.report.failures.append(Failure(url=work.post.url, message=str(error)))
        made = {
            work.number: self._publish(work, translations, failed)
            for work, translations in zip(window, done, strict=True)
            if translations
        }
        self.memory.make(
            {w.capture.url: made[w.number] for w in window if w.number in made.keys() - failed}
        )

    def _require_route(self, post: Post, translator: Translator) -> None:
        """Raise `MissingModelError` where the post's own language leads nowhere."""
        if post.language not in ("", UNDETERMINED, translator.target):
            translator.route(post.language)

    def _translated(
        self, window: Sequence[Work], language: str, translator: Translator
    ) -> Iterator[tuple[Translation, ...]]:
        """Yield the translated segments of each post of `window`."""
        jobs = [job for work in window for job in self._jobs(work, language)]
        total = len(jobs)
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self.progress(f"Translating into {language}", min(done, total), total)

        advance(0)
        translations = translator.translate(jobs, advance)
        self.progress(f"Translating into {language}", total, total)
        start = 0
        for work in window:
            yield tuple(translations[start : start + len(work.segments)])
            start += len(work.segments)

    def _jobs(self, work: Work, target: str) -> Iterator[Job]:
        post = work.post
        matchers = self.glossaries.matchers(post.clinic, target)
        names = self.clinics.names(post.clinic, post.language, target)
        for segment in work.segments:
            kind: BlockKind = (
                "heading" if segment.block == TITLE else post.blocks[segment.block].kind
            )
            yield Job(segment, matchers, kind, names, work.edits[target].of(segment))

    def _recorded(
        self, work: Work, language: str, segments: tuple[Translation, ...]
    ) -> PostTranslation:
        """Write the translation of a post; its time stays where nothing else has changed."""
        post = work.post
        path = self.archive.translation_file(post.clinic, post.id, language)
        translation = PostTranslation(
            format=FORMAT,
            post=post.id,
            source_language=post.language,
            target_language=language,
            post_digest=work.digest,
            translated_at=now(),
            segments=segments,
        )
        said = notice(self.publisher.site(), post, translation)
        translation = msgspec.structs.replace(translation, notice=said)
        if path.exists():
            before = read_translation(path)
            same_time = msgspec.structs.replace(translation, translated_at=before.translated_at)
            if before == same_time:
                translation = before
        self.publisher.write(path, to_json(translation))
        return translation

    def _publish(
        self, work: Work, translations: Mapping[str, PostTranslation], failed: set[int]
    ) -> Made:
        """Emit what the policy lets through of a post; return what was made of its capture."""
        post = work.post
        on_error = self.archive.config.policy.on_error
        held = {
            lang: why
            for lang, done in translations.items()
            if (why := kept_back(post.url, done, on_error))
        }
        if held and on_error == "fail":
            failed.add(work.number)
            self.report.failures.extend(Failure(url=post.url, message=m) for m in held.values())
        shown = {lang: done for lang, done in translations.items() if lang not in held}
        pages = self.publisher.post(post, work.digest, shown) if shown else []
        records = [
            *(edits.path for edits in work.edits.values()),
            self.archive.post_file(post.clinic, post.id),
            *(self.archive.translation_file(post.clinic, post.id, lang) for lang in translations),
        ]
        made = Made(
            stamp=self.unchanged.stamp(work.capture),
            clinic=self.clinics[post.clinic],
            post=post.id,
            language=post.language,
            files=self.unchanged.states([*records, *pages]),
            images=self.unchanged.images(b.image.url for b in post.blocks if b.image),
            summaries={lang: summarise(post, done) for lang, done in shown.items()},
            tally=tally(seg for done in translations.values() for seg in done.segments),
            held=tuple(held.values()),
            notes=tuple(f"{post.url}: {note}" for note in post.notes),
            problems=tuple(t for edits in work.edits.values() for t in edits.told(work.segments)),
        )
        self._count(work.number, made)
        return made

    def _count(self, number: int, made: Made) -> None:
        self.report.posts += 1
        self.report.add(made.tally)
        self.report.held.extend(made.held)
        self.report.notes.extend(made.notes)
        self.report.problems.extend(made.problems)
        self.summaries[number] = made.summaries
        self.languages.add(made.language)

    def _listed(self) -> dict[str, list[Summary]]:
        """Return the summaries of all posts by language, in the order of their captures."""
        return {
            language: [
                self.summaries[number][language]
                for number in sorted(self.summaries)
                if language in self.summaries[number]
            ]
            for language in self.translators
        }

    def _lock(self, languages: Iterable[str]) -> Lock:
        languages = sorted({*languages} - {UNDETERMINED, ""})
        return Lock(
            tool=tool(),
            analysers={language: analyser(language) for language in languages},
            models={
                f"{source}-{target}": "+".join(model.label for model in models)
                for target, translator in sorted(self.translators.items())
                for source in languages
                if source != target and (models := translator.find_route(source))
            },
            glossaries=self.glossaries.digests,
        )

    def _conclude(self) -> None:
        report = self.report
        report.decoded = sum(t.decoded for t in self.translators.values())
        report.reused = sum(t.reused for t in self.translators.values())
        report.problems.extend(self.glossaries.problems())
        report.problems.extend(orphans(self.archive.path, {g.post for g in self.withdrawn}))
        if self.memory.replaced:
            report.problems.append(f"{self.archive.memory} was damaged and has been made anew.")
        if self.memory.dropped:
            report.problems.append(
                f"{self.archive.memory}: {self.memory.dropped} damaged rows were translated again."
            )
