"""Synthetic posts for measurements of scale: sample sentences recombined into sample pages.

A sentence is the first half of one sample sentence and the second half of another, so that few
texts repeat; with `distinct` false whole sentences are drawn, so that nearly all of them do.
"""

from __future__ import annotations

import html
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.stamp import utc
from sources.warc_writer import CaptureWriter

SAMPLES = Path(__file__).parent.parent / "tests" / "data" / "naver"
SENTENCES_A_POST = 45

_PAGE = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"/><title>{title} : 네이버 블로그</title>
<meta property="og:title" content="{title}"/>
<meta property="og:url" content="{url}"/>
<script type="text/javascript">var blogId = 'synthetic'; var logNo = '{number}';</script></head>
<body><div id="post-view{number}"><div class="se-viewer" lang="ko-KR">
<div class="se-component se-documentTitle"><div class="se-title-text">
<p class="se-text-paragraph"><span>{title}</span></p></div>
<span class="nick">합성의원</span><span class="se_publishDate">{published}</span></div>
<div class="se-main-container">{components}</div></div></div></body></html>
"""
_COMPONENT = (
    '<div class="se-component se-text" id="SE-c{number}"><div class="se-component-content">'
    '<div class="se-section se-section-text"><div class="se-module se-module-text">{lines}</div>'
    "</div></div></div>"
)
_LINE = '<p class="se-text-paragraph" id="SE-{number}"><span>{text}</span></p>'


def sample_sentences() -> list[str]:
    """Return the Korean sentences of the sample posts."""
    rows = [
        line.split("\t")
        for path in sorted(SAMPLES.glob("*.ref.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [source for kind, source, _ in rows if kind == "sentence"]


def pages(
    count: int, *, distinct: bool = True, seed: int = 1, length: int = SENTENCES_A_POST
) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of `count` pages of `length` sentences and a title each."""
    choose = random.Random(seed)
    sentences = sample_sentences()
    for number in range(count):
        url = f"https://blog.naver.com/synthetic/{number}"
        texts = [
            recombined(sentences, choose) if distinct else choose.choice(sentences)
            for _ in range(length + 1)
        ]
        published = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        page = _PAGE.format(
            title=html.escape(texts[0]),
            url=url,
            number=number,
            published=published.strftime("%Y. %m. %d. %H:%M"),
            components="".join(_components(texts[1:])),
        )
        yield url, page.encode()


def capture(
    folder: Path,
    count: int,
    *,
    distinct: bool = True,
    seed: int = 1,
    length: int = SENTENCES_A_POST,
) -> None:
    """Write `count` synthetic pages into the captures of an archive."""
    at = datetime(2025, 6, 1, tzinfo=UTC)
    with CaptureWriter(folder, at) as writer:
        for url, payload in pages(count, distinct=distinct, seed=seed, length=length):
            writer.resource(url, utc(at), payload, "text/html", "utf-8")


def recombined(sentences: list[str], choose: random.Random) -> str:
    """Return the first half of one of `sentences` and the second half of another."""
    one, other = choose.choice(sentences).split(), choose.choice(sentences).split()
    return " ".join([*one[: len(one) // 2], *other[len(other) // 2 :]])


def _components(texts: list[str]) -> Iterator[str]:
    number = itertools.count()
    for start in range(0, len(texts), 5):
        lines = [
            _LINE.format(number=next(number), text=html.escape(line))
            for text in texts[start : start + 5]
            for line in _visual_lines(text)
        ]
        yield _COMPONENT.format(number=start, lines="".join(lines))


def _visual_lines(text: str) -> Iterator[str]:
    words = text.split()
    for start in range(0, len(words), 4):
        yield " ".join(words[start : start + 4])
