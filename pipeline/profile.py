"""Where the time of a build goes, by stage."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping


class Profile:
    """Adds up, by stage, the seconds that work took, and those that Python computed for it.

    `wall` and `cpu` are in seconds over all threads that report here: stages that run at the same
    time count each, and what a library computes in threads of its own is no part of `cpu`.
    """

    def __init__(self) -> None:
        self.wall: defaultdict[str, float] = defaultdict(float)
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside for the stage `name`."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self.wall[name] += time.perf_counter() - wall
                self.cpu[name] += time.thread_time() - cpu

    def add(self, wall: Mapping[str, float], cpu: Mapping[str, float]) -> None:
        """Count what another process reports."""
        with self._lock:
            for name in wall:
                self.wall[name] += wall[name]
                self.cpu[name] += cpu[name]

    def take(self) -> tuple[dict[str, float], dict[str, float]]:
        """Return what was counted so far, and begin anew."""
        with self._lock:
            wall, cpu = dict(self.wall), dict(self.cpu)
            self.wall.clear()
            self.cpu.clear()
        return wall, cpu
