"""The command line run by itself, as a person would, and what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec


class Run(NamedTuple):
    """A finished run: wall and processor seconds, peak memory in MB, and the JSON it printed."""

    seconds: float
    processor: float
    peak: float
    printed: Any


def clinic_archive(folder: Path, *arguments: str) -> Run:
    """Run `clinic-archive -C folder arguments… --json`.

    Raises `subprocess.CalledProcessError`, with what it said, where the exit status is above 1.
    """
    command = [sys.executable, "-m", "cli", "-C", str(folder), *arguments, "--json"]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            sys.stderr.buffer.write(said.read())
            raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kB
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, usage.ru_maxrss / unit, msgspec.json.decode(printed))
