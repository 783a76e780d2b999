"""What breaks into the conversation on a WebSocket: faults of its frames and its connection, and errors that close it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from mockserver.gateway.wire import reset
from mockserver.scenario.faults import Fault, FaultName, FrameName
from mockserver.scenario.progress import Progress
from mockserver.scenario.reactions import NamedError


@dataclass(frozen=True, slots=True)
class Interruption:
    """A fault or an error, and how far the client has come when it breaks in."""

    after: Progress
    trouble: Fault | NamedError


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


def _reset(_: Fault, transport: asyncio.Transport) -> None:
    reset(transport)


def _drop(_: Fault, transport: asyncio.Transport) -> None:
    transport.close()


def _send_bad_frame(fault: Fault, transport: asyncio.Transport) -> None:
    transport.write(FRAMES[fault.frame])


def _cut_frame(_: Fault, transport: asyncio.Transport) -> None:
    transport.write(_HALF_A_FRAME)
    transport.close()


SOCKET_ACTS: Final[Mapping[FaultName, Callable[[Fault, asyncio.Transport], None]]] = {
    FaultName.SOCKET_RESET: _reset,
    FaultName.SOCKET_DROP: _drop,
    FaultName.BAD_FRAME: _send_bad_frame,
    FaultName.CUT_FRAME: _cut_frame,
}
"""What each fault does to a WebSocket's connection."""
