"""The OpenAPI document, and the API held against it by generated calls (schemathesis)."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mockserver import MockWorkspace
from mockserver.control.openapi import document
from mockserver.control.provider import ENDPOINTS
from tests.conftest import MakeClient
from tests.control.conftest import Control

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
DESCRIBED = json.loads(COMMITTED.read_text("utf-8"))
# An answer without end can't be waited for; its test is in test_control_rest.py.
schema = schemathesis.openapi.from_dict(DESCRIBED).exclude(operation_id="StreamEvents")


async def test_the_document_is_served_as_it_is_committed(make_client: MakeClient) -> None:
    assert await Control(await make_client())("GET", "openapi.json") == DESCRIBED


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(DESCRIBED).validate()


def test_every_call_is_described_with_what_it_takes_and_gives() -> None:
    described = {
        operation["operationId"]: operation for path in DESCRIBED["paths"].values() for operation in path.values()
    }
    assert {endpoint.name for endpoint in ENDPOINTS} <= set(described)
    for endpoint in ENDPOINTS:
        operation = described[endpoint.name]
        assert ("requestBody" in operation) is (endpoint.takes is not None)
        assert ("204" in operation["responses"]) is (endpoint.gives is None)
    assert document(ENDPOINTS)["info"] == DESCRIBED["info"]


@schema.parametrize()
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_gets_an_answer_outside_of_the_document(case: Case[Any], described_server: MockWorkspace) -> None:
    checks: Any = [
        not_a_server_error_but_503,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    case.call_and_validate(base_url=described_server.url, checks=checks)


def not_a_server_error_but_503(context: Any, response: Any, case: Case[Any]) -> bool | None:
    """Let 503 pass, by which a bound is told of that is reached."""
    return None if response.status_code == 503 else not_a_server_error(context, response, case)


@pytest.fixture(scope="module")
def described_server(mockserver_server: Any) -> MockWorkspace:
    workspace: MockWorkspace = mockserver_server.workspace("described").open()
    return workspace
