"""Assertions about what a client sent. A failing one tells what came instead, and on which points the nearest differed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.client.journal import RecordedRequest

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_MOST_SHOWN: Final = 10


def check_called(
    requests: Sequence[RecordedRequest],
    wanted: Mapping[str, Any],
    times: int | None,
    compared: Mapping[str, Sequence[str]],
    forgotten: int,
) -> None:
    """Raise AssertionError unless what is wanted came, `times` times if that is given, else at least once.

    Where `wanted` has a `when`, `compared` has by id of each request the points on which the server says that it isn't true.
    Of requests that are forgotten nobody knows what they were, so that with any only what came too often can be told.
    """
    facts = {name: value for name, value in wanted.items() if name != "when"}
    missed = [[*request.differences(facts), *compared.get(request.id, ())] for request in requests]
    found = sum(not differences for differences in missed)
    if (times is None and found) or (found == times and not forgotten):
        return
    unsure = [too_few(forgotten)] if forgotten and found <= (times or 0) else []
    nearest = _nearest(wanted, requests, missed)
    raise AssertionError("\n".join([_expected(wanted, times, found), *unsure, *nearest, *_seen(requests)]))


def check_all_expected(requests: Sequence[RecordedRequest], forgotten: int) -> None:
    """Raise AssertionError if a request came that no emulated service knows, or that is forgotten: it may have been one."""
    unknown = [request for request in requests if request.provider is None]
    if unknown:
        raise AssertionError(unknown_called(unknown))
    check_nothing_forgotten(forgotten)


def unknown_called(requests: Sequence[RecordedRequest]) -> str:
    """Return what to say of requests that no emulated service knows."""
    return "\n".join(["The client called what no emulated service knows:", *(f"  {request}" for request in requests)])


def check_nothing_forgotten(forgotten: int) -> None:
    """Raise AssertionError, with what to do, if the journal has let go of what an assertion is about."""
    if forgotten:
        raise AssertionError(too_few(forgotten))


def too_few(forgotten: int) -> str:
    """Return what to say of requests that the journal has let go of, and what to do."""
    return (
        f"The journal has forgotten {'a request' if forgotten == 1 else f'{forgotten} requests'} before these, over its bound, "
        "so it can't be told for sure. Have it keep more (the setting `journal_entries`, and `journal_bytes` for large ones), "
        "or call `forget_requests()` before what is to be looked at."
    )


def _expected(wanted: Mapping[str, Any], times: int | None, found: int) -> str:
    facts = ", ".join(f"{name}={value!r}" for name, value in wanted.items()) or "any request"
    often = "at least once" if times is None else _often(times)
    return f"Expected {often}: {facts}. It {f'came {_often(found)}' if found else 'never came'}."


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _nearest(
    wanted: Mapping[str, Any], requests: Sequence[RecordedRequest], missed: Sequence[Sequence[str]]
) -> list[str]:
    """Return what was nearest to the wanted, the latest of several, and on which points it differed.

    Requests for the operation that is wanted are nearer than any other.
    """
    others = [(differences, request) for differences, request in zip(missed, requests, strict=True) if differences]
    operation = wanted.get("operation") or wanted.get("when", {}).get("operation")
    named = operation if isinstance(operation, list) else [operation]
    of_operation = [each for each in others if operation and each[1].operation in named]
    if not others:
        return []
    differences, request = min(reversed(of_operation or others), key=lambda each: len(each[0]))
    return [f"The nearest was request {request.number}, but {', and '.join(differences)}."]


def _seen(requests: Sequence[RecordedRequest]) -> list[str]:
    if not requests:
        return ["No request came at all."]
    shown = [f"  {request.number}. {request}" for request in requests[-_MOST_SHOWN:]]
    left_out = len(requests) - len(shown)
    return ["Seen:" if not left_out else f"Seen, after {left_out} others:", *shown]
