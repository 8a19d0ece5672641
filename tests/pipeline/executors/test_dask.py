from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from distributed import Client

from cli import main
from pipeline.archive import Archive, read_translation
from pipeline.build import build
from pipeline.errors import DecodingError, ExecutorError, FramePageError
from pipeline.executors import dask
from pipeline.executors.dask import Dask
from pipeline.orders import Page, Settings
from pipeline.records import to_json
from sources.files import import_paths

ROOT = Path(__file__).parents[3]
SHORT = 4
"""Short posts that are built beside the two of the sample archive, and before them."""
PAGE = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"/><title>{number}일째 안내</title>
<link rel="canonical" href="https://blog.example/{number}"/></head><body><article>
<h1>{number}일째 안내</h1>
<p>수술 후 {number}일째에 실밥을 제거합니다. 부기는 {number}주 정도 갈 수 있습니다.</p>
<p>스마스층을 당겨 고정한 뒤에는 {number}주 동안 사우나와 음주를 피해 주세요.</p>
</article></body></html>
"""
DEATHS = 1
"""Deaths of workers that the scheduler forgives a task."""

StartWorkers = Callable[..., list[subprocess.Popen[bytes]]]


class Death:
    """Kills the process that unpickles it, as a crash of native code does."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (1,)


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command of Dask, with no dashboard, on this machine only."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stderr=subprocess.PIPE,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


@pytest.fixture
def scheduler() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler and its address."""
    forgiven = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(DEATHS)}
    process = start("scheduler", "--port", "0", **forgiven)
    assert process.stderr
    said = (re.search(rb"Scheduler at: *(tcp://\S+)", line) for line in process.stderr)
    address = next(match[1].decode() for match in said if match)
    yield process, address
    end(process)


@pytest.fixture
def address(scheduler: tuple[subprocess.Popen[bytes], str]) -> str:
    return scheduler[1]


@pytest.fixture
def workers(address: str, tmp_path: Path) -> Iterator[StartWorkers]:
    """Starts workers, one thread each, and returns them when the scheduler knows them."""
    started: list[subprocess.Popen[bytes]] = []

    def start_workers(count: int, **environment: str) -> list[subprocess.Popen[bytes]]:
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "dask"))
        new = [start("worker", address, *options, **environment) for _ in range(count)]
        started.extend(new)
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        return new

    yield start_workers
    for process in started:
        end(process)


def files(folder: Path) -> dict[str, bytes]:
    """Return what a build made: all files but the captures and the memory."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not (name := str(path.relative_to(folder))).startswith(("captures/", "memory.sqlite"))
    }


workbenches = lambda: sum(bench is not None for bench in dask._benches.values())  # noqa: E731
"""Counts the workbenches of a worker; a lambda, so that Dask sends it whole."""


def test_records_and_errors_are_the_same_after_a_journey(sample_archive: Path) -> None:
    archive = Archive.open(sample_archive)
    path = archive.translation_file("ts", "223728104415", "en")
    arrived = pickle.loads(pickle.dumps(read_translation(path)))
    assert to_json(arrived) == path.read_bytes()
    frame = pickle.loads(pickle.dumps(FramePageError("only a frame", "https://example.org/1")))
    assert (str(frame), frame.target) == ("only a frame", "https://example.org/1")


def test_a_build_by_workers_is_that_of_this_machine_though_one_is_killed(
    address: str,
    workers: StartWorkers,
    archive: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.build.WINDOW", 1)  # a batch a post
    workers(2)
    for number in range(2, SHORT + 2):
        page = tmp_path / f"{number}.html"
        page.write_text(PAGE.format(number=number), "utf-8")
        import_paths(archive.captures, [page])
    remote = Archive.create(tmp_path / "remote", "Remote")
    shutil.copy(archive.path / "archive.toml", remote.path)
    shutil.copytree(archive.captures, remote.captures, dirs_exist_ok=True)
    killed: list[str] = []

    def kill_one(stage: str, done: int, total: int) -> None:
        """Once a first post is done, kill a worker in the middle of another."""
        if stage != "Posts" or killed:
            return
        with Client(address, set_as_default=False) as client:
            tasks = client.processing()
            at_work = [worker for worker, keys in tasks.items() if "make-" in str(keys)]
            assert done < total
            assert at_work
            assert set(client.run(workbenches).values()) == {1}
            killed.append(at_work[-1])
            os.kill(client.run(os.getpid)[killed[0]], signal.SIGKILL)

    remote = Archive.open(remote.path)
    report = build(remote, progress=kill_one, executor=partial(Dask, address=address))
    assert killed
    assert (report.posts, report.failures) == (SHORT + 2, [])
    assert build(archive).decoded < report.decoded
    assert files(remote.path) == files(archive.path)
    assert {"Extracting", "Decoding", "Checking"} <= report.stages.keys()
    with Client(address, set_as_default=False) as client:
        assert client.run(workbenches).keys().isdisjoint(killed)
        assert set(client.run(workbenches).values()) == {0}
        assert not any(client.processing().values())


def test_a_batch_at_which_workers_die_is_told_and_so_is_that_none_is_left(
    address: str,
    workers: StartWorkers,
    settings: Settings,
    pages: list[Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask, "IDLE", 1)
    workers(DEATHS + 1)
    executor = Dask(settings, address)
    with pytest.raises(DecodingError, match="workers died at the same batch"):
        executor.submit("make", Death()).result()
    with pytest.raises(ExecutorError, match=r"No worker .* was ready in 1 seconds. It has none\."):
        executor.submit("read", pages).result()
    executor.close()


def test_a_worker_of_another_version_is_refused(
    address: str, workers: StartWorkers, settings: Settings, pages: list[Page], tmp_path: Path
) -> None:
    metadata = tmp_path / "older" / "clinic_archive-0.0.9.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: clinic-archive\nVersion: 0.0.9\n")
    workers(1, PYTHONPATH=f"{tmp_path / 'older'}{os.pathsep}{ROOT}")
    executor = Dask(settings, address)
    with pytest.raises(ExecutorError, match=r"worker tcp://\S+ has clinic-archive 0\.0\.9, "):
        executor.submit("read", pages).result()
    executor.close()


def test_a_worker_without_the_tool_is_refused(
    address: str, workers: StartWorkers, settings: Settings, pages: list[Page], tmp_path: Path
) -> None:
    # Python reads this file at its start; None makes the import of a module fail.
    start = "import sys\nsys.modules['pipeline'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(start)
    workers(1, PYTHONPATH=str(tmp_path))
    executor = Dask(settings, address)
    with pytest.raises(ExecutorError, match=r"worker .* lacks something: .*'?pipeline"):
        executor.submit("read", pages).result()
    executor.close()


def test_a_worker_without_a_package_is_refused(
    address: str, workers: StartWorkers, settings: Settings, pages: list[Page]
) -> None:
    workers(1)
    other = msgspec.structs.replace(settings.models[0], version="9.9")
    executor = Dask(settings._replace(models=(other,)), address)
    with pytest.raises(ExecutorError, match=f"has no translation package {other.label}"):
        executor.submit("read", pages).result()
    executor.close()


def test_a_lost_scheduler_is_told(
    scheduler: tuple[subprocess.Popen[bytes], str], settings: Settings, pages: list[Page]
) -> None:
    process, address = scheduler
    executor = Dask(settings, address)
    pending = executor.submit("read", pages)
    process.kill()
    with pytest.raises(ExecutorError, match=r"connection to the Dask scheduler .* was lost"):
        pending.result()
    executor.close()


def test_a_build_with_work_to_do_and_no_scheduler_ends_with_status_2(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.memory.unlink(missing_ok=True)
    monkeypatch.setattr(dask, "CONNECT", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for wrong in (address, "nonsense://1"):
        arguments = ["build", "--executor", "dask", "--scheduler", wrong]
        result = CliRunner().invoke(main, ["-C", str(archive.path), *arguments])
        assert result.exit_code == 2
        assert f"Error: No Dask scheduler answers at {wrong}" in result.stderr


@pytest.mark.parametrize("half", [["--executor", "dask"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_the_executor_dask_and_a_scheduler_go_together(half: list[str]) -> None:
    result = CliRunner().invoke(main, ["build", *half])
    assert result.exit_code == 2
    assert "go together" in result.stderr
