"""The peers of a build on the same package: argostranslate's `translate()`, and LibreTranslate.

Both are given one post at a time and run with their own settings, in processes of their own.
LibreTranslate is installed, once, into an environment of its own in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import httpx

LIBRETRANSLATE = "1.9.6"
_PEER = Path(__file__).with_name("peer.py")
_START_SECONDS = 120


class Cost(NamedTuple):
    """Wall seconds, and those of processors (not a number where the system does not tell)."""

    seconds: float
    processor: float


def argos(posts: Sequence[Sequence[str]], packages: Path, home: Path) -> Cost:
    """Translate `posts`, each its sentences, with `argostranslate.translate.translate`.

    A post is one paragraph, so that argostranslate may decode its sentences together. `packages` is
    a folder of unpacked packages, `home` one for files that the peer makes.
    """
    done = subprocess.run(
        [sys.executable, str(_PEER), "argos"],
        input=json.dumps(posts),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=_environment(packages, home),
    )
    found = json.loads(done.stdout)
    assert len(found["texts"]) == len(posts)
    return Cost(found["seconds"], found["processor"])


def libretranslate(posts: Sequence[Sequence[str]], packages: Path, home: Path) -> Cost:
    """Translate `posts` with a LibreTranslate server on loopback, the sentences as an array.

    Raises `subprocess.CalledProcessError` where it cannot be installed.
    """
    with (
        _server(_installed(), packages, home) as (process, url),
        httpx.Client(base_url=url, timeout=600) as client,
    ):
        _translate(client, [posts[0][0]])  # loads the package
        begun, used = time.perf_counter(), _processor(process.pid)
        for post in posts:
            _translate(client, post)
        return Cost(time.perf_counter() - begun, _processor(process.pid) - used)


def _translate(client: httpx.Client, texts: Sequence[str]) -> None:
    answer = client.post("/translate", json={"q": texts, "source": "ko", "target": "en"})
    answer.raise_for_status()
    assert len(answer.json()["translatedText"]) == len(texts)


@contextlib.contextmanager
def _server(
    python: Path, packages: Path, home: Path
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start a server that downloads nothing; yield its process and address once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--load-only", "ko,en", "--disable-web-ui"]
    options.append("--disable-files-translation")
    with (home / "libretranslate.log").open("wb") as log:
        process = subprocess.Popen(
            [str(python), str(_PEER), "libretranslate", *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=_environment(packages, home),
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url, home / "libretranslate.log")
        yield process, url
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{url}/languages").raise_for_status()
            return
        time.sleep(0.2)
    raise subprocess.CalledProcessError(process.poll() or 0, "libretranslate", log.read_bytes())


def _installed() -> Path:
    """Return the Python of an environment with LibreTranslate, made where there is none yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    engine = version("ctranslate2")
    name = f"libretranslate-{LIBRETRANSLATE}-ctranslate2-{engine}-{sys.implementation.cache_tag}"
    place = cache / "clinic-archive" / "benchmarks" / name
    python = place / "bin" / "python"
    if not (place / "installed").exists():
        print(f"Installing LibreTranslate {LIBRETRANSLATE} into {place}", file=sys.stderr)
        wanted = [f"libretranslate=={LIBRETRANSLATE}", f"ctranslate2=={engine}"]
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *wanted], check=True)
        (place / "installed").touch()
    return python


def _environment(packages: Path, home: Path) -> dict[str, str]:
    """Return an environment in which the peers have their own settings and these packages."""
    folders = dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARGOS_", "LT_"))}
    return kept | folders | {"ARGOS_PACKAGES_DIR": str(packages)}


def _processor(pid: int) -> float:
    """Return the processor seconds that a process has used so far."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:  # not Linux
        return float("nan")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
