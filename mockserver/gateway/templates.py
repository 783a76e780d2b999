"""Canned answers of scenarios, with templates in them (Jinja2, sandboxed)."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.gateway.answers import JSON, TEXT, Answer
from mockserver.scenario.matching import Respond

if TYPE_CHECKING:
    from jinja2 import Template

    from mockserver.gateway.call import Call


class TemplateBroken(Exception):
    """A template can't be filled in. The text says why."""


def canned_answer(respond: Respond, call: "Call") -> Answer:
    """Return the answer that a rule's `respond` gives to a call.

    Text may hold templates, in which `faker` makes things up from the seed, `request` is the call (`method`, `path`,
    `headers`, `query`, `params`) and `clock` the workspace's clock. Anything else than text is JSON.
    Raises TemplateBroken.
    """
    headers = dict(respond.headers)
    if isinstance(respond.body, str):
        text = _fill(respond.body, call)
        content_type = JSON if _is_json(text) else TEXT
        answer = Answer.text(text, respond.status, content_type)
    elif respond.body is None:
        answer = Answer(respond.status)
    else:
        answer = Answer.json(respond.body, respond.status)
    for name, value in headers.items():
        if name.lower() == "content-type":
            answer.content_type = value
        else:
            answer.headers[name] = value
    return answer


def _fill(text: str, call: "Call") -> str:
    if "{{" not in text and "{%" not in text:
        return text
    from faker import Faker

    faker = Faker()
    faker.seed_instance(call.workspace.seed.integer("template", call.entry.number))
    request = {
        "method": call.method,
        "path": call.arrival.path,
        "headers": call.headers,
        "query": call.query,
        "params": call.params,
    }
    try:
        return _template(text).render(faker=faker, request=request, clock=call.workspace.clock)
    except Exception as error:  # what stands in a template can raise anything
        raise TemplateBroken(f"{type(error).__name__}: {error}") from error


@lru_cache(maxsize=256)
def _template(text: str) -> "Template":
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=False).from_string(text)


def _is_json(text: str) -> bool:
    try:
        parsed: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(parsed, dict | list)
