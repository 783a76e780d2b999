"""The OpenAPI document of the control API, made from the table of its calls."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from mockserver.control.endpoints import Endpoint, Surroundings, adapter
from mockserver.control.errors import STATUSES
from mockserver.gateway.answers import JSON, PROBLEM
from mockserver.gateway.call import Call
from mockserver.version import VERSION

_REF: Final = "#/components/schemas/{model}"
_ALWAYS: Final = (
    "bad_request",
    "malformed_body",
    "unauthorized",
    "forbidden",
    "no_workspace",
    "payload_too_large",
    "service_unavailable",
)
_PROBLEM_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "What was wrong (RFC 9457).",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence: what was wrong, and what to do."},
    },
}


@cache
def document(endpoints: Sequence[Endpoint]) -> Mapping[str, Any]:
    """Return the document (OpenAPI 3.1) that describes these calls."""
    definitions: dict[str, Any] = {"Problem": dict(_PROBLEM_SCHEMA)}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        for path in (endpoint.path, *endpoint.aliases):
            paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, path, definitions)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mockserver: the control API",
            "version": VERSION,
            "description": "`/_mock` of each workspace; `/w/NAME/_mock` for the workspace NAME.",
        },
        "servers": [
            {"url": "/"},
            {"url": "/w/{workspace}", "variables": {"workspace": {"default": "default"}}},
        ],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Where one is set."}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(endpoint: Endpoint, path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name if path == endpoint.path else f"{endpoint.name}At{path.strip('/') or 'Root'}",
        "summary": endpoint.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in endpoint.parameters
        ],
        "responses": _responses(endpoint, definitions),
    }
    if endpoint.asks is not None:
        schema = _inlined(_schema(endpoint.asks, "validation", definitions), definitions)
        operation["parameters"] += [
            {"name": name, "in": "query", "required": False, "schema": member}
            for name, member in schema["properties"].items()
        ]
    if endpoint.takes is not None:
        schema = _schema(endpoint.takes, "validation", definitions)
        operation["requestBody"] = {"content": {JSON: {"schema": schema}}}
    return operation


def _responses(endpoint: Endpoint, definitions: dict[str, Any]) -> dict[str, Any]:
    if endpoint.gives is None:
        responses: dict[str, Any] = {"204": {"description": "Done."}}
    else:
        schema = _schema(endpoint.gives, "serialization", definitions)
        responses = {"200": {"description": "Done.", "content": {endpoint.content_type: {"schema": schema}}}}
        if endpoint.headers:
            responses["200"]["headers"] = {
                name: {"description": said, "schema": {"type": "string"}} for name, said in endpoint.headers
            }
    for name in (*_ALWAYS, *endpoint.errors):
        status, title = STATUSES[name]
        described = responses.setdefault(
            str(status),
            {"description": title, "content": {PROBLEM: {"schema": {"$ref": _REF.format(model="Problem")}}}},
        )
        if title not in described["description"]:
            described["description"] += f" {title}"
    return responses


def _schema(kind: Any, mode: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = adapter(kind).json_schema(mode=mode, ref_template=_REF)
    definitions |= schema.pop("$defs", {})
    return schema


def _inlined(schema: dict[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return definitions[name] if name else schema


def endpoint_of(others: Sequence[Endpoint]) -> Endpoint:
    """Return the call that answers with the document of the other calls and itself."""

    async def get_openapi(_: Surroundings, __: Call, ___: Any) -> Mapping[str, Any]:
        return document((*others, endpoint))

    endpoint = Endpoint(
        "GetOpenApi",
        "GET",
        "/_mock/openapi.json",
        "Show the OpenAPI document of these calls.",
        get_openapi,
        gives=dict[str, Any],
    )
    return endpoint
