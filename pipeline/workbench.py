"""What is done to batches of posts, wherever it is done: read, translated, checked, rendered.

Nothing here touches the archive folder or its memory. A batch comes with all that its result
depends on, so that it gives the same in any thread, process or machine.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from output.site import Site, notice, post_pages, summarise
from pipeline.analysis import analyse
from pipeline.clinics import Clinics, names_in
from pipeline.decode import Decoders
from pipeline.detect import detect_post
from pipeline.errors import SourceError
from pipeline.glossaries import Matchers
from pipeline.memory import Remembered
from pipeline.orders import Batch, Finished, Order, Page, Read, Settings, Text
from pipeline.policy import kept_back
from pipeline.profile import Profile
from pipeline.publish import site_of
from pipeline.records import (
    FORMAT,
    BlockKind,
    PostTranslation,
    Segment,
    Translation,
    digest,
    to_json,
)
from pipeline.report import tally
from pipeline.segment import TITLE, segment_post
from pipeline.shared import Shared
from pipeline.translate import Job, Translator
from sources.registry import extract


class Workbench:
    """The work, with the packages, matchers and analysers that it has loaded so far.

    Safe to use from several threads; `threads` is how many batches are decoded at a time.
    """

    def __init__(self, settings: Settings, *, threads: int = 0):
        config = settings.config
        self.profile = Profile()
        self._config = config
        self._clinics = Clinics(table.clinic() for table in config.clinics)
        self._matchers = Matchers(settings.glossaries)
        self._decoders = Decoders(threads)
        self._shared = Shared()
        self._translators = {
            language: Translator(
                language,
                settings.models,
                self._decoders,
                tool=settings.tool,
                severities=config.policy.checks,
            )
            for language in config.languages
        }

    def stop(self) -> None:
        """Let all work end before long, with `CancelledError`."""
        self._decoders.stop()

    def read(self, pages: Sequence[Page]) -> list[Read | SourceError]:
        """Return the post that each page holds, or why there is none."""
        found: list[Read | SourceError] = []
        for page in pages:
            try:
                found.append(self._read(page))
            except SourceError as error:
                found.append(error)
        return found

    def decode(self, batch: Batch) -> tuple[dict[str, Remembered], dict[str, Remembered]]:
        """Return what the texts of a batch give that the memory does not hold.

        First what is decoded for it, then what is, or was, for another batch. The languages come
        one after the other. Raises `ModelError`.
        """
        fresh: dict[str, Remembered] = {}
        shared: dict[str, Remembered] = {}
        for language, translator in self._translators.items():
            texts = [
                text
                for order in batch.orders
                for text in order.texts(language)
                if text.key not in batch.remembered
            ]
            with self.profile.stage("Decoding"):
                ours, theirs = self._shared.decode(texts, translator.decode)
            fresh.update(ours)
            shared.update(theirs)
        return fresh, shared

    def make(self, batch: Batch) -> tuple[list[Finished], dict[str, Remembered]]:
        """Return what becomes of each order of a batch, and what is new for the memory.

        Raises `ModelError`.
        """
        fresh, shared = self.decode(batch)
        remembered = {**batch.remembered, **fresh, **shared}
        return [self._finished(order, remembered, batch.time) for order in batch.orders], fresh

    def _read(self, page: Page) -> Read:
        with self.profile.stage("Extracting"):
            post = extract(page.capture, page.payload)
        with self.profile.stage("Detecting languages"):
            post, clinic = self._clinics.assign(detect_post(post))
        with self.profile.stage("Segmenting"):
            segments = segment_post(post)
        with self.profile.stage("Matching terms"):
            texts = self._texts(post.clinic, segments)
        return Read(post, clinic, segments, texts)

    def _texts(
        self, clinic: str, segments: Iterable[Segment]
    ) -> dict[str, tuple[Text | None, ...]]:
        """Return what each segment is decoded as, by language; it is analysed once for all."""
        texts: dict[str, list[Text | None]] = {language: [] for language in self._translators}
        for segment in segments:
            analysis = functools.cache(functools.partial(analyse, segment.text, segment.language))
            for language, translator in self._translators.items():
                matchers = self._matchers.of(clinic, language)
                texts[language].append(translator.text(segment, matchers, analysis))
        return {language: tuple(found) for language, found in texts.items()}

    def _finished(self, order: Order, remembered: Mapping[str, Remembered], time: str) -> Finished:
        post = to_json(order.read.post)
        post_digest = digest(post)
        site = site_of(self._config, (order.clinic,))
        translations = {}
        for language in order.languages:
            with self.profile.stage("Checking"):
                segments = self.translated(order, language, remembered)
            translation = PostTranslation(
                format=FORMAT,
                post=order.read.post.id,
                source_language=order.read.post.language,
                target_language=language,
                post_digest=post_digest,
                translated_at=time,
                segments=segments,
            )
            translations[language] = _recorded(order, translation, site)
        on_error = self._config.policy.on_error
        held = {
            language: why
            for language, done in translations.items()
            if (why := kept_back(order.read.post.url, done, on_error))
        }
        shown = {lang: done for lang, done in translations.items() if lang not in held}
        with self.profile.stage("Rendering"):
            pages = post_pages(site, order.read.post, post_digest, shown, local_images=order.images)
            files = tuple(pages) if shown else ()
            summaries = {lang: summarise(order.read.post, done) for lang, done in shown.items()}
            records = {language: to_json(done) for language, done in translations.items()}
        counted = tally(found for done in translations.values() for found in done.segments)
        return Finished(post, records, files, summaries, held, counted)

    def translated(
        self, order: Order, language: str, remembered: Mapping[str, Remembered]
    ) -> tuple[Translation, ...]:
        """Return the translated segments of a post."""
        translator = self._translators[language]
        jobs = self._jobs(order, language)
        return tuple(translator.finish(job, remembered) for job in jobs)

    def _jobs(self, order: Order, target: str) -> Iterator[Job]:
        post = order.read.post
        names = names_in(order.clinic, post.language, target)
        for segment, text in zip(order.read.segments, order.read.texts[target], strict=True):
            kind: BlockKind = (
                "heading" if segment.block == TITLE else post.blocks[segment.block].kind
            )
            yield Job(segment, text, kind, names, order.edits[target].of(segment))


def _recorded(order: Order, translation: PostTranslation, site: Site) -> PostTranslation:
    """Return `translation` with its notice; its time stays where nothing else has changed."""
    said = notice(site, order.read.post, translation)
    translation = msgspec.structs.replace(translation, notice=said)
    before = order.before.get(translation.target_language)
    if before is None:
        return translation
    same_time = msgspec.structs.replace(translation, translated_at=before.translated_at)
    return before if before == same_time else translation
