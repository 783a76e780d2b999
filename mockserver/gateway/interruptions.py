"""What breaks into the conversation on a WebSocket: faults of its frames and its connection, and errors that close it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from aiohttp import web

from mockserver.gateway.answers import Close
from mockserver.gateway.wire import Pause, reset, stay_silent
from mockserver.scenario.faults import Fault, FaultName, FrameName
from mockserver.scenario.progress import Progress
from mockserver.scenario.reactions import NamedError


class Interruption(NamedTuple):
    """A fault or an error, how far the client has come when it breaks in, and what waits where it waits."""

    after: Progress
    trouble: Fault | NamedError
    pause: Pause


@dataclass(frozen=True, slots=True)
class Line:
    """The connection of a WebSocket, as faults get hold of it."""

    request: web.BaseRequest
    transport: asyncio.Transport
    pause: Pause


FRAMES: Final[Mapping[FrameName, bytes]] = {
    FrameName.UNKNOWN_OPCODE: b"\x83\x00",
    FrameName.RESERVED_BITS: b"\xf1\x02{}",
    FrameName.MASKED: b"\x81\x82\x01\x02\x03\x04" + bytes([ord("{") ^ 1, ord("}") ^ 2]),
    FrameName.STRAY_CONTINUATION: b"\x80\x02{}",
    FrameName.LONG_PING: b"\x89\x7e\x00\x7e" + b"p" * 126,
    FrameName.INVALID_UTF8: b"\x81\x02\xc3\x28",
    FrameName.NOT_JSON: b"\x81\x0fthis is no JSON",
}
"""The bad frames, byte for byte (RFC 6455 §5.2)."""

_HALF_A_FRAME: Final = b'\x81\x7e\x01\x00{"type": "'
"""A frame of 256 bytes, of which ten come."""


async def _reset(_: Fault, line: Line) -> None:
    reset(line.transport)


async def _drop(_: Fault, line: Line) -> None:
    line.transport.close()


async def _close(fault: Fault, _: Line) -> Close:
    return Close(fault.code, fault.reason)


async def _stall(fault: Fault, line: Line) -> None:
    await stay_silent(fault, line.request, line.pause)


async def _send_bad_frame(fault: Fault, line: Line) -> None:
    line.transport.write(FRAMES[fault.frame])


async def _cut_frame(_: Fault, line: Line) -> None:
    line.transport.write(_HALF_A_FRAME)
    line.transport.close()


SOCKET_ACTS: Final[Mapping[FaultName, Callable[[Fault, Line], Awaitable[Close | None]]]] = {
    FaultName.SOCKET_RESET: _reset,
    FaultName.SOCKET_DROP: _drop,
    FaultName.SOCKET_CLOSE: _close,
    FaultName.SOCKET_STALL: _stall,
    FaultName.BAD_FRAME: _send_bad_frame,
    FaultName.CUT_FRAME: _cut_frame,
}
"""What each fault does to a WebSocket. Where it is to be closed in good order they return how."""
