"""Which workspace, provider and operation a request means (DESIGN §6)."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import web

from mockserver.gateway.operations import Match, WrongMethod
from mockserver.gateway.provider import Provider, World
from mockserver.scenario.matching import Scenario

if TYPE_CHECKING:
    from mockserver.gateway.workspaces import Workspaces

DEFAULT_WORKSPACE = "default"
_HOSTS_KEPT = 256
_WORKSPACE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAMES_WORKSPACE = "ws-"


def is_workspace_name(name: str) -> bool:
    """Tell whether a workspace may be called so: letters, digits, `-` and `_`, 64 at most, a letter or digit first."""
    return _WORKSPACE_NAME.fullmatch(name) is not None


def split_credential(credential: str) -> tuple[str | None, str]:
    """Split `ws-NAME` or `ws-NAME.rest` into the workspace's name and the rest, by which scenarios know the caller.

    The name may be one that no workspace can have. Any other credential names no workspace and is its own rest.
    """
    if not credential.startswith(_NAMES_WORKSPACE):
        return None, credential
    name, _, rest = credential.removeprefix(_NAMES_WORKSPACE).partition(".")
    return name, rest or credential


class Arrival:
    """A request as it comes in, with what its address says: a workspace's name, a provider (by prefix or host), the rest."""

    def __init__(self, request: web.BaseRequest, directory: "Directory", workspaces: "Workspaces") -> None:
        self.began_s = perf_counter()
        self.request = request
        self.method = request.method
        target = request.raw_path
        if not target.startswith("/"):
            target = request.rel_url.raw_path
        self.path = target.partition("?")[0]
        self._workspaces = workspaces
        segments = [segment for segment in self.path.split("/") if segment]
        most = len(segments)
        self.workspace_name: str | None = None
        if len(segments) > 1 and segments[0] == "w":
            self.workspace_name = segments[1]
            del segments[:2]
        self.prefix: str | None
        if segments and segments[0] in directory.providers:
            self.prefix = segments.pop(0)
        else:
            self.prefix = directory.provider_at(request.host)
        self.segments = segments
        self._named = most - len(segments)

    @property
    def rest(self) -> str:
        """The raw path after workspace and prefix, with every slash that the client sent."""
        rest = self.path
        for _ in range(self._named):
            _, slash, rest = rest.lstrip("/").partition("/")
            rest = slash + rest
        return rest

    @property
    def called_path(self) -> str:
        """The raw path after workspace and prefix as scenarios see it: without slashes that are empty."""
        return "/" + "/".join(self.segments)

    @property
    def root_url(self) -> str:
        """Scheme and host by which the client reached us."""
        return f"{self.request.scheme}://{self.request.host}"

    @property
    def workspace(self) -> World | None:
        """The workspace that the address names, where it has been opened."""
        return self._workspaces.get(self.workspace_name or DEFAULT_WORKSPACE)

    @property
    def scenario(self) -> Scenario:
        """What holds in that workspace, or will when it is opened."""
        workspace = self.workspace
        return self._workspaces.scenario if workspace is None else workspace.scenario


class Address(NamedTuple):
    """The provider and the operation that a request means, or the way in which it missed one."""

    provider: Provider
    found: Match | WrongMethod


class Directory:
    """Knows all providers, and asks each in turn whether a request is for it."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self.providers = {provider.name: provider for provider in providers}
        self.provider_at = lru_cache(_HOSTS_KEPT)(self._provider_at)

    def find(self, arrival: Arrival) -> Address | None:
        """Return the address of a request. A provider that knows path and method wins over one that knows the path."""
        named = self.providers.get(arrival.prefix or "")
        wrong: Address | None = None
        for provider in self.providers.values() if named is None else (named,):
            found = provider.locate(arrival)
            if isinstance(found, Match):
                return Address(provider, found)
            if found is not None and wrong is None:
                wrong = Address(provider, found)
        return wrong

    def _provider_at(self, host: str) -> str | None:
        """Return the name of the provider whose real host name a request came by (with or without a port)."""
        name = host.partition(":")[0].lower()
        for provider in self.providers.values():
            if any(fnmatchcase(name, known) for known in provider.hosts):
                return provider.name
        return None
