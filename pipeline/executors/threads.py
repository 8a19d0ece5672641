"""Work in threads of this process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline.executors import Pending, Task
from pipeline.profile import Profile
from pipeline.workbench import Workbench


class Threads:
    """Has work done by `bench` in threads, beside those in which CTranslate2 decodes.

    Python computes in one thread at a time, so that few are enough: they keep extraction, checks
    and pages going while others wait for the decoder.
    """

    ahead = 2

    def __init__(self, bench: Workbench):
        self.profile: Profile = bench.profile
        self._bench = bench
        self._pool = ThreadPoolExecutor(self.ahead + 1, thread_name_prefix="build")

    def submit(self, task: Task, batch: Any) -> Pending:
        """Have `batch` done by a thread."""
        return self._pool.submit(getattr(self._bench, task), batch)

    def close(self) -> None:
        """Let all work that is not done end, and wait until it has."""
        self._bench.stop()
        self._pool.shutdown(cancel_futures=True)
