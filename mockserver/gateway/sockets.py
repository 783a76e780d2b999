"""Operations that are WebSockets: the same way through the pipeline, then a conversation until one side closes.

Nothing is queued for a client that does not read: `Socket.send` waits once what the connection takes is full, and while a
conversation waits to send it receives nothing, so that the client has to wait as well.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import WSMsgType, hdrs, web
from pydantic_core import to_json

from mockserver.gateway.answers import Answer, Close
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.gateway.interruptions import SOCKET_ACTS, Line
from mockserver.gateway.operations import KIB, MIB
from mockserver.gateway.wire import Pause
from mockserver.scenario.faults import Fault
from mockserver.scenario.progress import Progress
from mockserver.scenario.reactions import NamedError
from mockserver.version import SERVER_HEADER

_LARGEST_MESSAGE: Final = 4 * MIB
_UNSENT_BYTES: Final = 64 * KIB
_GOODBYE_S: Final = 1.0
_SWITCHING_PROTOCOLS: Final = 101
_ABNORMAL, _INTERNAL_ERROR = 1006, 1011


class Disconnected(Exception):
    """The client closed the connection (with `code`), broke it off, or broke the rules of WebSockets."""

    def __init__(self, code: int = _ABNORMAL) -> None:
        super().__init__(f"The client is gone ({code}).")
        self.code = code


class _Closing(Exception):
    """The scenario has the conversation end here."""

    def __init__(self, close: Close) -> None:
        super().__init__(f"A scenario closes it ({close.code}).")
        self.close = close


class Socket:
    """One open WebSocket, as the conversation on it sees it. It is a session of its workspace."""

    def __init__(self, call: Call, response: web.WebSocketResponse) -> None:
        self._call = call
        self._response = response
        self._conversation: asyncio.Task[Close] | None = None
        self._ending: Close | None = None
        self._messages = self._bytes = 0
        self.is_stalled = False
        """Whether the scenario has what the client sends lie unread for a while."""
        self.audio_ms = 0.0
        """How much audio came in, told by the provider: scenarios may wait for it."""

    @property
    def scope(self) -> str:
        return self._call.account.scope

    async def send(self, data: Any) -> None:
        """Send `data` as JSON, in a text frame, when the client has room for it. Raises Disconnected."""
        try:
            await self._response.send_str(to_json(data).decode())
        except ConnectionError as error:
            raise Disconnected from error

    async def receive(self) -> str | bytes:
        """Return the next message: text, or bytes. Pings are answered on the way. Raises Disconnected.

        What the scenario lets break in does so here, when all messages before are dealt with. Raises ApiError where that
        is an error.
        """
        await self._break_in()
        message = await self._response.receive()
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            data: str | bytes = message.data
            self._messages += 1
            self._bytes += len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
            return data
        if message.type is WSMsgType.CLOSE:
            raise Disconnected(message.data or _ABNORMAL)
        raise Disconnected(getattr(message.data, "code", _ABNORMAL))

    async def _break_in(self) -> None:
        """Let those interruptions happen, in their order, for which the client has come far enough."""
        waiting = self._call.interruptions
        if not waiting:
            return
        come = Progress(self._messages, self._bytes, self.audio_ms)
        due = [one for one in waiting if come.reaches(one.after)]
        self._call.interruptions = [one for one in waiting if one not in due]
        for one in due:
            if isinstance(one.trouble, NamedError):
                raise self._call.scripted_error(one.trouble)
            await self._suffer(one.trouble, one.pause)

    async def _suffer(self, fault: Fault, pause: Pause) -> None:
        """Let a fault happen. Raises what ends the conversation, where it does."""
        request = self._call.arrival.request
        if request.transport is not None:
            self.is_stalled = True
            close = await SOCKET_ACTS[fault.name](fault, Line(request, request.transport, pause))
            self.is_stalled = False
            if close is not None:
                raise _Closing(close)
        if request.transport is None or request.transport.is_closing():
            raise Disconnected

    async def end(self, close: Close | None = None) -> None:
        """End the conversation from outside, to be closed in this way, or as the provider says goodbye.

        Returns when the conversation has put its things in order; the goodbye itself waits for nobody.
        """
        if self._conversation is None or self._conversation.done():
            return
        self._ending = self._ending or close or self._call.provider.goodbye
        self._conversation.cancel()
        await asyncio.wait([self._conversation])

    async def hold(self, conversation: Awaitable[Close]) -> Close:
        """Return how a conversation ends, by itself or by `end`. Raises Disconnected, and what it raises."""
        self._conversation = asyncio.ensure_future(_until_closed(conversation))
        with self._call.workspace.sessions.opened(self):
            try:
                return await self._conversation
            except asyncio.CancelledError:
                # Cancelled from outside, by `end`, or by aiohttp, which may do so when the client is gone.
                if not self._conversation.cancelled():
                    return self._conversation.result()
                if self._ending is not None:
                    return self._ending
                if self._call.arrival.request.transport is None:
                    raise Disconnected from None
                raise

    async def close(self, close: Close) -> Answer:
        """Say goodbye, and return the answer that was given by all this. A client that doesn't say it as well is cut off."""
        try:
            async with asyncio.timeout(_GOODBYE_S):
                await self._response.close(code=close.code, message=close.sent_reason)
        except (TimeoutError, asyncio.CancelledError):
            # It doesn't answer, is gone, or the server has no more time. In any case only the journal is left to be told.
            transport = self._call.arrival.request.transport
            if transport is not None:
                transport.abort()
        return self.over(close.code, close.reason)

    def over(self, code: int, reason: str = "") -> Answer:
        """Return the answer that was given by all this, once nothing more is to be said."""
        entry = self._call.entry
        entry.close_code, entry.explanation = code, entry.explanation or reason or None
        return Answer(_SWITCHING_PROTOCOLS, sent=self._response)


async def _until_closed(conversation: Awaitable[Close]) -> Close:
    """Return how a conversation ends, be it that the scenario has it end."""
    try:
        return await conversation
    except _Closing as closing:
        return closing.close


Converse = Callable[[Call, Socket], Awaitable[Close]]


def conversation(converse: Converse) -> Callable[[Call], Awaitable[Answer]]:
    """Return the handler of an operation that is a WebSocket, from what is said on it once it is open.

    A request that can't become one gets the provider's `upgrade_required`.
    """

    async def handle(call: Call) -> Answer:
        if not _can_open(call):
            raise call.error("upgrade_required", "This address is a WebSocket's: the request must ask for an upgrade.")
        try:
            socket = await _open(call)
            return await socket.close(await socket.hold(converse(call, socket)))
        except Disconnected as gone:
            return _gone(call, gone)

    return handle


async def answer_to(call: Call, error: ApiError) -> Answer:
    """Return the answer that an error is; on a WebSocket it may be that this opens and closes (Provider.closing)."""
    if not call.operation.websocket or (call.socket is None and not _can_open(call)):
        return error.answer
    close = call.provider.closing(call, error)
    if call.socket is None and close is None:
        return error.answer
    try:
        socket = call.socket or await _open(call)
        return await socket.close(close or Close(_INTERNAL_ERROR, error.name))
    except Disconnected as gone:
        return _gone(call, gone)


def _response() -> web.WebSocketResponse:
    return web.WebSocketResponse(
        compress=False, max_msg_size=_LARGEST_MESSAGE, timeout=_GOODBYE_S, writer_limit=_UNSENT_BYTES
    )


def _can_open(call: Call) -> bool:
    try:
        return bool(_response().can_prepare(call.arrival.request))
    except ValueError:  # a key that isn't ASCII, which aiohttp doesn't expect
        return False


async def _open(call: Call) -> Socket:
    """Complete the handshake. Raises Disconnected when the client is gone by then."""
    response = _response()
    response.headers.update({**call.answer_headers, hdrs.SERVER: SERVER_HEADER})
    try:
        await response.prepare(call.arrival.request)
    except ConnectionResetError as error:
        raise Disconnected from error
    call.socket = Socket(call, response)
    return call.socket


def _gone(call: Call, gone: Disconnected) -> Answer:
    if call.socket is None:
        return Answer(_SWITCHING_PROTOCOLS)
    return call.socket.over(gone.code)
