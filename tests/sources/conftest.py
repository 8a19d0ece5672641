from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.records import Capture, Post
from sources.fetch import FetchSettings
from sources.registry import extract

KINDS = {"paragraph": "sentence", "table": "list"}


def unplaced(url: str, charset: str | None = None, media_type: str = "text/html") -> Capture:
    return Capture(
        url=url,
        fetched_at="2025-08-12T10:50:00Z",
        media_type=media_type,
        payload_digest="sha256:0",
        record_id="<urn:uuid:0>",
        warc_file="x.warc.gz",
        offset=0,
        charset=charset,
    )


@pytest.fixture(scope="session")
def read() -> Callable[..., Post]:
    """Extracts a post from bytes or text served at an address."""

    def read(
        payload: bytes | str,
        url: str = "https://clinic.example.com/post",
        charset: str | None = None,
        media_type: str = "text/html",
    ) -> Post:
        data = payload.encode() if isinstance(payload, str) else payload
        return extract(unplaced(url, charset, media_type), data)

    return read


class Sample:
    """A sample page, what it holds by its `.ref.tsv` and `.meta.json`, and its post."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.meta: dict[str, Any] = json.loads(path.with_suffix(".meta.json").read_text())
        rows = path.with_suffix(".ref.tsv").read_text().splitlines()
        self.rows = [(row.split("\t")[0], row.split("\t")[1]) for row in rows]
        self.payload = path.read_bytes()
        self.post = extract(unplaced(self.meta["url"]), self.payload)

    def expected(self) -> list[tuple[str, str]]:
        """Kind and text of each stretch of one kind, without white space."""
        return stretches(self.rows)

    def extracted(self) -> list[tuple[str, str]]:
        """The same of the post."""
        said = [("title", self.post.title)]
        for block in self.post.blocks:
            if block.kind not in ("link", "separator", "image"):
                said.append((KINDS.get(block.kind, block.kind), "".join(block.lines)))
        return stretches(said)


def stretches(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for kind, text in rows:
        bare = re.sub(r"\s", "", text)
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + bare)
        elif bare:
            joined.append((kind, bare))
    return joined


@pytest.fixture(scope="session")
def samples(data: Path) -> Callable[[str], list[Sample]]:
    """The sample pages of a family."""

    def load(family: str) -> list[Sample]:
        found = sorted((data / family).glob("*.ref.tsv"))
        assert found
        return [
            Sample(path.with_name(path.name.removesuffix(".ref.tsv") + ".html")) for path in found
        ]

    return load


@pytest.fixture(scope="session")
def unplaced_capture() -> Callable[..., Capture]:
    """Makes captures that are in no WARC file."""
    return unplaced


@dataclass
class Reply:
    """What the loopback server answers. `length` is a Content-Length other than the true one."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pause: float = 0.0


@dataclass
class Asked:
    """A request that the loopback server got, and the status it answered."""

    path: str
    headers: dict[str, str]
    status: int
    at: float


class Server:
    """A loopback web server. `pages` maps a path (with or without its query) to its answer.

    Answers get an `ETag` made from the body and obey `If-None-Match`, where `etags` is set.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[str], Reply]] = {}
        self.asked: list[Asked] = []
        self.etags = True
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.host = f"127.0.0.1:{self.http.server_port}"
        self.url = f"http://{self.host}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        found = self.pages.get(handler.path) or self.pages.get(handler.path.partition("?")[0])
        reply = found(handler.path) if callable(found) else found or Reply(b"Not found", 404)
        status, body, headers = reply.status, reply.body, dict(reply.headers)
        if self.etags and status == 200:
            headers.setdefault("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"')
            if handler.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
        self.asked.append(Asked(handler.path, dict(handler.headers), status, time.monotonic()))
        handler.send_response(status)
        headers.setdefault("Content-Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            handler.send_header(name, value)
        if "Transfer-Encoding" not in headers:
            handler.send_header("Content-Length", str(reply.length or len(body)))
        handler.end_headers()
        time.sleep(reply.pause)
        with suppress(ConnectionError):
            handler.wfile.write(body)
        if reply.length is not None:
            handler.close_connection = True

    def paths(self) -> list[str]:
        """The paths asked for, in order, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on the loopback interface, without pages."""
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def reply() -> type[Reply]:
    """Makes answers of the loopback server."""
    return Reply


POST = """<html><head><title>{title} : 네이버 블로그</title>
<meta property="og:url" content="https://blog.naver.com/tssample/{number}"/>
<script>var blogId = 'tssample'; var logNo = '{number}';</script></head><body>
<div class="se-documentTitle"><div class="se-title-text"><p>{title}</p></div>
<span class="se_publishDate">{date} 10:00</span></div>
<div class="se-main-container"><div class="se-component se-text"><div class="se-module">
<p>본문 {number}입니다.</p></div></div>
<div class="se-component se-image"><div class="se-module-image">
<img src="{image}" data-width="966" data-height="644"></div></div></div>
</body></html>"""


class Blog:
    """A Naver blog on a loopback server: front, title list, posts with an image each, feed."""

    def __init__(self, server: Server, count: int) -> None:
        self.server = server
        self.front = f"{server.url}/tssample"
        days = [date(2025, 8, 12) - timedelta(days=day) for day in range(count)]
        self.numbers = {223900000000 - day: days[day] for day in range(count)}
        server.pages["/tssample"] = Reply(
            "<html><head><title>네이버 블로그</title><script>var blogId = 'tssample';</script>"
            f"<link rel='alternate' type='application/rss+xml' href='{server.url}/rss.xml'></head>"
            "<iframe id='mainFrame' src='/PostList.naver?blogId=tssample'></iframe></html>".encode()
        )
        server.pages["/PostTitleListAsync.naver"] = self.title_list
        for number, day in self.numbers.items():
            server.pages[f"/PostView.naver?blogId=tssample&logNo={number}"] = self.post(number, day)
        server.pages["/image.png"] = Reply(b"\x89PNG image", headers={"Content-Type": "image/png"})

    def post(self, number: int, day: date) -> Reply:
        text = POST.format(
            title=f"글 {number}",
            number=number,
            date=f"{day.year}. {day.month}. {day.day}.",
            image=f"{self.server.url}/image.png",
        )
        return Reply(text.encode())

    def title_list(self, path: str) -> Reply:
        query = parse_qs(urlsplit(path).query)
        start = 30 * (int(query["currentPage"][0]) - 1)
        numbers = list(self.numbers.items())
        if query["categoryNo"][0] != "0":
            numbers = numbers[::2]
        rows = ",\n".join(
            f'{{"logNo":"{number}","title":"%EA%B8%80+{number}","categoryNo":"12",'
            f'"addDate":"{day.year}. {day.month}. {day.day}."}}'
            for number, day in numbers[start : start + 30]
        )
        text = (
            f'{{"resultCode":"S","postList":[{rows}],"countPerPage":"30",'
            f'"totalCount":"{len(numbers)}","pagingHtml":"<div class=\\\'paginate\\\'></div>"}}'
        )
        return Reply(text.encode(), headers={"Content-Type": "application/json"})


@pytest.fixture
def blog(server: Server) -> Callable[[int], Blog]:
    """Puts a Naver blog of so many posts on the loopback server."""
    return lambda count: Blog(server, count)


@pytest.fixture
def settings() -> FetchSettings:
    """Settings to fetch from the loopback interface without waiting."""
    return FetchSettings(
        allow_hosts=("127.0.0.1",), delay=0.0, backoff=0.01, timeout=2.0, attempts=3
    )
