"""Who may call the control API: programs on this machine and in its networks, and no web page of somebody else's."""

import hmac
import ipaddress
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from aiohttp import hdrs

from mockserver.gateway.call import Call
from mockserver.gateway.localnames import is_local_name

_OPEN_TO_ALL: Final = frozenset({"GetHealth", "GetReadiness", "GetGreeting"})
"""Operations that tell nothing of what is going on, and change nothing."""


class Admission:
    """What calls of the control API must bring.

    A page whose own host name suddenly leads to this machine (DNS rebinding) calls by that name, so a name that could be
    bought is refused unless it was allowed. Addresses and names without a dot (`mockserver` in a compose file) can't be.
    """

    def __init__(self, hosts: Sequence[str] = (), token: str | None = None) -> None:
        """`hosts` are globs of further host names; with a `token`, calls must bring it as `Authorization: Bearer`."""
        self._hosts = tuple(host.lower() for host in hosts)
        self._token = token

    def check(self, call: Call) -> None:
        """Raise `forbidden`, or `unauthorized` where a token is asked for and isn't there."""
        if call.operation.name not in _OPEN_TO_ALL:
            self.check_in_full(call)

    def check_in_full(self, call: Call) -> None:
        """Do so whichever call it is."""
        host = call.arrival.request.host
        if not self._is_expected(_name(host)):
            raise call.error(
                "forbidden",
                f"The call came by the host name {host!r}, which isn't a local one. Allow it with --control-hosts "
                "(MOCKSERVER_CONTROL_HOSTS).",
            )
        origin = call.headers.get(hdrs.ORIGIN)
        if origin is not None and origin.partition("://")[2] != host:
            raise call.error("forbidden", f"The page that called came from {origin!r}.")
        if self._token is not None:
            self._check_token(call, self._token)

    def _is_expected(self, name: str) -> bool:
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return is_local_name(name) or any(fnmatchcase(name, known) for known in self._hosts)
        return True

    def _check_token(self, call: Call, token: str) -> None:
        scheme, _, brought = call.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(brought.strip().encode(), token.encode()):
            raise call.error(
                "unauthorized", "The control API of this server asks for its token: `Authorization: Bearer TOKEN`."
            )


def _name(host: str) -> str:
    """Return the host's name or address without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
