"""What records carry of the run that made them: its time, and the version of the tool."""

from __future__ import annotations

import functools
import os
from datetime import UTC, datetime
from importlib.metadata import version

from pipeline.errors import ConfigError


def utc(moment: datetime) -> str:
    """Return a time as WARC-Date: RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def present() -> datetime:
    """Return the present, or the time that `SOURCE_DATE_EPOCH` (seconds) sets instead.

    Raises `ConfigError` where that is no number.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"SOURCE_DATE_EPOCH={fixed} is no number of seconds.") from error


def now() -> str:
    """Return the present as new records carry it."""
    return utc(present())


@functools.cache
def tool() -> str:
    """Return the version of this tool."""
    return version("clinic-archive")
