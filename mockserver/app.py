"""The one place where everything is put together."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from aiohttp import web

from mockserver.config import Settings, read_settings
from mockserver.control import Admission, Control, Surroundings
from mockserver.engine.files import FileLimits
from mockserver.engine.job import Job
from mockserver.engine.journal import JournalLimits
from mockserver.engine.webhooks import Webhook
from mockserver.engine.workspace import Ports
from mockserver.gateway.addressing import Directory
from mockserver.gateway.catalogue import members_of_error
from mockserver.gateway.certificates import Certificates, own_context
from mockserver.gateway.logs import ConnectionLog
from mockserver.gateway.operations import BodyKind
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.pipeline import Gateway
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.reaches import reaches
from mockserver.gateway.wire import Pause
from mockserver.gateway.workspaces import Workspaces
from mockserver.providers.claudio import Claudio
from mockserver.providers.revai import RevAi
from mockserver.providers.transcribe import S3, Transcribe
from mockserver.reloading import Reloader
from mockserver.scenario.library import ScenarioLibrary, as_path
from mockserver.scenario.matching import Scenario
from mockserver.scenario.places import Places
from mockserver.scenario.reach import Reach
from mockserver.scenario.vocabulary import Kind, ProviderWords, Vocabulary
from mockserver.shipped import shipped_folder
from mockserver.transcripts.source import Transcripts

WORKSPACES = web.AppKey("workspaces", Workspaces)
PROVIDERS: tuple[Provider, ...] = (Transcribe(), RevAi(), Claudio(), S3())
"""All emulated services, in the order in which they are asked whether a request is for them."""

_SHUTDOWN_S = 0.1
# Some bodies are stored, and must come back as they were sent. The gateway itself decompresses the others.
_AS_SENT: Mapping[str, Any] = {"auto_decompress": False}

_log = logging.getLogger("mockserver.requests")


def places(settings: Settings) -> Places:
    """Return where the files lie that scenarios name: beside the server's own, then in one's own folder, then shipped."""
    name = as_path(settings.scenario)
    beside = [name.parent] if isinstance(name, Path) else []
    return Places([*beside, *_folders(settings)])


def scenario_library(settings: Settings, providers: Sequence[Provider] = PROVIDERS) -> ScenarioLibrary:
    """Return the scenarios that can be named: one's own, then the shipped ones, in the providers' vocabulary."""
    words = {
        provider.name: ProviderWords(
            operations=frozenset(operation.name for operation in provider.operations),
            errors=frozenset(provider.errors),
            failures=frozenset(provider.failures),
            quirks=frozenset(quirk.id for quirk in provider.quirks),
            settings=provider.settings,
            websockets=frozenset(operation.name for operation in provider.operations if operation.websocket),
            with_body=frozenset(
                operation.name for operation in provider.operations if operation.body is not BodyKind.NONE
            ),
            members=partial(members_of_error, provider),
            statuses=provider.statuses,
            about={
                Kind.OPERATION: {operation.name: operation.summary for operation in provider.operations},
                Kind.FAILURE: provider.failures,
                Kind.QUIRK: {
                    quirk.id: f"Observed: {quirk.observed} Documented: {quirk.documented}" for quirk in provider.quirks
                },
            },
        )
        for provider in providers
    }

    def all_reaches(scenario: Scenario) -> list[Reach]:
        return [reach for provider in providers for reach in reaches(provider, scenario)]

    return ScenarioLibrary(_folders(settings), Vocabulary(words, all_reaches))


def _folders(settings: Settings) -> list[Path]:
    own = [settings.scenarios] if settings.scenarios else []
    return [*own, shipped_folder("scenarios")]


@dataclass(frozen=True, slots=True)
class Emulation:
    """The whole server but for its port: `gateway.handle` answers requests."""

    gateway: Gateway
    workspaces: Workspaces
    library: ScenarioLibrary
    outgoing: Outgoing

    async def shut_down(self) -> None:
        """Say goodbye to whom clients hold sessions open with, before the connections are cut."""
        await self.workspaces.end_sessions()

    async def close(self) -> None:
        """Stop what is under way, and delete all files."""
        await self.workspaces.close()
        await self.outgoing.close()


def assemble(
    settings: Settings,
    providers: Sequence[Provider],
    library: ScenarioLibrary,
    scenario: Scenario,
    *,
    pause: Pause = asyncio.sleep,
) -> Emulation:
    """Put a server together from its parts. Every workspace begins with `scenario`; `pause` waits where it says delay."""
    by_name = {provider.name: provider for provider in providers}
    outgoing = Outgoing(settings.webhook_hosts)
    files = places(settings)
    transcripts = Transcripts(files.transcripts)

    def announce(workspace: World, job: Job) -> Iterable[Webhook]:
        return by_name[job.provider].announce(workspace, job)

    async def deliver(workspace: World, job: Job) -> None:
        await by_name[job.provider].deliver(workspace, job, transcripts, outgoing)

    ports = Ports(
        send=outgoing.send,
        announce=announce,
        deliver=deliver,
        journal_limits=JournalLimits(settings.journal_entries, settings.journal_bytes),
        file_limits=FileLimits(bytes=settings.max_file_bytes),
    )
    workspaces = Workspaces(scenario, ports, seed=settings.seed, limit=settings.max_workspaces)
    own_host = [urlsplit(settings.public_url).hostname or ""] if settings.public_url else []
    admission = Admission([*settings.control_hosts, *own_host], settings.control_token)
    surroundings = Surroundings(workspaces, library, Directory(providers))
    directory = Directory([*providers, Control(surroundings, admission)])
    gateway = Gateway(
        directory,
        workspaces,
        transcripts,
        outgoing,
        public_url=settings.public_url,
        pause=pause,
        bodies=files.bodies,
    )
    return Emulation(gateway, workspaces, library, outgoing)


def emulation(settings: Settings) -> Emulation:
    """Return the server that the settings ask for. Raises ScenarioError when the scenario has mistakes."""
    library = scenario_library(settings)
    return assemble(settings, PROVIDERS, library, library.load(settings.scenario, settings.parameters))


def create_app(**options: Any) -> web.Application:
    """Return the server as an aiohttp application, for `aiohttp_client(create_app(scenario="flaky"))` and the like.

    `options` are fields of `Settings`. Raises SettingsError, or ScenarioError when the scenario has mistakes.
    """
    return as_application(emulation(read_settings(**options)))


def as_application(emulation: Emulation) -> web.Application:
    """Return an aiohttp application that leaves every request to the gateway."""

    async def leave_to_gateway(request: web.Request) -> None:
        """Say nothing to `Expect: 100-continue`: the gateway does, when it wants the body."""

    async def shut_down(_: web.Application) -> None:
        await emulation.shut_down()

    async def clean_up(_: web.Application) -> None:
        await emulation.close()

    app = web.Application(handler_args=_AS_SENT)
    every_path = r"/{path:[\s\S]*}"  # `.` would miss a path with a line break in it
    app.router.add_route("*", every_path, emulation.gateway.handle, expect_handler=leave_to_gateway)
    app.on_shutdown.append(shut_down)
    app.on_cleanup.append(clean_up)
    app[WORKSPACES] = emulation.workspaces
    return app


class CannotListen(Exception):
    """The port can't be had. The text says why and what to do."""


class Server:
    """A server on its port, within `async with`."""

    def __init__(self, settings: Settings) -> None:
        """Raises ScenarioError when the scenario has mistakes, and NoCertificates when there can be no HTTPS."""
        self.settings = settings
        self.port = settings.port
        self.tls_port = settings.tls_port
        self._emulation = emulation(settings)
        self._certificates = _certificates(settings)
        # Without an application around it: routing is the gateway's, and aiohttp's would cost as much as half of it again.
        server = web.Server(self._emulation.gateway.handle, access_log=None, logger=ConnectionLog(_log), **_AS_SENT)
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_S)

    @property
    def scenario(self) -> Scenario:
        """What every workspace begins with."""
        return self._emulation.workspaces.scenario

    def reloader(self, say: Callable[[str], None]) -> Reloader:
        """Return what takes up edits of the scenario's files; `say` is told of them."""
        return Reloader(self._emulation.library, self._emulation.workspaces, say)

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return f"http://{self._local_host}:{self.port}"

    @property
    def https_url(self) -> str | None:
        """Where this machine reaches it by HTTPS, if that is served."""
        return f"https://{self._local_host}:{self.tls_port}" if self.settings.https else None

    @property
    def ca_file(self) -> Path | None:
        """The CA's certificate that clients are to trust; None without HTTPS, or with a certificate of the user's own."""
        return None if self._certificates is None else self._certificates.ca_file

    @property
    def _local_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.settings.host, self.settings.host)

    async def __aenter__(self) -> Self:
        """Start to listen. Raises CannotListen, and NoCertificates."""
        await self._runner.setup()
        try:
            self.port = await self._listen(self.settings.port)
            if self.settings.https:
                self.tls_port = await self._listen(self.settings.tls_port, self._tls_context())
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def _listen(self, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen on a port, and return its number."""
        before = len(self._runner.addresses)
        try:
            await web.TCPSite(self._runner, self.settings.host, port, ssl_context=tls).start()
        except OSError as error:
            raise CannotListen(
                f"Can't listen on {self.settings.host}, port {port}: {error.strerror}. "
                "Choose another host or port (port 0 takes a free one)."
            ) from error
        listening: int = self._runner.addresses[before][1]
        return listening

    def _tls_context(self) -> ssl.SSLContext:
        if self._certificates is not None:
            return self._certificates.context()
        assert self.settings.tls_certificate is not None
        return own_context(self.settings.tls_certificate, self.settings.tls_key)

    async def _close(self) -> None:
        await self._emulation.shut_down()
        await self._runner.cleanup()
        await self._emulation.close()
        if self._certificates is not None:
            self._certificates.close()


def _certificates(settings: Settings) -> Certificates | None:
    """Return the CA that signs for this machine and for the services' real host names; None where it isn't wanted."""
    if not settings.tls or settings.tls_certificate is not None:
        return None
    names = [host for provider in PROVIDERS for host in provider.hosts]
    return Certificates([settings.host, *names, *settings.tls_names], settings.tls_folder)
