"""Assertions about what a client sent. A failing one tells what came instead, and on which points the nearest differed."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from mockserver.client.journal import RecordedRequest

_MOST_SHOWN: Final = 10


def check_called(
    requests: Sequence[RecordedRequest],
    wanted: Mapping[str, Any],
    times: int | None,
    picked: Container[str] | None = None,
) -> None:
    """Raise AssertionError unless what is wanted came, `times` times if that is given, else at least once.

    Where `wanted` has a `when`, `picked` are the ids of the requests of which the server says that it is true.
    """
    __tracebackhide__ = True
    facts = {name: value for name, value in wanted.items() if name != "when"}
    missed = [request.differences(facts) for request in requests]
    if picked is not None:
        for request, differences in zip(requests, missed, strict=True):
            differences += [] if request.id in picked else ["`when` isn't true of it"]
    found = sum(not differences for differences in missed)
    if found == times or (times is None and found):
        return
    raise AssertionError("\n".join([_expected(wanted, times, found), *_nearest(requests, missed), *_seen(requests)]))


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


def _nearest(requests: Sequence[RecordedRequest], missed: Sequence[Sequence[str]]) -> list[str]:
    """Return what was nearest to the wanted, and on which points it differed."""
    others = [(differences, request) for differences, request in zip(missed, requests, strict=True) if differences]
    if not others:
        return []
    differences, request = min(others, key=lambda each: len(each[0]))
    return [f"The nearest was request {request.number}, but {', and '.join(differences)}."]


def _seen(requests: Sequence[RecordedRequest]) -> list[str]:
    if not requests:
        return ["No request came at all."]
    shown = [f"  {request.number}. {request}" for request in requests[-_MOST_SHOWN:]]
    left_out = len(requests) - len(shown)
    return ["Seen:" if not left_out else f"Seen, after {left_out} others:", *shown]
