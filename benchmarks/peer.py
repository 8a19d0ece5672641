"""Argos Translate and LibreTranslate as they are, but for sentences, which end at line ends.

Their own splitter downloads a model and takes its time; no setting leaves it out. This runs by
itself, in an environment that has no more than the peer:

    python peer.py argos < posts.json     translates each post (an array of sentences) by itself
    python peer.py libretranslate …       starts a server, with LibreTranslate's own options
"""

import json
import runpy
import sys
import time
from typing import Any

from argostranslate.sbd import MiniSBDSentencizer


def by_lines(splitter: Any, text: str) -> list[str]:
    """Return the lines of a text, ended by U+2028: U+000A would end a paragraph."""
    return text.splitlines()


def argos() -> None:
    """Translate the posts on standard input; print seconds, those of processors, and a text."""
    from argostranslate.translate import translate

    posts = json.load(sys.stdin)
    translate(posts[0][0], "ko", "en")  # loads the package
    begun, used = time.perf_counter(), time.process_time()
    texts = [translate("\u2028".join(post), "ko", "en") for post in posts]
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    print(json.dumps({"seconds": seconds, "processor": processor, "texts": texts}))


def libretranslate() -> None:
    """Serve until stopped."""
    runpy.run_module("libretranslate.main", run_name="__main__")


if __name__ == "__main__":
    MiniSBDSentencizer.split_sentences = by_lines
    peer = sys.argv.pop(1)
    {"argos": argos, "libretranslate": libretranslate}[peer]()
