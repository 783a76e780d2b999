"""Assertions about what a client sent. A failing one tells what came instead, and on which points the nearest differed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.client.journal import RecordedRequest

_MOST_SHOWN: Final = 10


def check_called(requests: Sequence[RecordedRequest], wanted: Mapping[str, Any], times: int | None) -> None:
    """Raise AssertionError unless what is wanted came, `times` times if that is given, else at least once."""
    __tracebackhide__ = True
    found = sum(not request.differences(wanted) for request in requests)
    if found == times or (times is None and found):
        return
    raise AssertionError("\n".join([_expected(wanted, times, found), *_nearest(requests, wanted), *_seen(requests)]))


def check_all_expected(requests: Sequence[RecordedRequest]) -> None:
    """Raise AssertionError if a request came that no emulated service knows."""
    __tracebackhide__ = True
    unknown = [request for request in requests if request.provider is None]
    if unknown:
        raise AssertionError(
            "\n".join(["The client called what no emulated service knows:", *(f"  {request}" for request in unknown)])
        )


def _expected(wanted: Mapping[str, Any], times: int | None, found: int) -> str:
    often = "at least once" if times is None else {0: "never", 1: "once"}.get(times, f"{times} times")
    facts = ", ".join(f"{name}={value!r}" for name, value in wanted.items()) or "any request"
    came = {0: "never", 1: "once"}.get(found, f"{found} times")
    return f"Expected {often}: {facts}. It came {came}."


def _nearest(requests: Sequence[RecordedRequest], wanted: Mapping[str, Any]) -> list[str]:
    """Return what was nearest to the wanted, and on which points it differed."""
    missed = [(request.differences(wanted), request) for request in requests]
    missed = [(differences, request) for differences, request in missed if differences]
    if not missed:
        return []
    differences, request = min(missed, key=lambda each: len(each[0]))
    return [f"The nearest was request {request.number}, but {', and '.join(differences)}."]


def _seen(requests: Sequence[RecordedRequest]) -> list[str]:
    if not requests:
        return ["No request came at all."]
    shown = [f"  {request.number}. {request}" for request in requests[-_MOST_SHOWN:]]
    left_out = len(requests) - len(shown)
    return ["Seen:" if not left_out else f"Seen, after {left_out} others:", *shown]
