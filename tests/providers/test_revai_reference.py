"""The rows of the reference's tables, each as it stands there: job objects (revai.md §3) and errors by their causes (§4)."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DONE,
    EARLY_V1,
    FROZEN,
    MEDIA_URL,
    START,
    V1,
    V1BETA,
    WAITING,
    Reply,
    RevAiClient,
    connect,
    failing,
    wav,
)

WWW = "https://www.rev.ai/api/v1/errors"
SHORT_START = START.replace("290Z", "29Z")
HOOK = "http://127.0.0.1:9/hook"
LONG = FROZEN + "jobs: [{timeline: [completed], duration: 356.24}]\n"


def pairs(text: str) -> list[tuple[str, Any]]:
    """Return a JSON object's members in their order."""
    return list(json.loads(text).items())


@dataclass(frozen=True)
class Shown:
    """A job as one version shows it: how it was submitted, and its members in order, but for the id."""

    root: str
    options: dict[str, Any]
    members: dict[str, Any]
    scenario: str = LONG


FINISHED = {"created_on": START, "completed_on": START}
BY_URL = {"name": "FTC_Sample_1.mp3"}
SPEECH = {"status": "transcribed", "duration_seconds": 356.24, "type": "async"}
FAILED = {
    "status": "failed",
    "failure": "download_failure",
    "failure_detail": "Failed to download media file. Please check your url and file type",
}

SHOWN = {
    "v1, nothing but what every job has": Shown(V1, {}, FINISHED | BY_URL | SPEECH | {"language": "en"}),
    "v1, in progress": Shown(
        V1, {}, {"created_on": START} | BY_URL | {"status": "in_progress", "type": "async", "language": "en"}, WAITING
    ),
    "v1, failed": Shown(
        V1, {}, FINISHED | BY_URL | FAILED | {"type": "async", "language": "en"}, failing("download_failure")
    ),
    "v1, deprecated members": Shown(
        V1,
        {"media_url": MEDIA_URL, "callback_url": HOOK, "metadata": "m"},
        FINISHED
        | BY_URL
        | {"metadata": "m", "media_url": MEDIA_URL, "callback_url": HOOK}
        | SPEECH
        | {"language": "en"},
    ),
    "v1, configs in their place": Shown(
        V1,
        {"source_config": {"url": MEDIA_URL}, "notification_config": {"url": HOOK}},
        FINISHED | BY_URL | SPEECH | {"language": "en"},
    ),
    "v1, people": Shown(
        V1,
        {"transcriber": "human", "rush": True, "verbatim": False, "test_mode": True},
        FINISHED
        | BY_URL
        | SPEECH
        | {"type": "human_tc", "transcriber": "human", "verbatim": False, "rush": True, "language": "en"},
    ),
    "v1, options": Shown(
        V1,
        {"skip_diarization": True, "speakers_count": 1, "language": "fr", "delete_after_seconds": 9},
        FINISHED
        | BY_URL
        | SPEECH
        | {"delete_after_seconds": 9, "skip_diarization": True, "speakers_count": 1, "language": "fr"},
    ),
    "early v1": Shown(
        EARLY_V1,
        {},
        {"created_on": SHORT_START, "completed_on": SHORT_START} | BY_URL | SPEECH | {"language": "en"},
    ),
    "v1beta": Shown(
        V1BETA,
        {"metadata": "m", "callback_url": HOOK, "skip_diarization": "true"},
        {"created_on": SHORT_START, "completed_on": SHORT_START}
        | BY_URL
        | {"metadata": "m", "media_url": MEDIA_URL, "callback_url": HOOK}
        | {"status": "transcribed", "duration_seconds": 356.24},
    ),
    "v1beta, failed in a way that it has no word for": Shown(
        V1BETA,
        {},
        {"created_on": SHORT_START, "completed_on": SHORT_START}
        | BY_URL
        | {"media_url": MEDIA_URL, "status": "failed", "failure": "unspecified"}
        | {"failure_detail": "Failed to transcribe media file", "duration_seconds": 356.24},
        failing("transcription").replace("}]}]", "}], duration: 356.24}]"),
    ),
}


@pytest.mark.parametrize("row", SHOWN.values(), ids=list(SHOWN))
async def test_jobs(make_client: MakeClient, row: Shown) -> None:
    client = await connect(make_client, row.scenario, row.root)
    job_id = await client.submitted(**row.options)
    reply = await client.job(job_id)
    assert pairs(reply.text) == [("id", job_id), *row.members.items()]
    assert (await client.jobs()).json == [reply.json]


Cause = Callable[[RevAiClient], Awaitable[Reply]]


@dataclass(frozen=True)
class Refused:
    """An error: what brings it about, and its body."""

    cause: Cause
    status: int
    members: dict[str, Any]
    scenario: str = DONE
    root: str = V1
    token: str = "good-token"
    headers: dict[str, str] = field(default_factory=dict)


async def of_job(client: RevAiClient, method: str, path: str, **options: Any) -> Reply:
    return await client.call(method, f"/jobs/{await client.submitted()}{path}", **options)


def invalid(**fields: str) -> dict[str, Any]:
    wrong = {field: [sentence] for field, sentence in fields.items()}
    return {
        "parameters": wrong,
        "parameter": wrong,
        "type": f"{WWW}/invalid-parameters",
        "title": "Your request parameters didn't validate",
        "status": 400,
    }


def wrong_state(current: str, allowed: list[str], purpose: str) -> dict[str, Any]:
    return {
        "allowed_values": allowed,
        "current_value": current,
        "type": f"{WWW}/invalid-job-state",
        "title": "Job is in invalid state",
        "status": 409,
        "detail": f"Job is in invalid state to {purpose}",
        "extensions": {},
    }


def by_name(name: str) -> str:
    """Return a scenario that answers with an error of that name."""
    return FROZEN + f"requests: [{{when: {{provider: revai}}, error: {name}}}]\n"


POOR = DONE + "accounts: {revai: [{token: good-token, balance_seconds: 60}]}\n"
KNOWN = DONE + "accounts: {revai: [{token: good-token}]}\n"
DENIED = "Authorization has been denied for this request"
CREDIT = {
    "title": "You do not have enough credits",
    "type": f"{WWW}/out-of-credit",
    "detail": "You have only 60 seconds remaining",
    "current_balance": 60,
}
NOT_FOUND = {"type": f"{WWW}/job-not-found", "title": "could not find job", "status": 404}
TRANSCRIPT_FORMS = ["text/plain", "application/vnd.rev.transcript.v1.0+json"]

REFUSED = {
    "400": Refused(
        lambda client: client.call("POST", "/jobs", json={}), 400, invalid(media_url="The media_url field is required")
    ),
    "400 of a list": Refused(
        lambda client: client.jobs(limit=1001), 400, invalid(limit="The max value for limit is 1000")
    ),
    "400 of a foreign language": Refused(
        lambda client: client.submit(language="de", filter_profanity=True),
        400,
        invalid(filter_profanity="This option is not allowed for foreign languages."),
    ),
    "401": Refused(lambda client: client.jobs(), 401, {"title": f"{DENIED}.", "status": 401}, KNOWN, token="wrong"),
    "401 of v1beta": Refused(lambda client: client.jobs(), 401, {"title": DENIED}, KNOWN, V1BETA, "wrong"),
    "401 of early v1": Refused(
        lambda client: client.jobs(), 401, {"title": f"{DENIED}.", "status": 401}, KNOWN, EARLY_V1, "wrong"
    ),
    "403 out of credit, v1beta": Refused(
        lambda client: client.upload(wav(61), filename="a.wav"), 403, CREDIT, POOR, V1BETA
    ),
    "403 out of credit, early v1": Refused(
        lambda client: client.upload(wav(61), filename="a.wav"), 403, CREDIT | {"status": 403}, POOR, EARLY_V1
    ),
    "403 of another deployment": Refused(
        lambda client: client.jobs(),
        403,
        {
            "title": "Permisson has been denied for this request - access to this deployment is not allowed",
            "type": f"{WWW}/access-denied",
            "status": 403,
        },
        by_name("access_denied"),
    ),
    "403 forbidden": Refused(
        lambda client: client.submit(),
        403,
        {"error": "The client is forbidden to submit that request", "status": 403},
        by_name("forbidden"),
    ),
    "404": Refused(lambda client: client.job("nobody"), 404, NOT_FOUND),
    "404 of a deployment": Refused(
        lambda client: client.jobs(),
        404,
        {
            "title": "This api is not supported in this deployment",
            "type": f"{WWW}/unsupported-api",
            "status": 404,
        },
        by_name("unsupported_api"),
    ),
    "405": Refused(
        lambda client: of_channels(client),
        405,
        {
            "type": "https://rev.ai/api/v1/errors/invalid-job-properties",
            "title": "Job contains unsupported properties",
            "detail": "Job with speaker channels provided are not supported for retrieving captions",
            "status": 405,
        },
    ),
    "406": Refused(
        lambda client: of_job(client, "GET", "/transcript", headers={"Accept": "text/vtt"}),
        406,
        {
            "allowed_values": TRANSCRIPT_FORMS,
            "current_value": "text/vtt",
            "type": f"{WWW}/unsupported-output-format",
            "title": "Output format is not supported",
            "detail": "Unsupported value text/vtt",
            "status": 406,
        },
    ),
    "406 of captions": Refused(
        lambda client: of_job(client, "GET", "/captions", headers={"Accept": "text/plain"}),
        406,
        {
            "allowed_values": ["application/x-subrip", "text/vtt"],
            "current_value": "text/plain",
            "type": f"{WWW}/unsupported-output-format",
            "title": "Output format is not supported",
            "detail": "Unsupported value text/plain",
            "status": 406,
        },
    ),
    "406 of v1beta": Refused(
        lambda client: of_job(client, "GET", "/transcript", headers={"Accept": "text/vtt"}),
        406,
        {
            "allowed_values": TRANSCRIPT_FORMS,
            "type": "https://www.rev.ai/api/speech/v1/errors/unsupported-transcript-format",
            "title": "Transcript format is not supported",
            "detail": "Unsupported value text/vtt",
        },
        root=V1BETA,
    ),
    "409 in progress": Refused(
        lambda client: of_job(client, "GET", "/transcript"),
        409,
        wrong_state("in_progress", ["transcribed"], "obtain the output"),
        WAITING,
    ),
    "409 failed": Refused(
        lambda client: of_job(client, "GET", "/captions"),
        409,
        wrong_state("failed", ["transcribed"], "obtain the output"),
        failing("internal"),
    ),
    "409 of a deletion": Refused(
        lambda client: of_job(client, "DELETE", ""),
        409,
        wrong_state("in_progress", ["transcribed", "failed"], "be deleted"),
        WAITING,
    ),
    "409 of v1beta": Refused(
        lambda client: of_job(client, "GET", "/transcript"),
        409,
        {
            "allowed_values": ["transcribed"],
            "current_value": "in_progress",
            "type": "https://www.rev.ai/api/speech/v1/errors/invalid-job-state",
            "title": "Job is in invalid state",
            "detail": "Job is in invalid state to obtain the transcript",
        },
        WAITING,
        V1BETA,
    ),
    "413": Refused(
        lambda client: client.submit(),
        413,
        {
            "title": "Payload Too Large",
            "detail": "Submitted payload exceeds maximum allowed file size",
            "status": 413,
        },
        by_name("payload_too_large"),
    ),
    "415": Refused(
        lambda client: client.call("POST", "/jobs", data="media_url=x", headers={"Content-Type": "text/plain"}),
        415,
        {"type": f"{WWW}/unsupported-media-type", "title": "Unsupported Media Type", "status": 415},
    ),
    "429": Refused(
        lambda client: client.submit(),
        429,
        {"title": "Too Many Requests", "status": 429},
        by_name("rate_limited"),
        headers={"Retry-After": "1"},
    ),
    "503": Refused(
        lambda client: client.jobs(),
        503,
        {"title": "Service Unavailable", "status": 503},
        by_name("service_unavailable"),
    ),
}


async def of_channels(client: RevAiClient) -> Reply:
    """Ask for the captions of a job with channels, and for none of them."""
    return await client.output(await client.submitted(speaker_channels_count=2), "captions")


@pytest.mark.parametrize("row", REFUSED.values(), ids=list(REFUSED))
async def test_errors(make_client: MakeClient, row: Refused) -> None:
    client = await connect(make_client, row.scenario, row.root, row.token)
    reply = await row.cause(client)
    assert (reply.status, reply.content_type) == (row.status, "application/problem+json")
    assert pairs(reply.text) == list(row.members.items())
    assert int(reply.headers["Content-Length"]) == len(reply.text.encode())
    assert {name: reply.headers[name] for name in row.headers} == row.headers


FAILURES = {
    "internal_processing": None,
    "download_failure": "Failed to download media file. Please check your url and file type",
    "duration_exceeded": None,
    "duration_too_short": "Audio duration below minimum limit of 2 seconds",
    "invalid_media": None,
    "empty_media": None,
    "transcription": None,
    "insufficient_balance": None,
    "invoicing_limit_exceeded": None,
    "custom_vocabulary": None,
}


@pytest.mark.parametrize(("failure", "detail"), FAILURES.items())
async def test_failures(make_client: MakeClient, failure: str, detail: str | None) -> None:
    client = await connect(make_client, failing(failure))
    job = (await client.job(await client.submitted())).json
    assert (job["status"], job["failure"]) == ("failed", failure)
    assert job["failure_detail"]
    assert detail in (None, job["failure_detail"])


async def test_credit_falls_by_what_is_billed_until_none_is_left(make_client: MakeClient) -> None:
    client = await connect(make_client, POOR)
    for seconds, left in ((20, 40), (3, 25), (26, 25)):
        await client.upload(wav(seconds), filename="a.wav")
        account = (await client.call("GET", "/account")).json
        assert account["balance_seconds"] == left
    latest = (await client.jobs()).json[0]
    assert (latest["failure"], latest["duration_seconds"]) == ("insufficient_balance", 26)


V1BETA_LACKS = [
    ("GET", "/jobs/x/captions"),
    ("GET", "/jobs/x/transcript/summary"),
    ("GET", "/jobs/x/transcript/translation/es"),
    ("GET", "/jobs/x/captions/translation/es"),
    ("GET", "/vocabularies"),
]


@pytest.mark.parametrize(("method", "path"), V1BETA_LACKS)
async def test_v1beta_has_nothing_else(make_client: MakeClient, method: str, path: str) -> None:
    client = await connect(make_client, DONE, V1BETA)
    reply = await client.call(method, path)
    assert (reply.status, reply.json["title"]) == (404, "No emulated service knows this address.")


async def test_v1beta_ignores_what_came_later(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE, V1BETA)
    later = {"speaker_channels_count": 99, "language": "klingon", "transcriber": "human", "summarization_config": {}}
    job_id = await client.submitted(**later)
    stored = await world(client.http).store.get("revai/*", job_id)
    assert stored is not None
    assert not later.keys() & stored.submission.keys() - {"language"}
    assert (await client.transcript(job_id)).status == 200


@pytest.mark.parametrize(("content_type", "status"), [("audio/mp3", 200), ("video/x-flv", 200), ("audio/.mp3", 400)])
async def test_v1beta_wants_the_type_of_media_where_documented(
    make_client: MakeClient, content_type: str, status: int
) -> None:
    client = await connect(make_client, DONE + "quirks: {revai: documented}\n", V1BETA)
    reply = await client.upload(content_type=content_type)
    assert reply.status == status
    if status == 400:
        assert reply.json["type"] == f"{WWW}/unsupported-media-content-type"
    lenient = await connect(make_client, DONE, V1BETA)
    assert (await lenient.upload(content_type=content_type)).status == 200
    assert (await RevAiClient(client.http, V1).upload(content_type=content_type)).status == 200
