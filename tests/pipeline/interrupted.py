"""Runs the command and strikes it with a signal at an exact moment, in a process of its own.

`python interrupted.py SIGNAL OWNER NAME CALL FILE ARGUMENT…` sends this process the signal when
`OWNER.NAME` is called for the `CALL`th time, before it does anything, and writes the time of that
(`time.monotonic`) to `FILE`. Posts are decoded in small batches, so that there are many moments.
"""

from __future__ import annotations

import functools
import itertools
import os
import pkgutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import cli
import pipeline.build

number, owner, name, call, file, *arguments = sys.argv[1:]
held = pkgutil.resolve_name(owner)
real = getattr(held, name)
calls = itertools.count(1)


@functools.wraps(real)
def struck(*args: Any, **named: Any) -> Any:
    if next(calls) == int(call):
        Path(file).write_text(str(time.monotonic()))
        os.kill(os.getpid(), int(number))
    return real(*args, **named)


setattr(held, name, struck)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
pipeline.build.WINDOW = 4
cli.main(arguments)
