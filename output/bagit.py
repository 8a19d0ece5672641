"""BagIt bags (RFC 8493, written as version 0.97 by the `bagit` library)."""

from __future__ import annotations

from pathlib import Path


def make_bag(folder: Path, *, title: str, date: str, software: str) -> None:
    """Turn `folder` into a bag: its files move into `data/`, with SHA-256 and SHA-512 of each.

    `date` (`2025-01-31`) is the bagging date, which a bag made again must keep to be the same.
    Raises `bagit.BagError` and `OSError`.
    """
    import bagit

    info = {
        "External-Description": title,
        "Bagging-Date": date,
        "Bag-Software-Agent": f"{software}; bagit.py {bagit.VERSION}",
    }
    bagit.make_bag(str(folder), info, checksums=["sha256", "sha512"])
