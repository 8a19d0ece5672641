from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import RefusedError, SourceError, UnreadablePageError
from sources.fetch import Fetched, Fetcher, FetchSettings, retry_after, user_agent
from sources.held import Held
from sources.warc import list_captures, read_index, read_payload
from sources.warc_writer import CaptureWriter

AT = datetime(2025, 8, 12, tzinfo=UTC)
PAGE = "<html><body><p>안면거상 회복기간</p></body></html>".encode()


@pytest.fixture
def fetch(tmp_path: Path, settings: FetchSettings) -> Iterator[Callable[..., list[Fetched]]]:
    """Fetches addresses, one after another or at once, into `tmp_path`."""

    def fetch(*urls: str, at_once: bool = False, **changes: Any) -> list[Fetched]:
        async def run() -> list[Fetched]:
            with CaptureWriter(tmp_path, AT) as writer:
                changed = msgspec.structs.replace(settings, **changes)
                async with Fetcher(writer, Held(tmp_path), changed) as fetcher:
                    if at_once:
                        return await asyncio.gather(*(fetcher.fetch(url) for url in urls))
                    return [await fetcher.fetch(url) for url in urls]

        return asyncio.run(run())

    yield fetch
    assert not list(tmp_path.glob("*.open"))


def test_what_is_sent_says_who_asks(server: Any, reply: Any, fetch: Any) -> None:
    server.pages["/"] = reply(PAGE)
    fetch(f"{server.url}/", contact="https://archive.example.org/about")
    agent = server.asked[-1].headers["User-Agent"]
    assert agent.startswith("clinic-archive")
    assert agent.endswith("(+https://archive.example.org/about)")
    assert user_agent("").startswith("clinic-archive")


def test_exact_bytes_and_headers_are_recorded(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    packed = gzip.compress(PAGE)
    server.pages["/"] = reply(packed, headers={"Content-Encoding": "gzip", "X-Name": "v"})
    (fetched,) = fetch(f"{server.url}/")
    assert fetched.payload == PAGE
    assert read_payload(tmp_path, fetched.capture) == PAGE
    (path,) = tmp_path.glob("*.warc.gz")
    assert packed in gzip.decompress(path.read_bytes())
    assert b"X-Name: v\r\n" in gzip.decompress(path.read_bytes())


def test_a_chunked_answer_is_kept_without_its_chunks(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    server.pages["/"] = reply(chunks, headers={"Transfer-Encoding": "chunked"})
    (fetched,) = fetch(f"{server.url}/")
    assert read_payload(tmp_path, fetched.capture) == PAGE


def test_robots_txt_is_obeyed_and_read_once(
    server: Any, reply: Any, fetch: Any, data: Path
) -> None:
    rules = (data / "wordpress/robots.txt").read_bytes().replace(b"Crawl-delay: 2", b"")
    server.pages["/robots.txt"] = reply(rules, headers={"Content-Type": "text/plain"})
    server.pages["/blog/"] = reply(PAGE)
    fetch(f"{server.url}/blog/", f"{server.url}/blog/")
    assert [asked.path for asked in server.asked].count("/robots.txt") == 1
    with pytest.raises(RefusedError, match=r"/members/1: the robots\.txt .* does not allow it"):
        fetch(f"{server.url}/members/1")
    assert "/members/1" not in server.paths()


def test_without_robots_txt_all_is_allowed_but_one_that_fails_forbids(
    server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/"] = reply(PAGE)
    assert fetch(f"{server.url}/")[0].status == 200
    server.pages["/robots.txt"] = reply(b"", 503)
    with pytest.raises(RefusedError, match=r"robots\.txt could not be had"):
        fetch(f"{server.url}/")


def test_crawl_delay_parts_the_requests(server: Any, reply: Any, fetch: Any) -> None:
    server.pages["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 0.2")
    server.pages["/"] = reply(PAGE)
    started = time.monotonic()
    fetch(*[f"{server.url}/?{n}" for n in range(3)], at_once=True)
    assert time.monotonic() - started >= 0.4


def test_a_host_is_asked_for_no_more_at_once_than_set(server: Any, reply: Any, fetch: Any) -> None:
    running = most = 0

    def slow(path: str) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.05)
        running -= 1
        return reply(PAGE)

    server.pages["/"] = slow
    fetch(*[f"{server.url}/?{n}" for n in range(8)], at_once=True, concurrency=2)
    assert most == 2


def test_retry_after_is_waited_for(server: Any, reply: Any, fetch: Any) -> None:
    answers = iter([reply(b"", 429, {"Retry-After": "1"}), reply(PAGE)])
    server.pages["/"] = lambda path: next(answers)
    started = time.monotonic()
    (fetched,) = fetch(f"{server.url}/")
    assert fetched.payload == PAGE
    assert time.monotonic() - started >= 1.0


def test_a_long_retry_after_ends_the_attempt_with_what_to_do(
    server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/"] = reply(b"", 503, {"Retry-After": "3600"})
    with pytest.raises(SourceError, match=r"answered 503 and asks to wait 3600 seconds\. Run"):
        fetch(f"{server.url}/")
    assert server.paths() == ["/"]


def test_server_errors_are_asked_again_and_then_told(server: Any, reply: Any, fetch: Any) -> None:
    answers = iter([reply(b"", 500), reply(b"", 502), reply(PAGE)])
    server.pages["/"] = lambda path: next(answers)
    assert fetch(f"{server.url}/")[0].payload == PAGE
    server.pages["/down"] = reply(b"", 500)
    with pytest.raises(SourceError, match="/down: the server answered 500, each time"):
        fetch(f"{server.url}/down")
    assert server.paths().count("/down") == 3


def test_a_cut_body_is_asked_for_again_and_never_kept(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    answers = iter([reply(PAGE[:10], length=len(PAGE)), reply(PAGE)])
    server.pages["/"] = lambda path: next(answers)
    assert fetch(f"{server.url}/")[0].payload == PAGE
    server.pages["/cut"] = reply(PAGE[:10], length=len(PAGE))
    with pytest.raises(SourceError, match="/cut: the connection failed"):
        fetch(f"{server.url}/cut")
    assert not [c for c in list_captures(tmp_path) if c.url.endswith("/cut")]


def test_a_slow_body_is_given_up(server: Any, reply: Any, fetch: Any) -> None:
    server.pages["/"] = reply(PAGE, pause=3)
    with pytest.raises(SourceError, match=r"/: nothing came for 1 seconds"):
        fetch(f"{server.url}/", timeout=1.0, attempts=1)
    with pytest.raises(SourceError, match=r"/: no whole answer within 1 seconds"):
        fetch(f"{server.url}/", total_timeout=1.0, timeout=5.0, attempts=1)


def test_an_unchanged_page_is_a_revisit_and_costs_no_payload(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/"] = reply(PAGE, headers={"Last-Modified": "Tue, 12 Aug 2025 00:00:00 GMT"})
    (first,) = fetch(f"{server.url}/")
    (again,) = fetch(f"{server.url}/")
    (third,) = fetch(f"{server.url}/")
    assert (again.is_new, again.capture, again.payload) == (False, first.capture, PAGE)
    assert third.capture == first.capture
    sent = server.asked[-1].headers
    assert sent["If-None-Match"]
    assert sent["If-Modified-Since"] == "Tue, 12 Aug 2025 00:00:00 GMT"
    assert [entry.mime for entry in read_index(tmp_path) if "robots" not in entry.url] == [
        "text/html",
        "warc/revisit",
        "warc/revisit",
    ]


def test_the_same_payload_elsewhere_is_a_revisit(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/a"] = server.pages["/b"] = reply(PAGE)
    first, second = fetch(f"{server.url}/a", f"{server.url}/b")
    assert (second.is_new, second.capture, second.payload) == (False, first.capture, PAGE)


def test_redirects_are_followed_each_recorded_and_not_for_ever(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/old"] = reply(b"", 301, {"Location": "/new"})
    server.pages["/new"] = reply(PAGE)
    (fetched,) = fetch(f"{server.url}/old")
    assert (fetched.url, fetched.payload) == (f"{server.url}/new", PAGE)
    assert {301, 200} <= {capture.status for capture in list_captures(tmp_path)}
    server.pages["/loop"] = reply(b"", 302, {"Location": "/loop"})
    with pytest.raises(SourceError, match="more than 5 redirects"):
        fetch(f"{server.url}/loop")


def test_private_addresses_are_refused_unless_allowed(server: Any, reply: Any, fetch: Any) -> None:
    server.pages["/"] = reply(PAGE)
    with pytest.raises(RefusedError, match=r"127\.0\.0\.1, which is not public.*allow_hosts"):
        fetch(f"{server.url}/", allow_hosts=())
    with pytest.raises(RefusedError, match=r"localhost has the address .*, which is not public"):
        fetch(f"http://localhost:{server.http.server_port}/")
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused(server: Any, reply: Any, fetch: Any) -> None:
    inside = f"http://localhost:{server.http.server_port}/secret"
    server.pages["/"] = reply(b"", 302, {"Location": inside})
    server.pages["/secret"] = reply(PAGE)
    with pytest.raises(RefusedError, match="localhost"):
        fetch(f"{server.url}/")
    assert "/secret" not in server.paths()


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.com/"])
def test_a_redirect_out_of_the_web_is_refused(
    server: Any, reply: Any, fetch: Any, location: str
) -> None:
    server.pages["/"] = reply(b"", 302, {"Location": location})
    with pytest.raises(RefusedError, match="only http and https"):
        fetch(f"{server.url}/")


@pytest.mark.parametrize("location", ["data:,x", "http://[x"])
def test_a_redirect_to_no_address_is_told(
    server: Any, reply: Any, fetch: Any, location: str
) -> None:
    server.pages["/"] = reply(b"", 302, {"Location": location})
    with pytest.raises(SourceError, match=r"leads to an address that is none|only http"):
        fetch(f"{server.url}/")


def test_a_host_that_has_no_address_is_told(fetch: Any) -> None:
    for host in ("nowhere.invalid", "a" * 70 + ".invalid"):
        with pytest.raises(RefusedError, match=r"robots\.txt could not be had.*connection failed"):
            fetch(f"http://{host}/", attempts=1)


def test_a_decompression_bomb_is_refused(server: Any, reply: Any, fetch: Any) -> None:
    bomb = gzip.compress(bytes(80 << 20))
    server.pages["/"] = reply(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UnreadablePageError, match="unpacks to more than 64 MB"):
        fetch(f"{server.url}/")


def test_an_answer_over_the_limit_is_cut_and_marked(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    server.pages["/"] = reply(PAGE * 50_000)
    with pytest.raises(SourceError, match="larger than 1 MB; only its beginning is kept"):
        fetch(f"{server.url}/", max_bytes=1 << 20)
    (entry,) = [entry for entry in read_index(tmp_path) if "robots" not in entry.url]
    assert entry.truncated == "length"
    assert len(read_payload(tmp_path, entry.capture)) == 1 << 20


def test_names_in_euc_kr_stay_as_they_are(
    tmp_path: Path, server: Any, reply: Any, fetch: Any
) -> None:
    path = "/%BE%C8%B8%E9%B0%C5%BB%F3.jpg"
    server.pages[path] = reply(b"\xff\xd8", headers={"Content-Type": "image/jpeg"})
    (fetched,) = fetch(server.url + path)
    assert server.paths() == [path]
    assert fetched.capture.url == server.url + path


def test_retry_after_is_seconds_or_a_date() -> None:
    now = datetime(2025, 8, 12, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after("Tue, 12 Aug 2025 00:01:00 GMT", now) == 60
    assert retry_after("Mon, 11 Aug 2025 00:00:00 GMT", now) == 0
    assert retry_after("soon", now) is None
