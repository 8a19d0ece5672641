"""Work on other machines, by the workers of a Dask scheduler.

A worker sees nothing of the archive but what comes with a batch. It makes a workbench for a build
when the first of its batches is there, so that it loads analysers and packages once.
"""

from __future__ import annotations

import importlib.metadata
import pickle
import platform
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import msgspec
from distributed import Client, Future, KilledWorker, get_client, get_worker

from pipeline.errors import DecodingError, ExecutorError
from pipeline.executors import Pending, Task
from pipeline.models import Model, find_models
from pipeline.profile import Profile

if TYPE_CHECKING:
    from pipeline.orders import Settings
    from pipeline.workbench import Workbench

CONNECT = 10
"""Seconds to wait for the scheduler."""
IDLE = 60
"""Seconds to wait for a worker, the first one or another when all are gone."""
_LOOK = 2
"""Seconds between looks at the workers."""
_KEPT = 4
"""Workbenches kept on a worker, that of a driver that was killed among them."""


class Dask:
    """Has work done by the workers of the Dask scheduler at `address`, as `settings` say.

    Workers may come and go; what a lost one was at is done by another. `ahead` is two batches for
    each of their threads. Raises `ExecutorError` where no scheduler answers within `CONNECT`
    seconds, and with a result where no worker is at work for `IDLE` seconds, where one has other
    packages or versions than this process, or where the connection is lost.
    """

    def __init__(self, settings: Settings, address: str):
        self.ahead = 2
        self.profile = Profile()
        self._address = address
        self._build = f"build-{uuid4().hex}"
        self._sent: set[Future[Any]] = set()
        try:
            self._client = Client(address, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutorError(
                f"No Dask scheduler answers at {address} ({error}). "
                f"Start one with 'dask scheduler', or correct the address."
            ) from error
        self._looked = self._staffed = time.monotonic()
        self._look()
        # The scheduler drops what it keeps under the key of a task when its client goes away.
        self._kept = self._client.submit(bool, key=self._build)
        self._client.set_metadata([self._build], [versions(), pickle.dumps(settings)])

    def submit(self, task: Task, batch: Any) -> Pending:
        """Have `batch` done by a worker."""
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        call = _Call(self._build, task, pickle.dumps(batch))
        future = self._client.submit(
            pickle.loads,
            pickle.dumps(call),
            key=f"{task}-{uuid4().hex}",
            priority=1 if task == "read" else 0,  # it is short, and all else waits for it
        )
        self._sent.add(future)
        return _Sent(self, future, task)

    def result(self, future: Future[Any], task: Task) -> Any:
        """Return the result of work that was sent, or raise what it raised, and let go of it."""
        try:
            result, wall, cpu = self._wait(future)
        except KilledWorker as error:
            kind = DecodingError if task == "make" else ExecutorError
            raise kind(
                f"Several workers died at the same batch of posts, {error.last_worker.address} "
                f"the last; their logs may say why (a worker without memory is killed)."
            ) from error
        except CancelledError as error:
            raise ExecutorError(
                f"The connection to the Dask scheduler at {self._address} was lost. "
                f"What was done is kept; run the command again to go on."
            ) from error
        except ModuleNotFoundError as error:
            raise ExecutorError(
                f"A worker of the Dask scheduler at {self._address} lacks something: {error}. "
                f"Install there what is installed here."
            ) from error
        finally:
            self._sent.discard(future)
            future.release()
        self.profile.add(wall, cpu)
        return result

    def close(self) -> None:
        """Cancel all work that is not done; what workers are at ends before long."""
        if self._client.status == "running":
            self._client.cancel(list(self._sent))
            self._client.run(_end, self._build, on_error="ignore")
        self._client.close()

    def _wait(self, future: Future[Any]) -> Any:
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                self._look()

    def _look(self) -> None:
        """Count the threads of the workers. Raises `ExecutorError` where all are gone for long."""
        workers = self._client.scheduler_info()["workers"].values()
        threads = sum(worker["nthreads"] for worker in workers if worker["status"] == "running")
        self.ahead = 2 * max(1, threads)
        self._looked = time.monotonic()
        if threads:
            self._staffed = self._looked
        elif self._looked - self._staffed > IDLE:
            state = "Its workers are paused: they lack memory." if workers else "It has none."
            raise ExecutorError(
                f"No worker of the Dask scheduler at {self._address} was ready in {IDLE} seconds. "
                f"{state} Start some with 'dask worker {self._address}', or see their logs."
            )


class _Sent(NamedTuple):
    """What was sent to the workers: `Pending`."""

    executor: Dask
    future: Future[Any]
    task: Task

    def result(self) -> Any:
        """Return the result when it is there, or raise what the work raised."""
        return self.executor.result(self.future, self.task)


def versions() -> dict[str, str]:
    """Return the versions of all that takes part in the work, by their names."""
    required = importlib.metadata.requires("clinic-archive") or []
    packages = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: importlib.metadata.version(name) for name in ("clinic-archive", *packages)},
    }


_lock = threading.Lock()
_benches: dict[str, Workbench | None] = {}
"""The workbenches of this worker by the builds they are for; None for a build that has ended."""


class _Call(NamedTuple):
    """Work that is done where this is unpickled.

    Scheduler and workers then see but bytes: the scheduler needs no module of ours, and a worker
    without them fails at the task, and not as a whole.
    """

    build: str
    task: Task
    batch: bytes

    def __reduce__(self) -> tuple[Any, ...]:
        return _work, tuple(self)


def _work(build: str, task: Task, batch: bytes) -> tuple[Any, dict[str, float], dict[str, float]]:
    """Do a batch on a worker; return its result, and what the profile counted since the last."""
    bench = _bench(build)
    result = getattr(bench, task)(pickle.loads(batch))  # noqa: S301 - the driver's own
    return result, *bench.profile.take()


def _bench(build: str) -> Workbench:
    with _lock:
        if build not in _benches:
            made = _made(build)
            while len(_benches) >= _KEPT:
                del _benches[next(iter(_benches))]
            _benches[build] = made
        bench = _benches[build]
    if bench is None:
        raise CancelledError
    return bench


def _made(build: str) -> Workbench:
    """Make the workbench of a build, unless this worker would make other bytes than the driver."""
    worker = get_worker()
    wanted, pickled = get_client().get_metadata([build])
    here = versions()
    for name, version in wanted.items():
        if here.get(name) != version:
            raise ExecutorError(
                f"The worker {worker.address} has {name} {here.get(name, 'not at all')}, and the "
                f"build is made with {version}. Install there what is installed here."
            )
    settings: Settings = pickle.loads(pickled)  # noqa: S301 - the driver's own
    models = tuple(_here(settings.models, worker.address))
    from pipeline.workbench import Workbench

    return Workbench(settings._replace(models=models), threads=worker.state.nthreads)


def _here(models: Sequence[Model], address: str) -> Iterator[Model]:
    """Yield the packages as they lie on this worker."""
    found = find_models(pinned=[model.label for model in models])
    paths = {model.label: model.path for model in found}
    for model in models:
        if model.label not in paths:
            raise ExecutorError(
                f"The worker {address} has no translation package {model.label}. Install it there "
                f"with 'clinic-archive models install', or take it away here."
            )
        yield msgspec.structs.replace(model, path=paths[model.label])


def _end(build: str) -> None:
    """Let all that this worker does for a build end, and release what it loaded for it."""
    with _lock:
        bench = _benches.get(build)
        _benches[build] = None
    if bench is not None:
        bench.stop()
