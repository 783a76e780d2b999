"""The way of a request, the same for all providers, from top to bottom (DESIGN §4)."""

import asyncio
import logging
from functools import partial
from time import perf_counter
from typing import Final

from aiohttp import hdrs, web

from mockserver.engine.files import FilesFull
from mockserver.engine.journal import Entry, Journal
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, Address, Arrival, Directory, split_credential
from mockserver.gateway.answers import Answer, problem
from mockserver.gateway.bodies import Body, BodyTooLarge, MalformedBody
from mockserver.gateway.call import REQUEST_ID, Call
from mockserver.gateway.details import journaled
from mockserver.gateway.errors import ApiError
from mockserver.gateway.faults import act_of
from mockserver.gateway.logs import log_near_misses, on_one_line, request_line
from mockserver.gateway.nearest import nearest
from mockserver.gateway.operations import BodyKind, Match
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.reacting import is_let_through, react
from mockserver.gateway.reading import read_body
from mockserver.gateway.sockets import answer_to
from mockserver.gateway.wire import Pause, WireResponse, is_gone
from mockserver.gateway.workspaces import NoWorkspace, Workspaces, check_not_outlived
from mockserver.masking import masked_target
from mockserver.shelf import Shelf
from mockserver.transcripts.fixtures import FixtureError
from mockserver.transcripts.source import Transcripts
from mockserver.version import SERVER_HEADER

_log = logging.getLogger("mockserver.requests")

_GONE: Final = "The client was gone before it was answered."
_NO_FILES: Final = Shelf(())
Trouble = MalformedBody | BodyTooLarge | FilesFull | None


class Gateway:
    """Takes requests in and gives answers out."""

    def __init__(
        self,
        directory: Directory,
        workspaces: Workspaces,
        transcripts: Transcripts,
        outgoing: Outgoing,
        *,
        public_url: str | None = None,
        pause: Pause = asyncio.sleep,
        bodies: Shelf = _NO_FILES,
    ) -> None:
        """`public_url` begins the links in answers, in place of the scheme and host that each request came by.

        `bodies` are the files that canned answers may be made of.
        """
        self._directory = directory
        self._workspaces = workspaces
        self._transcripts = transcripts
        self._outgoing = outgoing
        self._public_url = public_url.rstrip("/") if public_url else None
        self._pause = pause
        self._bodies = bodies

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        arrival = Arrival(request, self._directory, self._workspaces)
        address = self._directory.find(arrival)
        try:
            answer = self._unknown(arrival) if address is None else await self._serve(arrival, address)
        except NoWorkspace as error:
            _log.info("- - %d %s", error.status, on_one_line(f"{arrival.method} {arrival.path} - {error}"))
            answer = problem(error.status, "There is no workspace for this request.", str(error))
        except ApiError as refused:
            answer = refused.answer
        answer.headers[hdrs.SERVER] = SERVER_HEADER
        if answer.sent is not None or (answer.fault is None and not answer.body_delay_s):
            return answer.to_response()
        return WireResponse(act_of(answer.fault), answer, self._pause, answer.body_delay_s)

    async def _serve(self, arrival: Arrival, address: Address) -> Answer:
        call = self._call(arrival, address)
        has_body = call.operation.body is not BodyKind.NONE and arrival.request.body_exists
        try:
            if has_body and await self._upload_breaks(call):
                return self._close(call, Answer())
            trouble = await self._receive(call) if has_body else None
            self._enter_workspace(call)
            if call.provider.scripted:
                check_not_outlived(call.workspace, arrival.began_s)
            try:
                canned = await self._let_scenario_act(call)
                answer = await self._operate(call, address, trouble) if canned is None else canned
            except ApiError as error:
                call.entry.explanation = error.explanation
                answer = await answer_to(call, error)
            # Where a body that can't be read ends is not known for sure, so nothing more is read from there.
            answer.closes = isinstance(trouble, MalformedBody)
            return self._close(call, answer)
        finally:
            call.body.discard()

    def _call(self, arrival: Arrival, address: Address) -> Call:
        found = address.found
        match = found if isinstance(found, Match) else Match(found.operation, {})
        return Call(
            arrival=arrival,
            provider=address.provider,
            operation=match.operation,
            params=match.params,
            body=Body(),
            transcripts=self._transcripts,
            outgoing=self._outgoing,
            public_url=self._public_url,
        )

    async def _upload_breaks(self, call: Call) -> bool:
        """Tell whether the scenario has the connection fail while the body is on its way, before any of it is read."""
        self._find_workspace(call)
        workspace = call.workspace
        if not (call.provider.scripted and workspace.scenario.breaks_uploads):
            return False
        facts, count = call.facts(), workspace.store.count
        reactions = await workspace.scenario.reactions(facts, count, workspace.seed, early=True)
        if not reactions:
            return False
        await workspace.scenario.pass_by(facts, count)
        call.entry = _open_entry(workspace, call.arrival, call.provider, call.operation.name)
        await react(call, reactions, self._pause, self._bodies)
        return True

    async def _receive(self, call: Call) -> Trouble:
        """Read the body. What is wrong with it is kept until it is known who asks, as that may be wrong as well."""
        try:
            call.body = await read_body(call.arrival.request, call.operation)
        except (MalformedBody, BodyTooLarge, FilesFull) as error:
            return error
        except ConnectionError:
            return MalformedBody("The connection was lost while the body was on its way.")
        return None

    def _enter_workspace(self, call: Call) -> None:
        """Find the workspace, and open the journal's entry there."""
        self._find_workspace(call)
        call.entry = _open_entry(call.workspace, call.arrival, call.provider, call.operation.name, journaled(call.body))

    def _find_workspace(self, call: Call) -> None:
        """Find the workspace, by address or else by credential."""
        credential, name = call.provider.credential(call), None
        if credential is not None:
            name, call.credential = split_credential(credential)
        if call.arrival.workspace_name is not None:
            name = call.arrival.workspace_name
        elif name is None:
            name = DEFAULT_WORKSPACE
        if name not in self._workspaces:
            call.provider.may_open(call)
        call.workspace = self._workspaces.open(name, call.arrival.began_s)
        call.journal = call.workspace.journal

    async def _let_scenario_act(self, call: Call) -> Answer | None:
        """Do what the scenario's rules say; return their answer where one has its own."""
        if not call.provider.scripted:
            return None
        workspace = call.workspace
        facts = call.facts()
        reactions = await workspace.scenario.reactions(
            facts, workspace.store.count, workspace.seed, within_limit=partial(is_let_through, call)
        )
        if facts.details is not None and facts.details.status is not None:
            call.entry.status_before = facts.details.status.value
        if reactions:
            return await react(call, reactions, self._pause, self._bodies)
        if _log.isEnabledFor(logging.DEBUG):
            await log_near_misses(_log, workspace.scenario.requests, facts, call.entry)
        return None

    async def _operate(self, call: Call, address: Address, trouble: Trouble) -> Answer:
        """Leave the call to its operation, when nothing speaks against it."""
        try:
            self._let_in(call, address, trouble)
            return await call.operation.handler(call)
        except FilesFull as full:
            raise call.error("service_unavailable", str(full)) from full
        except FixtureError as wrong:
            raise call.error("server_error", str(wrong)) from wrong
        except (ApiError, NoWorkspace):
            raise
        except Exception as mistake:
            _log.exception("%s %s broke. This is a mistake in mockserver.", call.provider.name, call.operation.name)
            raise call.error("server_error", f"A mistake in mockserver: {mistake!r}") from mistake

    def _let_in(self, call: Call, address: Address, trouble: Trouble) -> None:
        """Let the caller in, and refuse what can't be read or isn't there."""
        if trouble is None or not (call.provider.credential_in_body or call.provider.body_is_signed):
            call.provider.admit(call)
        if isinstance(trouble, MalformedBody):
            raise call.error("malformed_body", str(trouble))
        if isinstance(trouble, BodyTooLarge):
            raise call.error("payload_too_large", f"{call.operation.name} takes {trouble.limit} bytes at most.")
        if isinstance(trouble, FilesFull):
            raise trouble
        if not isinstance(address.found, Match):
            allowed = ", ".join(address.found.allowed)
            error = call.error("method_not_allowed", f"This address takes {allowed}.")
            error.answer.headers[hdrs.ALLOW] = allowed
            raise error

    def _close(self, call: Call, answer: Answer) -> Answer:
        answer.headers.update(call.answer_headers)
        answer.fault, answer.body_delay_s = call.fault, call.body_delay_s
        if call.provider.scripted:
            self._close_entry(call.workspace, call.journal, call.entry, answer, call.arrival)
        return answer

    def _unknown(self, arrival: Arrival) -> Answer:
        """Answer what no provider knows: with the nearest operations that are known."""
        near = [str(each) for each in nearest(self._directory, arrival)]
        workspace = self._workspaces.open(arrival.workspace_name or DEFAULT_WORKSPACE)
        entry = _open_entry(workspace, arrival)
        entry.explanation = "No provider knows this address." + (f" Nearest: {'; '.join(near)}." if near else "")
        answer = problem(
            404,
            "No emulated service knows this address.",
            entry.explanation,
            request=f"{arrival.method} {arrival.path}",
            nearest=near,
        )
        answer.headers[REQUEST_ID] = entry.id
        self._close_entry(workspace, workspace.journal, entry, answer, arrival)
        return answer

    def _close_entry(self, workspace: World, journal: Journal, entry: Entry, answer: Answer, arrival: Arrival) -> None:
        """Write down what was answered, in the journal that the entry was opened in."""
        if answer.sent is None and is_gone(arrival.request):
            entry.explanation = " ".join(filter(None, (_GONE, entry.explanation)))
        elif answer.is_sent:
            entry.status, entry.answer_headers = answer.status, answer.headers
            if isinstance(answer.body, bytes):
                entry.answer_body = answer.body
        entry.duration_ms = (perf_counter() - entry.began_s) * 1000
        self._workspaces.answered[entry.provider or "-", entry.operation or "-", entry.status] += 1
        tally = self._workspaces.tallies[workspace.name]
        tally.came += 1
        tally.unknown += entry.provider is None
        journal.add(entry)
        if workspace.events.wanted:
            workspace.events.tell(
                "request",
                entry.at_ms,
                id=entry.id,
                method=entry.method,
                path=masked_target(entry.path),
                provider=entry.provider,
                operation=entry.operation,
                status=entry.status,
                job=entry.job,
            )
        if _log.isEnabledFor(logging.INFO):
            _log.info("%s", request_line(entry, None if workspace.name == DEFAULT_WORKSPACE else workspace.name))


def _open_entry(
    workspace: World,
    arrival: Arrival,
    provider: Provider | None = None,
    operation: str | None = None,
    body: bytes = b"",
) -> Entry:
    counted = provider is None or provider.scripted  # so that the control API's calls change nothing for the others
    number, request_id = workspace.journal.next_request() if counted else (0, workspace.journal.request_id(0))
    return Entry(
        id=request_id,
        number=number,
        at_ms=workspace.clock.now(),
        method=arrival.method,
        target=arrival.request.raw_path,
        path=arrival.called_path,
        provider=None if provider is None else provider.name,
        operation=operation,
        headers=arrival.request.raw_headers,
        body=body,
        phase=workspace.phase,
        began_s=arrival.began_s,
    )
