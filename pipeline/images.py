"""The local copies of a post's images on the site, named by what they hold."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping

from pipeline.records import Capture, Post

FOLDER = "images"


def local_images(post: Post, captured: Mapping[str, Capture]) -> dict[str, tuple[str, Capture]]:
    """Return, by address, the path on the site of each image of `post` that is captured.

    `captured` holds the captures of images by address. Two images with the same bytes have one
    path.
    """
    addresses = (block.image.url for block in post.blocks if block.image is not None)
    return {
        url: (_path(captured[url]), captured[url])
        for url in dict.fromkeys(addresses)
        if url in captured
    }


def _path(capture: Capture) -> str:
    name = capture.payload_digest.removeprefix("sha256:")[:32]
    return f"{FOLDER}/{name}{mimetypes.guess_extension(capture.media_type) or ''}"
