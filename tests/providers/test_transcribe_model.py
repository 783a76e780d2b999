"""Amazon's description of the service as it is read from its file, against what botocore makes of the same file."""

from typing import Any

import botocore.session
import pytest

from mockserver.providers.transcribe.operations import OPERATIONS
from mockserver.providers.transcribe.requests.model import Shape, input_shape, models_error, output_shape

_BOTOCORE: Any = botocore.session.get_session().get_service_model("transcribe")


def _is_the_same(ours: Shape | None, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    kind = theirs.type_name
    assert ours.type == kind
    assert ours.sensitive is bool(theirs.metadata.get("sensitive"))
    assert ours.required == set(theirs.metadata.get("required", ()))
    assert len(ours.constraints) == sum(fact in theirs.metadata for fact in ("max", "min", "pattern", "enum"))
    assert ours.union is (kind == "structure" and theirs.is_tagged_union)
    members = theirs.members if kind == "structure" else {}
    assert list(ours.members) == list(members)
    parts: list[tuple[Shape | None, Any]] = [(ours.members[name], members[name]) for name in members]
    if kind == "list":
        parts.append((ours.element, theirs.member))
    if kind == "map":
        parts += [(ours.key, theirs.key), (ours.element, theirs.value)]
    return all(_is_the_same(part, their_part) for part, their_part in parts)


@pytest.mark.parametrize("operation", [operation.name for operation in OPERATIONS])
def test_every_shape_is_botocores(operation: str) -> None:
    theirs = _BOTOCORE.operation_model(operation)
    assert _is_the_same(input_shape(operation), theirs.input_shape)
    assert _is_the_same(output_shape(operation), theirs.output_shape)
    for error in _BOTOCORE.error_shapes:
        assert models_error(operation, error.name) is (error.name in {listed.name for listed in theirs.error_shapes})
