"""From the captures of an archive to the posts that need work: those that are new or changed.

What an earlier build made of the others is taken over; what fails is told, and costs one post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.archive import Archive, read_translation
from pipeline.captures import captured_payload, captures_before, may_be_posts
from pipeline.edits import edits_file, read_edits
from pipeline.errors import (
    ClinicArchiveError,
    DeletedPostError,
    IndexPageError,
    NotAPostError,
    PrivatePostError,
)
from pipeline.executors import Executor, in_order
from pipeline.ledger import Layer, Ledger
from pipeline.memory import FileState
from pipeline.orders import Order, Page, Read
from pipeline.profile import Profile
from pipeline.publish import Publisher
from pipeline.records import Capture, Post, PostTranslation
from pipeline.report import Failure
from pipeline.unchanged import Unchanged

_PAGES = 8
"""Pages read together."""
_AT_ONCE = 500
"""Captures looked up in the memory together."""


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


class Intake:
    """Finds what there is to do in `archive`, and has `executor` read the pages.

    `require_route` raises `MissingModelError` where a post cannot be translated into a language.
    """

    def __init__(
        self,
        archive: Archive,
        ledger: Ledger,
        unchanged: Unchanged,
        publisher: Publisher,
        executor: Callable[[], Executor],
        require_route: Callable[[Post, str], None],
        profile: Profile,
    ):
        self._archive = archive
        self._ledger = ledger
        self._unchanged = unchanged
        self._publisher = publisher
        self._executor = executor
        self._require_route = require_route
        self._profile = profile
        self._holders: dict[tuple[str, str], str] = {}

    def works(self) -> Iterator[Work]:
        """Yield the posts that need work, those that were captured last first."""
        for found, pending in in_order(self._executor, "read", self._pages()):
            for (number, capture), read in zip(found, pending.result(), strict=True):
                work = self._work(number, capture, read)
                if work is None:
                    self._ledger.advance()
                else:
                    yield work

    def fail(self, layer: Layer, number: int, capture: Capture, message: str) -> None:
        """Tell what is wrong with a post; what an earlier build made of it stays where it lies."""
        made = self._unchanged.earlier(capture)
        if (
            made is not None
            and self._is_first(made.clinic.id, made.post, capture)
            and not self._ledger.is_withdrawn(made.clinic.id, made.post)
        ):
            self._ledger.take_over(number, made)
            message = f"{message} Its pages stay as they were built before."
        self._ledger.fail(layer, capture.url, message)

    def _pages(self) -> Iterator[tuple[list[tuple[int, Capture]], list[Page]]]:
        """Yield the captures that need work and their payloads, some at a time."""
        found: list[tuple[int, Capture]] = []
        pages: list[Page] = []
        for number, capture in self._changed():
            try:
                with self._profile.stage("Reading captures"):
                    pages.append(Page(capture, captured_payload(self._archive, capture)))
                found.append((number, capture))
            except ClinicArchiveError as error:
                self.fail("posts", number, capture, str(error))
                self._ledger.advance()
            if len(pages) == _PAGES:
                yield found, pages
                found, pages = [], []
        if pages:
            yield found, pages

    def _changed(self) -> Iterator[tuple[int, Capture]]:
        """Yield the captures that need work; take over what was made of the others."""
        with self._profile.stage("Looking for changes"):
            captures = may_be_posts(self._archive.captures)
        self._ledger.total = len(captures)
        for start in range(0, len(captures), _AT_ONCE):
            some = captures[start : start + _AT_ONCE]
            with self._profile.stage("Looking for changes"):
                made = self._unchanged.find(some)
            for number, capture in enumerate(some, start):
                known = made.get(capture.url)
                if known is None:
                    yield number, capture
                    continue
                if self._is_first(known.clinic.id, known.post, capture):
                    self._ledger.take_over(number, known)
                self._ledger.advance()

    def _work(self, number: int, capture: Capture, read: Read | ClinicArchiveError) -> Work | None:
        """Return what is to be done with a post, or None where that is nothing."""
        if isinstance(read, DeletedPostError | PrivatePostError):
            read = self._last_version(capture, read)
        if isinstance(read, IndexPageError):
            return None  # a list of posts, or a frame around one: captured on the way to posts
        if isinstance(read, NotAPostError):
            self._ledger.report.not_posts.append(Failure(url=capture.url, message=str(read)))
            return None
        if isinstance(read, ClinicArchiveError):
            self.fail("posts", number, capture, str(read))
            return None
        post = read.post
        if not self._is_first(post.clinic, post.id, capture):
            return None
        if self._ledger.is_withdrawn(post.clinic, post.id):
            return None
        self._ledger.clinics.add(read.clinic)
        languages = self._archive.config.languages
        edits = {
            language: edits_file(self._archive.path, post.clinic, post.id, language)
            for language in languages
        }
        states = self._unchanged.states(
            str(path.relative_to(self._archive.path)) for path in edits.values()
        )
        try:
            order = self._order(read, edits)
        except ClinicArchiveError as error:
            self.fail("posts", number, capture, str(error))
            return None
        if not order.languages:
            return None
        return Work(number, capture, order, order.languages == languages, states)

    def _last_version(self, capture: Capture, gone: NotAPostError) -> Read | ClinicArchiveError:
        """Return the last version held of a post that its site says is deleted or private.

        It stays, with a note that says so: what was captured is evidence, and only `withdraw`
        takes it down.
        """
        try:
            for before in captures_before(self._archive.captures, capture):
                page = Page(before, captured_payload(self._archive, before))
                (read,) = self._executor().submit("read", [page]).result()
                if not isinstance(read, NotAPostError):
                    note = f"{gone} This is the version captured at {before.fetched_at}."
                    return _noted(read, note)
        except ClinicArchiveError as error:
            return error
        return gone

    def _is_first(self, clinic: str, post: str, capture: Capture) -> bool:
        """Tell whether no newer capture holds this post; two addresses may lead to one."""
        return self._holders.setdefault((clinic, post), capture.url) == capture.url

    def _order(self, read: Read, edits: Mapping[str, Path]) -> Order:
        post = read.post
        before: dict[str, PostTranslation] = {}
        languages: list[str] = []
        for language in self._archive.config.languages:
            path = self._archive.translation_file(post.clinic, post.id, language)
            try:
                self._require_route(post, language)
                if path.exists():
                    before[language] = read_translation(path)
                languages.append(language)
            except ClinicArchiveError as error:
                self._ledger.fail("translations", post.url, str(error))
        return Order(
            read=read,
            clinic=self._ledger.clinics[post.clinic],
            languages=tuple(languages),
            edits={language: read_edits(path) for language, path in edits.items()},
            before=before,
            images=self._publisher.local_images(post),
        )


def _noted(read: Read | ClinicArchiveError, note: str) -> Read | ClinicArchiveError:
    if isinstance(read, ClinicArchiveError):
        return read
    return read._replace(post=msgspec.structs.replace(read.post, notes=(*read.post.notes, note)))
