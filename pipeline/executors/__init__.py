"""Who does the work on batches of posts: threads of this process, or machines elsewhere.

An executor takes calls of a `pipeline.workbench.Workbench` and gives their results. Only the
driver, the process that builds the archive, reads and writes its folder.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, Protocol, TypeVar

from pipeline.profile import Profile

T = TypeVar("T")

Task = Literal["read", "make"]
"""The method of a workbench that is called."""


class Pending(Protocol):
    """A result that will be there."""

    def result(self) -> Any:
        """Return the result when it is there, or raise what the work raised."""


class Executor(Protocol):
    """Does work for a build.

    `ahead` is how many batches of a kind it wants beside the one that is waited for. `profile`
    holds what it knows of the time that the stages took.
    """

    ahead: int
    profile: Profile

    def submit(self, task: Task, batch: Any) -> Pending:
        """Have `batch` done by the method `task` of a workbench."""

    def close(self) -> None:
        """Let all work that is not done end, and wait until it has."""


def in_order(
    hired: Callable[[], Executor], task: Task, batches: Iterable[tuple[T, Any]]
) -> Iterator[tuple[T, Pending]]:
    """Have every batch done, with some under way ahead; yield its result, in their order.

    `batches` yields, with each batch, what belongs to it and comes back with its result. `hired`
    gives who does the work; it is not asked before there is any.
    """
    pending: deque[tuple[T, Pending]] = deque()
    for kept, batch in batches:
        executor = hired()
        pending.append((kept, executor.submit(task, batch)))
        if len(pending) > executor.ahead:
            yield pending.popleft()
    yield from pending
