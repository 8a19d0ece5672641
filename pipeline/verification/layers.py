"""What a layer of a verification reports."""

from __future__ import annotations

from typing import Literal

from pipeline.records import Record

Name = Literal[
    "manifest", "signature", "captures", "posts", "translations", "site", "retranslation"
]

SAID: dict[Name, str] = {
    "manifest": "every file is as the manifest lists it",
    "signature": "the manifest is the one that was signed",
    "captures": "every WARC record has the bytes that its digests say",
    "posts": "the captures give the same posts again",
    "translations": "every translated sentence stands in its post, corrections as people made them",
    "site": "posts and translations give the same pages again",
    "retranslation": "the pinned packages and glossaries give the same translations again",
}
"""What each layer says where it found nothing wrong."""


class Problem(Record, frozen=True, kw_only=True):
    """A file, relative to the archive, that does not hold, and what depends on it."""

    path: str
    message: str
    breaks: str = ""


class Layer(Record, frozen=True, kw_only=True):
    """One layer's result. `checked` counts its files; `skipped` says why it was not looked at.

    `remark` is what a person should know of a result, good or bad.
    """

    name: Name
    checked: int = 0
    problems: tuple[Problem, ...] = ()
    skipped: str = ""
    remark: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with what was looked at."""
        return not self.problems
