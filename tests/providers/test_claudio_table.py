"""Claudio's tables: operations, errors, failures and quirks, as scenarios, docs and the gateway rely on them."""

import json
import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mockserver.gateway.call import Call
from mockserver.gateway.errors import REQUIRED_ERRORS, ApiError, api_error
from mockserver.providers.claudio import Claudio
from mockserver.providers.claudio.quirks import OLDER_PAGES

STATUSES = {
    "bad_request": 400,
    "malformed_body": 400,
    "payload_too_large": 400,
    "job_failed": 400,
    "job_broke": 500,
    "not_found": 400,
    "unauthorized": 401,
    "link_refused": 403,
    "method_not_allowed": 405,
    "rate_limited": 429,
    "server_error": 500,
    "service_unavailable": 503,
}
OPERATIONS = {operation.name: operation for operation in Claudio.operations}


def _call(operation: str) -> Call:
    claudio = Claudio()
    return cast(
        Call,
        SimpleNamespace(
            provider=claudio, operation=OPERATIONS[operation], documented=lambda quirk: quirk == "unknown_job"
        ),
    )


def _error(name: str, sentence: str | None, operation: str = "PollJob") -> ApiError:
    return api_error(_call(operation), name, sentence, {})


def _body(answer_body: Any) -> Any:
    assert isinstance(answer_body, bytes)
    return json.loads(answer_body)


def test_errors_are_known_by_the_names_that_the_gateway_and_scenarios_use() -> None:
    assert set(Claudio.errors) == set(STATUSES)
    assert set(Claudio.errors) >= REQUIRED_ERRORS


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
@pytest.mark.parametrize("sentence", [None, "It broke."])
def test_error_has_claudios_shape_and_explains_itself(name: str, status: int, sentence: str | None) -> None:
    error = _error(name, sentence)

    body = _body(error.answer.body)
    assert (error.name, error.answer.status, error.explanation) == (name, status, sentence)
    assert list(body) == ["success", "msg"]
    assert body["success"] is False
    assert body["msg"].startswith("ERROR: ")
    assert body["msg"].endswith(".")


@pytest.mark.parametrize("name", ["unauthorized", "not_found", "link_refused", "server_error"])
def test_what_concerns_others_stays_in_the_journal(name: str) -> None:
    body = _body(_error(name, "Known: job 7.").answer.body)

    assert "job 7" not in body["msg"]


def test_what_is_not_found_behind_a_link_is_404_as_storage_has_it() -> None:
    error = _error("not_found", None, "DownloadFile")

    assert error.answer.status == 404
    assert _body(error.answer.body)["msg"] == "ERROR: There is no such file."


def test_operations_are_those_of_the_pages() -> None:
    assert {operation.name: operation.paths for operation in Claudio.operations} == {
        "SubmitJob": ("/jobs/submit", "/jobs"),
        "PollJob": ("/jobs/{job_reference_id}/poll",),
        "GetJobDetails": ("/jobs/{job_reference_id}/details",),
        "UploadAudio": ("/upload/audio",),
        "UploadDocument": ("/upload/document",),
        "DownloadFile": ("/files/{upload_id}/{filename}", "/files/{job_reference_id}/{key}/{filename}"),
    }


def test_failures_are_those_that_scenarios_name() -> None:
    assert Claudio.failures.keys() == {"download_failure", "invalid_media", "out_of_credit", "internal", "unspecified"}


def test_quirks_have_distinct_ids_and_evidence() -> None:
    ids = [quirk.id for quirk in Claudio.quirks]
    assert len(set(ids)) == len(ids) == 8
    assert {quirk.id for quirk in Claudio.quirks if quirk.unless_named} == {*OLDER_PAGES, "unknown_job"}
    assert all(
        re.search("[Ss]eed|page", quirk.evidence) and quirk.observed != quirk.documented for quirk in Claudio.quirks
    )
    assert len({assumption.about for assumption in Claudio.assumptions}) == len(Claudio.assumptions)
