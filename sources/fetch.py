"""Fetching over HTTP, politely, every exchange recorded as it was."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO
from urllib.parse import urlsplit

import httpx
import msgspec
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from pipeline.errors import RefusedError, SourceError
from pipeline.records import Capture
from pipeline.stamp import present, tool, utc
from sources.address import absolute, is_web
from sources.held import Held
from sources.network import GuardedTransport
from sources.robots import PRODUCT, Robots
from sources.warc import decode_content
from sources.warc_writer import CaptureWriter, Exchange

_REDIRECTS = (301, 302, 303, 307, 308)
_TRY_AGAIN = (408, 429, 500, 502, 503, 504)


class FetchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How sites are fetched.

    `contact` is an address of mail or web that goes into the User-Agent. `delay` is the time in
    seconds between the starts of two requests to a host (`Crawl-delay` may make it longer),
    `concurrency` how many a host gets at once. Hosts in `allow_hosts` may have private
    addresses. `timeout` limits the wait for the next bytes and `total_timeout` a whole answer, in
    seconds; `max_bytes` its size. A request is made at most `attempts` times, with waits that
    begin at `backoff` seconds and double, or as `Retry-After` says up to `max_wait`.
    """

    contact: str = ""
    delay: float = 1.0
    concurrency: int = 2
    allow_hosts: tuple[str, ...] = ()
    timeout: float = 30.0
    total_timeout: float = 180.0
    max_bytes: int = 64 << 20
    redirects: int = 5
    attempts: int = 5
    backoff: float = 1.0
    max_wait: float = 120.0


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: the last of a chain of redirects.

    An answer of 304 stands for the one it confirms: its `status` is 200. `capture` is the record
    that holds the payload: a new one, or where `is_new` is false the one held before. `payload`
    is the body with content coding undone; names of `headers` are in lower case.
    """

    url: str
    status: int
    capture: Capture
    is_new: bool
    payload: bytes
    headers: dict[str, str]


class _TransientError(SourceError):
    """An answer or failure that may be another one the next time."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class _Host:
    """The pace of one host; `closed` says why nothing more is asked of it in this run."""

    def __init__(self, delay: float, concurrency: int) -> None:
        self.delay = delay
        self.closed = ""
        self._slots = asyncio.Semaphore(concurrency)
        self._turn = asyncio.Lock()
        self._next = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        async with self._slots:
            async with self._turn:
                clock = asyncio.get_running_loop().time
                await asyncio.sleep(max(0.0, self._next - clock()))
                self._next = clock() + self.delay
            if self.closed:
                raise SourceError(self.closed)
            yield

    def hold(self, seconds: float) -> None:
        """Ask nothing of the host for so long."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


class Fetcher:
    """Fetches addresses and records each exchange. Use as an async context manager.

    `requests` and `received` (bytes of payload) count what was asked for.
    """

    def __init__(self, writer: CaptureWriter, held: Held, settings: FetchSettings) -> None:
        self.requests = 0
        self.received = 0
        self._writer = writer
        self._held = held
        self._settings = settings
        self._hosts: dict[str, _Host] = {}
        self._robots = Robots(self._robots_text)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(settings.allow_hosts),
            headers={
                "User-Agent": user_agent(settings.contact),
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "ko, en;q=0.8",
            },
            timeout=settings.timeout,
            trust_env=False,
        )

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def fetch(self, url: str, accept: str = "*/*") -> Fetched:
        """Fetch `url` and record every exchange on the way.

        An answer of 304, or one whose payload is held already, is recorded as a revisit. Raises
        `RefusedError` where robots.txt or the address forbids it, `SourceError` where no good
        answer came; an answer of 4xx is an answer and returned.
        """
        for _ in range(self._settings.redirects + 1):
            await self._permit(url)
            fetched, location = await self._retried(url, accept)
            if location is None:
                return fetched
            url = absolute(url, location)
        raise SourceError(f"{url}: more than {self._settings.redirects} redirects.")

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of the address's host names."""
        return await self._robots.sitemaps(url)

    async def _permit(self, url: str) -> None:
        if not is_web(url):
            raise RefusedError(f"{url}: only http and https addresses are fetched.")
        await self._robots.permit(url)
        delay = await self._robots.crawl_delay(url)
        host = self._host(url)
        host.delay = max(host.delay, delay)

    async def _robots_text(self, url: str) -> tuple[int, bytes]:
        for _ in range(self._settings.redirects + 1):
            fetched, location = await self._retried(url, "text/plain")
            if location is None:
                break
            url = absolute(url, location)
        return fetched.status, fetched.payload

    async def _retried(self, url: str, accept: str) -> tuple[Fetched, str | None]:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._settings.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(_TransientError),
            reraise=True,
        )
        result: tuple[Fetched, str | None] = await retrying(self._exchange, url, accept)
        return result

    def _wait(self, state: RetryCallState) -> float:
        """Seconds to the next attempt: as the server says, else doubling, with jitter."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TransientError) and error.wait is not None:
            return error.wait
        longest = self._settings.backoff * 2.0 ** (state.attempt_number - 1)
        return min(random.uniform(longest / 2, longest), self._settings.max_wait)  # noqa: S311

    async def _exchange(self, url: str, accept: str) -> tuple[Fetched, str | None]:
        """Make one request and record it; return the answer and where it redirects to."""
        headers = {"Accept": accept, **self._held.conditions(url)}
        try:
            async with self._host(url).slot(), asyncio.timeout(self._settings.total_timeout):
                self.requests += 1
                async with self._client.stream("GET", url, headers=headers) as response:
                    self._refuse_busy(url, response)
                    with tempfile.SpooledTemporaryFile(max_size=1 << 20) as body:
                        truncated = await self._receive(response, body)
                        return self._record(url, response, body, truncated)
        except TimeoutError as error:
            raise _TransientError(
                f"{url}: no whole answer within {self._settings.total_timeout:g} seconds."
            ) from error
        except httpx.TimeoutException as error:
            raise _TransientError(
                f"{url}: nothing came for {self._settings.timeout:g} seconds."
            ) from error
        except httpx.InvalidURL as error:
            raise SourceError(f"{url}: leads to an address that is none ({error}).") from error
        except httpx.TransportError as error:
            raise _TransientError(f"{url}: the connection failed ({error}).") from error

    def _refuse_busy(self, url: str, response: httpx.Response) -> None:
        if response.status_code not in _TRY_AGAIN:
            return
        wait = retry_after(response.headers.get("Retry-After", ""), present())
        message = f"{url}: the server answered {response.status_code}, each time it was asked."
        if wait is not None and wait > self._settings.max_wait:
            self._host(url).closed = (
                f"{url}: the server answered {response.status_code} and asks to wait {wait:.0f} "
                "seconds. Run the same command again after that."
            )
            raise SourceError(self._host(url).closed)
        if wait is not None:
            self._host(url).hold(wait)
        raise _TransientError(message, wait)

    async def _receive(self, response: httpx.Response, body: IO[bytes]) -> bool:
        """Copy the payload, transfer decoding undone, to `body`; return whether it was cut."""
        size = 0
        async for chunk in response.aiter_raw(1 << 16):
            room = self._settings.max_bytes - size
            body.write(chunk[:room])
            size += len(chunk)
            if len(chunk) > room:
                break
        self.received += min(size, self._settings.max_bytes)
        return size > self._settings.max_bytes

    def _record(
        self, url: str, response: httpx.Response, body: IO[bytes], truncated: bool
    ) -> tuple[Fetched, str | None]:
        exchange = _exchange_of(url, response)
        body.seek(0)
        if truncated:
            self._writer.response(exchange, body, truncated="length")
            raise SourceError(
                f"{url}: larger than {self._settings.max_bytes // 2**20} MB; only its beginning "
                "is kept."
            )
        payload = body.read()
        body.seek(0)
        capture, is_new = self._keep(exchange, response.status_code, payload, body)
        location = response.headers.get("Location")
        redirected = response.status_code in _REDIRECTS and location
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED:
            status, payload = 200, self._held.payload(capture)
        else:
            coding = response.headers.get("Content-Encoding", "")
            payload = b"" if redirected else decode_content(payload, coding, url)
        fetched = Fetched(
            url=url,
            status=status,
            capture=capture,
            is_new=is_new,
            payload=payload,
            headers={name.lower(): value for name, value in exchange.headers},
        )
        return fetched, location if redirected else None

    def _keep(
        self, exchange: Exchange, status: int, payload: bytes, body: IO[bytes]
    ) -> tuple[Capture, bool]:
        """Record an answer: as a response where its payload is new, else as a revisit."""
        held: Capture | None
        if status == httpx.codes.NOT_MODIFIED:
            held = self._held.newest(exchange.url)
            if held is None:
                raise SourceError(f"{exchange.url}: the server answered 304 to a first request.")
        else:
            digest = "sha256:" + hashlib.sha256(payload).hexdigest()
            held = self._held.by_digest(digest) if payload else None
        if held is None:
            capture = self._writer.response(exchange, body)
            self._held.add(capture, exchange)
            return capture, True
        self._writer.revisit(exchange, held)
        self._held.add(held, exchange)
        return held, False

    def _host(self, url: str) -> _Host:
        name = urlsplit(url).netloc.lower()
        if name not in self._hosts:
            self._hosts[name] = _Host(self._settings.delay, self._settings.concurrency)
        return self._hosts[name]


def user_agent(contact: str) -> str:
    """The name that we give ourselves: product, version, and how to reach who runs it."""
    product = f"{PRODUCT}/{tool()}"
    return f"{product} (+{contact})" if contact else product


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` value asks for (RFC 9110, 10.2.3), else None."""
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _exchange_of(url: str, response: httpx.Response) -> Exchange:
    """What went to and fro, as sent; the payload is kept without its transfer coding."""
    request = response.request
    target = request.url.raw_path.decode("ascii")
    stream = response.extensions.get("network_stream")
    server = stream.get_extra_info("server_addr") if stream is not None else None
    return Exchange(
        url=url,
        fetched_at=utc(present()),
        request_line=f"{request.method} {target} HTTP/1.1",
        request_headers=[_field(name, value) for name, value in request.headers.raw],
        status=f"{response.status_code} {response.reason_phrase}",
        headers=[_field(name, value) for name, value in response.headers.raw],
        ip=str(server[0]) if server else "",
    )


def _field(name: bytes, value: bytes) -> tuple[str, str]:
    field = name.decode("latin-1")
    if field.lower() == "transfer-encoding":
        field = "X-Orig-Transfer-Encoding"
    return field, value.decode("latin-1")
