"""Path tables."""

from dataclasses import dataclass, field

import pytest

from mockserver.gateway.operations import Match, Operation, PathTable, WrongMethod
from tests.gateway.toy import Toy, echo

TABLE = PathTable(Toy.operations)


def find(method: str, path: str) -> Match | WrongMethod | None:
    return TABLE.find(method, [segment for segment in path.split("/") if segment])


@pytest.mark.parametrize(
    ("method", "path", "operation", "params"),
    [
        ("POST", "/jobs", "SubmitJob", {}),
        ("POST", "/jobs/", "SubmitJob", {}),
        ("POST", "//jobs", "SubmitJob", {}),
        ("GET", "/jobs/7", "GetJob", {"id": "7"}),
        ("HEAD", "/jobs/7", "GetJob", {"id": "7"}),
        ("GET", "/jobs/a%20b%2Fc", "GetJob", {"id": "a b/c"}),
        ("GET", "/jobs/%zz%ff", "GetJob", {"id": "%zz\ufffd"}),
        ("GET", "/jobs/newest", "GetNewest", {}),
        ("PUT", "/echo/a/b%20c/d", "Echo", {"rest": "a/b c/d"}),
    ],
)
def test_a_path_finds_its_operation(method: str, path: str, operation: str, params: dict[str, str]) -> None:
    found = find(method, path)
    assert isinstance(found, Match)
    assert (found.operation.name, found.params) == (operation, params)


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("PUT", "/jobs", ("POST",)), ("GET", "/echo", ("POST", "PUT"))]
)
def test_a_known_path_tells_its_methods(method: str, path: str, allowed: tuple[str, ...]) -> None:
    found = find(method, path)
    assert isinstance(found, WrongMethod)
    assert found.allowed == allowed


@pytest.mark.parametrize("path", ["/", "/job", "/jobs/1/2", "/echoes/x"])
def test_an_unknown_path_finds_nothing(path: str) -> None:
    assert find("GET", path) is None


@dataclass
class Request:
    query: dict[str, str] = field(default_factory=dict)
    headers: frozenset[str] = frozenset()


def _operation(name: str, method: str, *query: str, header: str | None = None) -> Operation:
    return Operation(name, (method,), ("/{key}",), echo, "", "", query=query, header=header)


SHARED = PathTable(
    [
        _operation("UploadPart", "PUT", "uploadId", "partNumber"),
        _operation("Copy", "PUT", header="x-source"),
        _operation("Put", "PUT"),
        _operation("Second", "GET", "list-type=2"),
        _operation("First", "GET"),
        _operation("Head", "HEAD"),
        _operation("Complete", "POST", "uploadId"),
    ]
)


@pytest.mark.parametrize(
    ("method", "request_", "operation"),
    [
        ("PUT", Request(), "Put"),
        ("PUT", Request({"uploadId": "u"}), "Put"),
        ("PUT", Request({"uploadId": "u", "partNumber": "1"}, frozenset({"x-source"})), "UploadPart"),
        ("PUT", Request(headers=frozenset({"x-source"})), "Copy"),
        ("GET", Request({"list-type": "2"}), "Second"),
        ("GET", Request({"list-type": "1"}), "First"),
        ("HEAD", Request(), "Head"),
        ("POST", Request({"uploadId": ""}), "Complete"),
    ],
)
def test_query_and_headers_tell_operations_of_one_path_apart(method: str, request_: Request, operation: str) -> None:
    found = SHARED.find(method, ["key"], request_)
    assert isinstance(found, Match)
    assert found.operation.name == operation


def test_an_operation_that_asks_for_more_is_not_meant_without_it() -> None:
    found = SHARED.find("POST", ["key"], Request())
    assert isinstance(found, WrongMethod)
    assert found.allowed == ("PUT", "GET", "HEAD", "POST")
