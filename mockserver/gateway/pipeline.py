"""The way of a request, the same for all providers, from top to bottom (DESIGN §4)."""

import asyncio
import logging
import textwrap
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from mockserver.engine.files import FilesFull
from mockserver.engine.journal import Entry
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, Address, Arrival, Directory, split_credential
from mockserver.gateway.answers import Answer, ApiError, problem
from mockserver.gateway.bodies import Body, BodyTooLarge, MalformedBody, read_body
from mockserver.gateway.call import Call
from mockserver.gateway.operations import BodyKind, Match
from mockserver.gateway.provider import World
from mockserver.gateway.templates import canned_answer
from mockserver.gateway.workspaces import NoWorkspace, Workspaces
from mockserver.scenario.matching import Reaction
from mockserver.transcripts.fixtures import FixtureError
from mockserver.transcripts.source import Transcripts
from mockserver.version import SERVER_HEADER

_LONGEST_EXPLANATION = 400
REQUEST_ID = "X-Mockserver-Request-Id"
_log = logging.getLogger("mockserver.requests")

Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds of real time: delays are of the wire, whatever a workspace's clock does."""

Trouble = MalformedBody | BodyTooLarge | None


class Gateway:
    """Takes requests in and gives answers out."""

    def __init__(
        self,
        directory: Directory,
        workspaces: Workspaces,
        transcripts: Transcripts,
        *,
        public_url: str | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`public_url` begins the links in answers, in place of the scheme and host that each request came by."""
        self._directory = directory
        self._workspaces = workspaces
        self._transcripts = transcripts
        self._public_url = public_url.rstrip("/") if public_url else None
        self._pause = pause

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        arrival = Arrival(request, self._directory.providers, self._workspaces)
        address = self._directory.find(arrival)
        try:
            answer = self._unknown(arrival) if address is None else await self._serve(arrival, address)
        except NoWorkspace as error:
            answer = problem(error.status, "The workspace can't be opened.", str(error))
        answer.headers[hdrs.SERVER] = SERVER_HEADER
        return answer.to_response()

    async def _serve(self, arrival: Arrival, address: Address) -> Answer:
        call, trouble = await self._receive(arrival, address)
        try:
            self._enter_workspace(call)
            try:
                await self._let_scenario_act(call)
                answer = await self._operate(call, address, trouble)
            except ApiError as error:
                call.entry.explanation = error.explanation
                answer = error.answer
            except _Canned as canned:
                answer = canned.answer
            # Where a body that can't be read ends is not known for sure, so nothing more is read from there.
            answer.closes = isinstance(trouble, MalformedBody)
            return self._close(call, answer)
        finally:
            call.body.discard()

    async def _receive(self, arrival: Arrival, address: Address) -> tuple[Call, Trouble]:
        """Read the body. What is wrong with it is kept until it is known who asks, as that may be wrong as well."""
        found = address.found
        match = found if isinstance(found, Match) else Match(found.operation, {})
        body, trouble = Body(), None
        if match.operation.body is not BodyKind.NONE and arrival.request.body_exists:
            try:
                body = await read_body(arrival.request, match.operation.body, match.operation.body_limit)
            except (MalformedBody, BodyTooLarge) as error:
                trouble = error
        call = Call(
            arrival=arrival,
            provider=address.provider,
            operation=match.operation,
            params=match.params,
            body=body,
            transcripts=self._transcripts,
            public_url=self._public_url,
        )
        return call, trouble

    def _enter_workspace(self, call: Call) -> None:
        """Find the workspace, by address or else by credential, and open the journal's entry there."""
        credential, named = call.provider.credential(call), None
        if credential is not None:
            named, call.credential = split_credential(credential)
        name = call.arrival.workspace_name or named or DEFAULT_WORKSPACE
        call.workspace = self._workspaces.open(name)
        call.entry = _open_entry(call.workspace, call.arrival, call.provider.name, call.operation.name, call.body.raw)

    async def _let_scenario_act(self, call: Call) -> None:
        if not call.provider.scripted:
            return
        workspace = call.workspace
        for reaction in await workspace.scenario.reactions(call.facts(), workspace.store.count, workspace.seed):
            call.entry.rules.append(_told(reaction))
            if reaction.delay_s is not None:
                await self._pause(reaction.delay_s)
            if reaction.respond is not None:
                raise _Canned(canned_answer(reaction.respond, call))
            if reaction.error is not None:
                raise call.error(reaction.error)

    async def _operate(self, call: Call, address: Address, trouble: Trouble) -> Answer:
        """Let the caller in, refuse what can't be read, and leave the rest to the operation."""
        if trouble is None or not call.provider.credential_in_body:
            call.provider.admit(call)
        if isinstance(trouble, MalformedBody):
            raise call.error("malformed_body", str(trouble))
        if isinstance(trouble, BodyTooLarge):
            raise call.error("payload_too_large", f"{call.operation.name} takes {trouble.limit} bytes at most.")
        if not isinstance(address.found, Match):
            allowed = ", ".join(address.found.allowed)
            error = call.error("method_not_allowed", f"This address takes {allowed}.")
            error.answer.headers[hdrs.ALLOW] = allowed
            raise error
        try:
            return await call.operation.handler(call)
        except FilesFull as full:
            raise call.error("service_unavailable", str(full)) from full
        except FixtureError as wrong:
            raise call.error("server_error", str(wrong)) from wrong
        except ApiError:
            raise
        except Exception as mistake:
            _log.exception("%s %s broke. This is a mistake in mockserver.", call.provider.name, call.operation.name)
            raise call.error("server_error", f"A mistake in mockserver: {mistake!r}") from mistake

    def _close(self, call: Call, answer: Answer) -> Answer:
        answer.headers.update(call.provider.headers(call))
        answer.headers[REQUEST_ID] = call.entry.id
        if call.provider.scripted:
            _close_entry(call.workspace, call.entry, answer.status)
        return answer

    def _unknown(self, arrival: Arrival) -> Answer:
        """Answer what no provider knows: with the nearest operations that are known."""
        nearest = self._directory.nearest(arrival)
        workspace = self._workspaces.open(arrival.workspace_name or DEFAULT_WORKSPACE)
        entry = _open_entry(workspace, arrival, None, None, b"")
        entry.explanation = "No provider knows this address." + (f" Nearest: {'; '.join(nearest)}." if nearest else "")
        _close_entry(workspace, entry, 404)
        answer = problem(
            404,
            "No emulated service knows this address.",
            entry.explanation,
            request=f"{arrival.method} {arrival.path}",
            nearest=nearest,
        )
        answer.headers[REQUEST_ID] = entry.id
        return answer


class _Canned(Exception):
    """The scenario has an answer of its own for the request."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def _told(reaction: Reaction) -> str:
    """Return what a rule did, for the journal and the log."""
    said = [reaction.rule]
    if reaction.delay_s is not None:
        said.append(f"delay {reaction.delay_s * 1000:.0f} ms")
    if reaction.error is not None:
        said.append(f"error {reaction.error}")
    if reaction.respond is not None:
        said.append(f"respond {reaction.respond.status}")
    return " ".join(said)


def _open_entry(workspace: World, arrival: Arrival, provider: str | None, operation: str | None, body: bytes) -> Entry:
    number, request_id = workspace.journal.next_request()
    return Entry(
        id=request_id,
        number=number,
        at_ms=workspace.clock.now(),
        method=arrival.method,
        target=arrival.request.raw_path,
        provider=provider,
        operation=operation,
        headers=arrival.request.raw_headers,
        body=body,
    )


def _close_entry(workspace: World, entry: Entry, status: int) -> None:
    entry.status = status
    workspace.journal.add(entry)
    if _log.isEnabledFor(logging.INFO):
        said = [
            entry.provider or "-",
            entry.operation or "-",
            str(status),
            entry.method,
            entry.target.partition("?")[0],
        ]
        if workspace.name != DEFAULT_WORKSPACE:
            said.append(f"(workspace {workspace.name})")
        if entry.job_status is not None:
            said.append(f"job {entry.job_status}")
        said += [f"[{rule}]" for rule in entry.rules]
        if entry.explanation is not None:
            said.append(f"- {textwrap.shorten(entry.explanation, _LONGEST_EXPLANATION, placeholder=' …')}")
        _log.info("%s", _on_one_line(" ".join(said)))


def _on_one_line(text: str) -> str:
    """Return text with whatever would break a line, or a terminal, written as an escape."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
