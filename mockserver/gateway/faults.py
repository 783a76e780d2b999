"""What each fault does on the wire."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from aiohttp import HttpVersion11

from mockserver.gateway.wire import Wire, stay_silent
from mockserver.scenario.faults import Fault, FaultName

_BETWEEN_DROPS_S: Final = 0.1
_CHUNKED: Final = "Transfer-Encoding: chunked"
_GARBAGE: Final = b"\x16\x03\x01\x02\x00\x01\xfc\x03 this is no HTTP \xff\xfe\x00\r\n\r\n" * 3


async def whole(wire: Wire) -> None:
    """Send the answer without a fault: its body may only be late."""
    await wire.send_head()
    await wire.send_body()


async def _reset(fault: Fault, wire: Wire) -> None:
    wire.reset()


async def _reset_in_headers(fault: Fault, wire: Wire) -> None:
    head = wire.head()
    await wire.send(head[: len(head) // 2])
    wire.reset()


async def _reset_in_body(fault: Fault, wire: Wire) -> None:
    await wire.send_head()
    await wire.send_body(fault.after or 0)
    wire.reset()


async def _empty_reply(fault: Fault, wire: Wire) -> None:
    """Leave it to the connection's end."""


async def _cut_body(fault: Fault, wire: Wire) -> None:
    await wire.send_head()
    await wire.send_body(_part(fault, wire))


async def _stall(fault: Fault, wire: Wire) -> None:
    await wire.send_head()
    part = _part(fault, wire)
    await wire.send_body(part)
    await stay_silent(fault, wire.request, wire.pause)
    await wire.send_body(start=part)


def _part(fault: Fault, wire: Wire) -> int:
    """Return how many bytes of the body come before something happens: not all, where it has any."""
    most = max(0, wire.body_size - 1)
    return min(most, wire.body_size // 2 if fault.after is None else fault.after)


async def _malformed_chunk(fault: Fault, wire: Wire) -> None:
    if not wire.has_body or wire.request.version < HttpVersion11:  # no chunks in either
        await whole(wire)
        return
    await wire.send_head(_CHUNKED)
    async for piece in wire.pieces(wire.body_size // 2):
        await wire.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    await wire.send(b"no-size\r\n")


async def _garbage(fault: Fault, wire: Wire) -> None:
    await wire.send(_GARBAGE)


async def _drip(fault: Fault, wire: Wire) -> None:
    await wire.send_head()
    per_second = fault.bytes_per_second or 1.0
    async for drop in wire.pieces(size=max(1, int(per_second * _BETWEEN_DROPS_S))):
        await wire.send(drop)
        await wire.pause(len(drop) / per_second)


async def _no_answer(fault: Fault, wire: Wire) -> None:
    await stay_silent(fault, wire.request, wire.pause)


async def _reset_upload(fault: Fault, wire: Wire) -> None:
    taken = 0
    async for chunk in wire.request.content.iter_any():
        taken += len(chunk)
        if taken >= (1 if fault.after is None else fault.after):
            break
    wire.reset()


ACTS: Final[Mapping[FaultName, Callable[[Fault, Wire], Awaitable[None]]]] = {
    FaultName.CONNECTION_RESET: _reset,
    FaultName.RESET_IN_HEADERS: _reset_in_headers,
    FaultName.RESET_IN_BODY: _reset_in_body,
    FaultName.EMPTY_REPLY: _empty_reply,
    FaultName.CUT_BODY: _cut_body,
    FaultName.MALFORMED_CHUNK: _malformed_chunk,
    FaultName.GARBAGE: _garbage,
    FaultName.DRIP: _drip,
    FaultName.STALL: _stall,
    FaultName.NO_ANSWER: _no_answer,
    FaultName.UPLOAD_RESET: _reset_upload,
}


def act_of(fault: Fault | None) -> Callable[[Wire], Awaitable[None]]:
    """Return what sends an answer with a fault; with None what sends it whole."""
    return whole if fault is None else partial(ACTS[fault.name], fault)
