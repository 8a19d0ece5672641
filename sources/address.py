"""Web addresses as pages write them, malformed ones included."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit


def absolute(base: str, address: str) -> str:
    """Return an address as seen from `base`; empty where it is empty or none (`http://[x`)."""
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Whether an address is a well-formed one of http or https."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_front(address: str) -> bool:
    """Whether an address is that of the front page of a site: its bare host."""
    if not is_web(address):
        return False
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def is_rest_post(address: str) -> bool:
    """Whether an address is that of one post in the REST API of WordPress."""
    return re.search(r"/wp/v2/(posts|pages)/\d+", unquote(address)) is not None
