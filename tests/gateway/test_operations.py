"""Path tables."""

import pytest

from mockserver.gateway.operations import Match, PathTable, WrongMethod
from tests.gateway.toy import Toy

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
