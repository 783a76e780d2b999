"""Canned answers of scenarios, with templates in them."""

import asyncio
import json
import mimetypes
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mockserver.engine.clock import iso
from mockserver.gateway.answers import JSON, TEXT, Answer
from mockserver.gateway.details import document
from mockserver.scenario.reactions import Respond
from mockserver.shelf import Shelf
from mockserver.templates import is_template
from mockserver.yamlfile.wording import no_such

if TYPE_CHECKING:
    from mockserver.gateway.call import Call

_UNKNOWN_TYPE: Final = "application/octet-stream"
_MOST_BYTES: Final = 64 * 1024 * 1024


class CannotAnswer(Exception):
    """What a scenario answers can't be put together. The text says why."""


async def canned_answer(respond: Respond, call: "Call", bodies: Shelf) -> Answer:
    """Return the answer that a rule's `respond` gives to a call.

    Text, and the values of headers, may hold templates; docs/scenarios.md says what stands in them for what. Anything else
    than text is JSON. Raises CannotAnswer.
    """
    filler = _Filler(call)
    if respond.body_file is not None:
        content_type = mimetypes.guess_type(respond.body_file)[0] or _UNKNOWN_TYPE
        content = await asyncio.to_thread(_content, bodies, respond.body_file)
        answer = Answer(respond.status, content, content_type)
    elif isinstance(respond.body, str):
        text = await filler.fill(respond.body)
        answer = Answer.text(text, respond.status, JSON if _is_json(text) else TEXT)
    elif respond.body is None:
        answer = Answer(respond.status)
    else:
        answer = Answer.json(respond.body, respond.status)
    answer.set_headers({name: await filler.fill_line(value) for name, value in respond.headers.items()})
    return answer


def _content(bodies: Shelf, name: str) -> bytes:
    """Return a file as it is now."""
    path = bodies.find(name)
    if path is None:
        raise CannotAnswer(no_such("file in `bodies/`", name, bodies.names()))
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise CannotAnswer(f"the file {path} can't be read: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise CannotAnswer(f"the file {path} has more than {_MOST_BYTES:,} bytes")
    return content


class _Filler:
    """Fills in the templates of one answer."""

    def __init__(self, call: "Call") -> None:
        self._call = call
        self._names: dict[str, object] | None = None

    async def fill(self, text: str) -> str:
        if not is_template(text):
            return text
        if self._names is None:
            self._names = await _names(self._call)
        from mockserver.templates.sandbox import fill

        try:
            # Beside the loop, on a thread of its own: within its bounds a template may still take a second or two.
            return await asyncio.get_running_loop().run_in_executor(_thread(), fill, text, self._names)
        except Exception as error:  # what stands in a template can raise anything
            raise CannotAnswer(f"its template can't be filled in: {type(error).__name__}: {error}") from error

    async def fill_line(self, text: str) -> str:
        """Fill in a header's value."""
        line = await self.fill(text)
        if any(ord(char) < 32 or ord(char) == 127 for char in line):
            raise CannotAnswer("a header's value has a line break, or another character that would break the answer")
        return line


async def _names(call: "Call") -> dict[str, object]:
    """Return what stands in a template for what: plain data, and a `faker` of this request's own."""
    from faker import Faker

    from mockserver.templates.fakes import Fakes

    faker = Faker()
    faker.seed_instance(call.workspace.seed.integer("template", call.entry.number))
    details = await call.details()
    now_ms = call.workspace.clock.now()
    job = None
    if details.job is not None:
        job = {
            "id": details.job,
            "status": details.status.value if details.status else None,
            "name": details.name,
            "media": list(details.media),
            "metadata": details.metadata,
        }
    request = {
        "id": call.request_id,
        "method": call.method,
        "path": call.arrival.path,
        "headers": call.headers,
        "query": call.query,
        "params": call.params,
        "json": document(call.body),
    }
    return {
        "faker": Fakes(faker, now_ms),
        "request": request,
        "job": job,
        "clock": {"now": iso(now_ms), "now_ms": now_ms},
    }


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="templates")


def _is_json(text: str) -> bool:
    try:
        parsed: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict | list)
