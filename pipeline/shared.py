"""Texts that batches share are decoded once, also where the batches are under way together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from pipeline.memory import Remembered
from pipeline.orders import Text

KEPT = 8192
"""Results kept: the memory has them when the batches that were under way with theirs are done."""


class Shared:
    """What the batches of a process decode, or have decoded lately. Safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: dict[str, Future[Remembered]] = {}

    def decode(
        self,
        texts: Iterable[Text],
        decode: Callable[[list[Text]], dict[str, Remembered]],
    ) -> tuple[dict[str, Remembered], dict[str, Remembered]]:
        """Return, by key, what `decode` makes of `texts`, and what another batch made of them.

        Raises what `decode` raises, here or for the other batch.
        """
        distinct = {text.key: text for text in texts}
        with self._lock:
            theirs = {key: self._results[key] for key in distinct if key in self._results}
            ours = {key: Future[Remembered]() for key in distinct if key not in theirs}
            self._results.update(ours)
        try:
            made = decode([distinct[key] for key in ours])
        except BaseException as error:
            with self._lock:
                for key in ours:
                    del self._results[key]
            for result in ours.values():
                result.set_exception(error)
            raise
        for key, result in ours.items():
            result.set_result(made[key])
        with self._lock:
            self._forget()
        return made, {key: result.result() for key, result in theirs.items()}

    def _forget(self) -> None:
        """Let go of the oldest results; one that is still waited for stays."""
        for key in list(self._results)[: max(0, len(self._results) - KEPT)]:
            if self._results[key].done():
                del self._results[key]
