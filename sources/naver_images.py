"""Image addresses of Naver."""

from __future__ import annotations

import re

_HOSTS = re.compile(r"^https?://[\w.-]*\.(pstatic\.net|naver\.net|naver\.com)/", re.IGNORECASE)


def full_size(url: str) -> str:
    """Return the address of the full-size image: without the `type=` that asks for a smaller one.

    The path is left as it is: older names are percent-encoded EUC-KR.
    """
    if not _HOSTS.match(url):
        return url
    address, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("type=")]
    return f"{address}?{'&'.join(kept)}" if kept else address
