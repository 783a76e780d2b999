"""The one way out: webhooks, and calls to a storage that a scenario names, only to allowed places (DESIGN §9)."""

import errno
import ipaddress
import socket
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from mockserver.engine.webhooks import DeliveryFailed, Webhook
from mockserver.gateway.answers import JSON
from mockserver.masking import masked_target, masked_text
from mockserver.version import SERVER_HEADER

_TIMEOUT_S = 10.0
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Received(NamedTuple):
    """What came back: the HTTP status, the headers, and as much of the body as was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outgoing:
    """Calls over HTTP, to loopback and private addresses, and to hosts that were allowed by name."""

    def __init__(self, allowed_hosts: Collection[str] = (), *, timeout_s: float = _TIMEOUT_S) -> None:
        """`allowed_hosts` are host names outside of the private ranges that may be called; `*` allows every host."""
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, webhook: Webhook) -> int:
        """POST a webhook and return the receiver's HTTP status. Raises DeliveryFailed when there was none."""
        headers = {"Content-Type": JSON, **webhook.headers}
        return (await self.request("POST", webhook.url, webhook.body, headers)).status

    async def request(
        self, method: str, url: str | URL, body: bytes, headers: Mapping[str, str], *, most: int = 0
    ) -> Received:
        """Send a request, and read `most` bytes of the answer's body. Raises DeliveryFailed when there is no answer.

        A redirection is an answer: it is not followed.
        """
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=_GuardedResolver(self._is_allowed), force_close=True)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        headers, shown = {"User-Agent": SERVER_HEADER, **headers}, masked_target(str(url))
        try:
            target = URL(url)
            self._check_literal(target.host or "")
            if hdrs.AUTHORIZATION in headers and target.user is not None:
                target = target.with_user(None)  # the header says who calls: aiohttp refuses to be told twice
            async with self._session.request(
                method, target, data=body, headers=headers, allow_redirects=False
            ) as response:
                return Received(response.status, response.headers, await _beginning(response.content, most))
        except TimeoutError as error:
            raise DeliveryFailed(f"{shown} gave no answer within {self._timeout.total:g} seconds.") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise DeliveryFailed(f"{shown} can't be reached: {masked_text(str(error))}") from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _check_literal(self, host: str) -> None:
        """Check a host that is an address: those are never resolved. Raises DeliveryFailed."""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return
        if not self._is_allowed(host, address):
            raise DeliveryFailed(_refusal(host))

    def _is_allowed(self, host: str, address: _Address) -> bool:
        if "*" in self._allowed or host.lower() in self._allowed:
            return True
        # To Python link-local addresses are private as well. There a cloud's machines find their credentials.
        return address.is_private and not address.is_link_local


async def _beginning(content: aiohttp.StreamReader, most: int) -> bytes:
    body = bytearray()
    while len(body) < most and (chunk := await content.read(most - len(body))):
        body += chunk
    return bytes(body)


def _refusal(host: str) -> str:
    return f"{host} is neither loopback nor private. Allow it with --webhook-hosts (MOCKSERVER_WEBHOOK_HOSTS)."


class _GuardedResolver(ThreadedResolver):
    """Resolves names like the system does, and keeps only the addresses that may be called."""

    def __init__(self, is_allowed: Callable[[str, _Address], bool]) -> None:
        super().__init__()
        self._is_allowed = is_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        allowed = [result for result in found if self._is_allowed(host, ipaddress.ip_address(result["host"]))]
        if not allowed:
            raise OSError(errno.EACCES, _refusal(host))
        return allowed
