"""Connections that refuse private, loopback and link-local addresses.

The address is checked after name resolution and the connection made to that very address, for
every connection: a redirect or a name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Collection, Iterable
from typing import Any

import anyio
import httpcore
import httpx

from pipeline.errors import RefusedError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class GuardedTransport(httpx.AsyncHTTPTransport):
    """An HTTP transport over guarded connections. `allow_hosts` may have any address."""

    def __init__(self, allow_hosts: Collection[str] = ()) -> None:
        super().__init__()
        # httpx passes no network backend on; the pool is the one it would make, with ours.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            keepalive_expiry=5.0,
            network_backend=_Guard(allow_hosts),
        )


class _Guard(httpcore.AsyncNetworkBackend):
    def __init__(self, allow_hosts: Collection[str]) -> None:
        self._allowed = {host.lower() for host in allow_hosts}
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _resolve(host, port)
        if host.lower() not in self._allowed:
            for address in addresses:
                if not is_public(address):
                    raise RefusedError(
                        f"{host} has the address {address}, which is not public. If you mean "
                        "to fetch it, add the host to allow_hosts under [capture]."
                    )
        failure: Exception = httpcore.ConnectError(f"{host} has no address.")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


async def _resolve(host: str, port: int) -> list[_Address]:
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be resolved ({error}).") from error
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]


def is_public(address: _Address) -> bool:
    """Whether an address is of the public internet, also where IPv6 carries an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in one of NAT64 (RFC 6052)."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
