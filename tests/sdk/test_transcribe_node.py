"""The official package `@aws-sdk/client-transcribe` against a running server (transcribe.md §1.3, §1.6, §5)."""

import json

from mockserver import MockWorkspace
from tests.providers.transcribe_samples import SAMPLES
from tests.sdk.conftest import RunNode

_TWO_POLLS = """
summary: test
clock: {frozen: true, start: 2018-05-05T23:23:22.29Z}
jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]
"""
_TROUBLE = """
summary: test
requests:
  - {when: {call: 1}, error: rate_limited}
  - {when: {call: 2}, error: rate_limited}
  - {when: {call: 4}, error: service_unavailable}
  - {when: {call: 5}, error: server_error}
"""


def test_operations_of_every_kind_of_resource(mockserver: MockWorkspace, run_node: RunNode) -> None:
    url = mockserver.use(_TWO_POLLS).url
    seen = run_node("transcribe_operations.mjs", MOCKSERVER_URL=url, SAMPLES=json.dumps(SAMPLES))
    assert set(seen.pop("waiters").values()) == {"SUCCESS"}
    assert seen == {
        "rules": ["TranscriptFilter", "NonTalkTimeFilter", "InterruptionFilter", "SentimentFilter"],
        "createTime": "2018-05-05T23:23:22.290Z",
        "filterTime": True,
        "jobTimes": True,
        "tagged": 200,
        "pages": [[f"filter-{number}" for number in (6, 5, 4, 3, 2)], ["filter-1", "filter-0", "filter"]],
        "deleted": 200,
        "missing": {
            "name": "BadRequestException",
            "message": "The requested job couldn't be found. Check the job name and try your request again.",
            "fault": "client",
            "status": 400,
        },
        "taken": {
            "name": "ConflictException",
            "message": "The requested vocabulary name already exists. Use a different vocabulary name.",
            "fault": "client",
            "status": 400,
        },
        "invalid": {
            "name": "BadRequestException",
            "message": "1 validation error detected: Value 'a/b' at 'vocabularyName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-zA-Z._-]+",
            "fault": "client",
            "status": 400,
        },
        "nowhere": {
            "name": "NotFoundException",
            "message": "We can't find the requested resource. Check the name and try your request again.",
            "fault": "client",
            "status": 400,
        },
    }


def test_trouble_is_tried_again(mockserver: MockWorkspace, run_node: RunNode) -> None:
    seen = run_node("transcribe_retries.mjs", MOCKSERVER_URL=mockserver.use(_TROUBLE).url)
    assert seen == {"once": {"name": "ThrottlingException", "message": "Rate exceeded"}, "usual": 2, "outage": 3}
