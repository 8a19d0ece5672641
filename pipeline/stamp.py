"""What records carry of the run that made them: its time, and the version of the tool."""

from __future__ import annotations

import functools
import os
import time
from datetime import UTC, datetime
from importlib.metadata import version


def now() -> str:
    """Return the time for new records: `SOURCE_DATE_EPOCH` where it is set, else the clock's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    seconds = int(epoch) if epoch else time.time()
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.cache
def tool() -> str:
    """Return the version of this tool."""
    return version("clinic-archive")
