"""What importing and capturing report."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pipeline.records import Capture

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many are done, and of how many."""


class Failure(msgspec.Struct, frozen=True):
    """What could not be imported or captured (a path or an address), and why, in a sentence."""

    what: str
    reason: str


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did: captures added, captures held already, and what failed."""

    added: tuple[Capture, ...] = ()
    held: tuple[Capture, ...] = ()
    failed: tuple[Failure, ...] = ()


class CaptureReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a capture did.

    `added` are new payloads of posts, `images` the number of new images; `unchanged` counts the
    posts whose payload is held already. `gone` are posts that their site says are deleted or
    private (captured as evidence), `failed` those that could not be captured. `requests` and
    `received` (bytes of payload) count what the sites were asked for. `mended` says what was
    left unfinished by an interrupted run and is now whole.
    """

    added: tuple[Capture, ...] = ()
    unchanged: int = 0
    images: int = 0
    gone: tuple[Failure, ...] = ()
    failed: tuple[Failure, ...] = ()
    requests: int = 0
    received: int = 0
    mended: tuple[str, ...] = ()
