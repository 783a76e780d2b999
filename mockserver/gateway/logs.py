"""What the log says: one line for each request, and no stack trace for what only a client did wrong."""

import logging
import sys
import textwrap
from collections.abc import Iterable
from typing import Any, Final

from aiohttp import ClientPayloadError
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from mockserver.engine.journal import Entry
from mockserver.masking import masked_text, masked_unreadable
from mockserver.scenario.conditions import Facts
from mockserver.scenario.near_misses import near_miss
from mockserver.scenario.reactions import Reaction, RequestRule

_MOST_CHARS: Final = 300
_LONGEST_EXPLANATION: Final = 400
_CLIENT_MISTAKES: Final = (HttpProcessingError, RequestPayloadError, ClientPayloadError, ConnectionError)


def on_one_line(text: str) -> str:
    """Return text with whatever would break a line, or a terminal, written as an escape."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def told(reaction: Reaction) -> str:
    """Return what a rule did, for the journal and the log."""
    does = reaction.does
    said = {
        "delay": reaction.delay_s is not None and f"{reaction.delay_s * 1000:.0f} ms",
        "body delay": reaction.body_delay_s is not None and f"{reaction.body_delay_s * 1000:.0f} ms",
        "hold": does.hold_s is not None,
        "limit": does.limit is not None,
        "error": does.error and does.error.name,
        "fault": does.fault and str(does.fault.name),
        "after": does.interruption and str(does.interruption[0]),
        "respond": does.respond and str(does.respond.status),
        "then": does.phase,
        "signal": does.signal,
    }
    return " ".join(
        [reaction.rule, *(word if what is True else f"{word} {what}" for word, what in said.items() if what)]
    )


def request_line(entry: Entry, workspace: str | None) -> str:
    """Return the line about a request: provider, operation, status, address, what became of it, and why."""
    said = [
        entry.provider or "-",
        entry.operation or "-",
        _status(entry),
        entry.method,
        entry.target.partition("?")[0],
    ]
    if workspace is not None:
        said.append(f"(workspace {workspace})")
    if entry.job_status is not None:
        said.append(f"job {entry.job_status}")
    said += [f"[{rule}]" for rule in entry.rules]
    if entry.explanation is not None:
        said.append(f"- {textwrap.shorten(masked_text(entry.explanation), _LONGEST_EXPLANATION, placeholder=' …')}")
    return on_one_line(" ".join(said))


async def log_near_misses(log: logging.Logger, rules: Iterable[RequestRule], facts: Facts, entry: Entry) -> None:
    """Say of a request on which no rule acted which ones it nearly met."""
    await facts.looked()
    for rule in rules:
        missed = near_miss(rule.when, facts)
        if missed is not None:
            log.debug("%s", on_one_line(f"{entry.operation} {entry.id} nearly met {rule.rule}: {missed}"))


def _status(entry: Entry) -> str:
    if entry.status is None:
        return "-"
    return str(entry.status) if entry.close_code is None else f"{entry.status} closed {entry.close_code}"


class ConnectionLog(logging.LoggerAdapter[logging.Logger]):
    """Where aiohttp tells of broken requests, which it answers itself, and of clients that go away.

    It would print a stack trace for each. Here they are lines among the other requests'; any other exception is told whole.
    """

    def exception(self, msg: object, *args: object, exc_info: Any = True, **options: Any) -> None:
        error = exc_info if isinstance(exc_info, BaseException) else sys.exception()
        if isinstance(error, _CLIENT_MISTAKES):
            # aiohttp shows the line that it stumbled over, indented, and how it got there.
            said = " ".join((str(error) or type(error).__name__).split())
            self.info(
                "- - - %s",
                on_one_line(f"unreadable, or cut off by the client: {masked_unreadable(said)}"[:_MOST_CHARS]),
            )
        else:
            super().exception(msg, *args, exc_info=exc_info, **options)
