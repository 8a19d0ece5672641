"""Text as a reader sees it: white space folded, characters without width left out."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_ZERO_WIDTH = re.compile(
    "[\u200b\u200c\u200e\u200f\u2060\ufeff]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"  # a joiner holds emoji together
)
_LONGEST_NAME = 120
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return `text` without zero-width characters, white space folded and trimmed."""
    return " ".join(_ZERO_WIDTH.sub("", text).split())


def fold(text: str) -> str:
    """Return `text` without zero-width characters, white space folded but kept at the ends."""
    return _SPACE.sub(" ", _ZERO_WIDTH.sub("", text))


def slug(text: str) -> str:
    """Return a path-safe name made from `text`: letters, digits, `-` and `_`, never empty.

    Letters of any script are kept (normalised to NFC), so that different names stay different;
    a name longer than 120 bytes is cut and ends in a digest of the whole.
    """
    kept = "".join(
        c if c.isalnum() or c in "-_" else "-" for c in unicodedata.normalize("NFC", text)
    )
    name = re.sub("-{2,}", "-", kept).strip("-")
    if len(name.encode()) > _LONGEST_NAME:
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = name.encode()[: _LONGEST_NAME - 9].decode(errors="ignore") + "-" + mark
    return name or "post"
