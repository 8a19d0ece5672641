"""What a build has come to: what its posts amount to, what failed, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pipeline.archive import Archive
from pipeline.clinics import Clinics
from pipeline.lists import Lists
from pipeline.memory import Made
from pipeline.report import Failure, Report
from pipeline.withdraw import read_withdrawals

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is; 0 where that is not known."""
Layer = Literal["posts", "translations"]
"""What a failure costs, and what follows from it."""


class Ledger:
    """What becomes of the captures of `archive`, in figures and for the lists of posts.

    `emitted` are the paths, relative to the archive, that belong to the site; `languages` those
    that posts are in; `failures` those of the report with what they cost.
    """

    def __init__(self, archive: Archive, progress: Progress):
        self.report = Report()
        self.clinics = Clinics(table.clinic() for table in archive.config.clinics)
        self.lists = Lists(archive.config.languages)
        self.withdrawn = read_withdrawals(archive.path)
        self.emitted: set[str] = set()
        self.languages: set[str] = set()
        self.failures: list[tuple[Layer, Failure]] = []
        self.total = 0
        self._gone = {(withdrawal.clinic, withdrawal.post) for withdrawal in self.withdrawn}
        self._progress = progress
        self._done = 0

    def is_withdrawn(self, clinic: str, post: str) -> bool:
        """Tell whether a post is withdrawn."""
        return (clinic, post) in self._gone

    def count(self, number: int, made: Made) -> None:
        """Count what was made of the capture that has the place `number` among all."""
        report = self.report
        report.posts += 1
        report.add(made.tally)
        report.held.extend(made.held)
        report.notes.extend(made.notes)
        report.problems.extend(made.problems)
        self.lists.add(number, made.summaries)
        self.languages.add(made.language)
        self._progress("Segments", report.segments, 0)

    def take_over(self, number: int, made: Made) -> None:
        """Count what an earlier build made of a capture, whose files stay."""
        self.emitted.update(state.path for state in made.files)
        self.clinics.add(made.clinic)
        self.count(number, made)

    def fail(self, layer: Layer, url: str, message: str) -> None:
        """Tell what is wrong with one post."""
        failure = Failure(url=url, message=message)
        self.failures.append((layer, failure))
        self.report.failures.append(failure)

    def advance(self) -> None:
        """One more capture is done."""
        self._done += 1
        self._progress("Posts", self._done, self.total)
