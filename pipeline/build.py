"""From the captures of an archive to its posts, translations and site.

Captures are worked on in windows, so that memory does not grow with the archive, while the
decoder still sees many segments at a time. One bad post is reported and the rest are done.
A file whose bytes would not change is not written.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

import sources
from output.site import Site, listing_pages, post_pages, summarise
from pipeline.analysis import analyser
from pipeline.archive import Archive, Disk, Lock, read_translation
from pipeline.detect import UNDETERMINED, detect_post
from pipeline.errors import ClinicArchiveError, NotAPostError
from pipeline.glossaries import Glossaries
from pipeline.memory import Memory
from pipeline.models import find_models
from pipeline.records import (
    FORMAT,
    BlockKind,
    Capture,
    Clinic,
    Post,
    PostTranslation,
    Segment,
    Summary,
    Translation,
    digest,
    to_json,
)
from pipeline.segment import TITLE, segment_post
from pipeline.translate import Job, Translator
from sources.warc import latest_captures, read_payload

WINDOW = 4096
"""Segments gathered before they are translated together."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


class Failure(NamedTuple):
    """A page or post that could not be done, and why, in a sentence for a person."""

    url: str
    message: str


class Report(msgspec.Struct, kw_only=True):
    """What a build did.

    `segments` counts the translated ones over all target languages, `passed` those among them
    without a finding, `untranslated` the segments passed through. `terms` counts uses of terms
    by how they were satisfied, `findings` findings by severity. `written` and `removed` count
    files.
    """

    posts: int = 0
    segments: int = 0
    passed: int = 0
    untranslated: int = 0
    decoded: int = 0
    reused: int = 0
    written: int = 0
    removed: int = 0
    terms: Counter[str] = msgspec.field(default_factory=Counter)
    findings: Counter[str] = msgspec.field(default_factory=Counter)
    failures: list[Failure] = []
    not_posts: list[Failure] = []
    notes: list[str] = []
    seconds: float = 0.0


def build(
    archive: Archive,
    *,
    progress: Progress = lambda stage, done, total: None,
    threads: int = 0,
    sink: Disk | None = None,
) -> Report:
    """Bring the posts, translations and site of `archive` up to date with its captures.

    `threads` is how many batches are decoded at once (all cores unless given). `sink` takes the
    files, in place of the disk. Raises
    `ArchiveError` where another process is changing the archive, and `GlossaryError` or
    `ModelError` where nothing could be right; what is wrong with one post is in the report.
    """
    with archive.locked(), Memory(archive.memory) as memory:
        return _Build(archive, memory, progress, threads, sink or Disk()).run()


def now() -> str:
    """Return the time for new records: `SOURCE_DATE_EPOCH` where it is set, else the clock's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    seconds = int(epoch) if epoch else time.time()
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tool() -> str:
    """Return the version of this tool."""
    return version("clinic-archive")


class _Work(NamedTuple):
    """A post on its way through a build."""

    post: Post
    digest: str
    segments: tuple[Segment, ...]


class _Build:
    """One run of `build`."""

    def __init__(
        self, archive: Archive, memory: Memory, progress: Progress, threads: int, sink: Disk
    ):
        self.archive = archive
        self.sink = sink
        self.report = Report()
        self.progress = progress
        self.memory = memory
        self.clinics = {table.id: table.clinic() for table in archive.config.clinics}
        self.glossaries = Glossaries(archive)
        self.models = find_models(archive.config.models.prefer)
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
        self.emitted: set[Path] = set()
        self.summaries: dict[str, list[Summary]] = {lang: [] for lang in self.translators}
        self.source_languages: set[str] = set()

    def run(self) -> Report:
        started = time.monotonic()
        window: list[_Work] = []
        for work in self._extracted():
            window.append(work)
            if sum(len(item.segments) for item in window) >= WINDOW:
                self._finish(window)
                window = []
        self._finish(window)
        self._emit(listing_pages(self._site(), self.summaries))
        self._remove_stale()
        self._write(self.archive.lock, to_json(self._lock()))
        self._conclude()
        self.report.seconds = time.monotonic() - started
        return self.report

    def _extracted(self) -> Iterator[_Work]:
        captures = [c for c in latest_captures(self.archive.captures) if _is_page(c)]
        for number, capture in enumerate(captures):
            self.progress("Reading posts", number, len(captures))
            try:
                payload = read_payload(self.archive.captures, capture)
                post = self._assigned(detect_post(sources.extract(capture, payload)))
                data = to_json(post)
                self._write(self.archive.post_file(post.clinic, post.id), data)
                work = _Work(post, digest(data), segment_post(post))
            except NotAPostError as error:
                self.report.not_posts.append(Failure(url=capture.url, message=str(error)))
            except ClinicArchiveError as error:
                self.report.failures.append(Failure(url=capture.url, message=str(error)))
            else:
                self.report.notes.extend(f"{post.url}: {note}" for note in post.notes)
                yield work
        self.progress("Reading posts", len(captures), len(captures))

    def _assigned(self, post: Post) -> Post:
        """Return `post` under the clinic whose site it is on; a clinic not configured is made."""
        address = post.url.partition("://")[2]
        for clinic in self.clinics.values():
            if any(_under(address, site) for site in clinic.sites):
                return msgspec.structs.replace(post, clinic=clinic.id)
        self.clinics.setdefault(
            post.clinic,
            Clinic(id=post.clinic, names={post.language: post.author} if post.author else {}),
        )
        return post

    def _finish(self, window: Sequence[_Work]) -> None:
        """Translate the posts of a window into every language, and emit their pages."""
        pages: list[dict[str, PostTranslation]] = [{} for _ in window]
        for language, translator in self.translators.items():
            done = self._translated(window, language, translator)
            for translations, work, segments in zip(pages, window, done, strict=True):
                try:
                    self._require_route(work.post, translator)
                    translations[language] = self._recorded(work, language, segments)
                except ClinicArchiveError as error:
                    failure = Failure(url=work.post.url, message=str(error))
                    self.report.failures.append(failure)
        for work, translations in zip(window, pages, strict=True):
            if translations:
                self._publish(work, translations)

    def _require_route(self, post: Post, translator: Translator) -> None:
        """Raise `MissingModelError` where the post's own language leads nowhere."""
        if post.language not in ("", UNDETERMINED, translator.target):
            translator.route(post.language)

    def _translated(
        self, window: Sequence[_Work], language: str, translator: Translator
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

    def _jobs(self, work: _Work, target: str) -> Iterator[Job]:
        post = work.post
        matchers = self.glossaries.matchers(post.clinic, target)
        names = self.clinics[post.clinic].names
        pairs = (
            ((names[post.language], names[target]),)
            if {post.language, target} <= set(names)
            else ()
        )
        for segment in work.segments:
            kind: BlockKind = (
                "heading" if segment.block == TITLE else post.blocks[segment.block].kind
            )
            yield Job(segment, matchers, kind, pairs)

    def _recorded(
        self, work: _Work, language: str, segments: tuple[Translation, ...]
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
        if path.exists():
            before = read_translation(path)
            same_time = msgspec.structs.replace(translation, translated_at=before.translated_at)
            if before == same_time:
                translation = before
        self._write(path, to_json(translation))
        return translation

    def _publish(self, work: _Work, translations: Mapping[str, PostTranslation]) -> None:
        self.report.posts += 1
        self.source_languages.add(work.post.language)
        self._emit(post_pages(self._site(), work.post, work.digest, translations))
        for language, translation in translations.items():
            self.summaries[language].append(summarise(work.post, translation))
            for segment in translation.segments:
                self._tally(segment)

    def _tally(self, translation: Translation) -> None:
        self.report.findings.update(finding.severity for finding in translation.findings)
        if translation.status == "untranslated":
            self.report.untranslated += 1
            return
        self.report.segments += 1
        self.report.passed += not translation.findings
        self.report.terms.update(use.how for use in translation.terms)

    def _site(self) -> Site:
        config = self.archive.config
        return Site(
            title=config.title,
            languages=config.languages,
            base_url=config.base_url,
            generator=f"Clinic Archive {tool()}",
            clinics=tuple(self.clinics[name] for name in sorted(self.clinics)),
        )

    def _emit(self, files: Iterable[tuple[str, bytes]]) -> None:
        for name, data in files:
            path = self.archive.site / name
            self.emitted.add(path)
            self._write(path, data)

    def _write(self, path: Path, data: bytes) -> None:
        self.report.written += self.sink.write(path, data)

    def _remove_stale(self) -> None:
        """Remove from the site what this build did not emit."""
        for path in sorted(self.archive.site.rglob("*")):
            if path.is_file() and path not in self.emitted:
                self.sink.remove(path)
                self.report.removed += 1

    def _lock(self) -> Lock:
        languages = sorted(self.source_languages - {UNDETERMINED, ""})
        return Lock(
            tool=tool(),
            analysers={language: analyser(language) for language in languages},
            models={
                f"{source}-{target}": "+".join(model.label for model in route)
                for target, translator in sorted(self.translators.items())
                for source, route in sorted(translator.routes.items())
            },
            glossaries=self.glossaries.digests(),
        )

    def _conclude(self) -> None:
        report = self.report
        report.decoded = sum(t.decoded for t in self.translators.values())
        report.reused = sum(t.reused for t in self.translators.values())
        report.notes.extend(self.glossaries.problems())
        if self.memory.replaced:
            report.notes.append(f"{self.archive.memory} was damaged and has been made anew.")
        if self.memory.dropped:
            report.notes.append(
                f"{self.archive.memory}: {self.memory.dropped} damaged rows were translated again."
            )


def _is_page(capture: Capture) -> bool:
    return capture.media_type in ("text/html", "application/xhtml+xml")


def _under(address: str, site: str) -> bool:
    site = site.partition("://")[2] or site
    site = site.rstrip("/")
    return address == site or address.startswith((f"{site}/", f"{site}?"))
