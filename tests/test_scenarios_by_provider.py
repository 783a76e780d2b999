"""Each shipped scenario does what its summary says, for every provider to which it applies."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from mockserver import create_app
from tests.conftest import Client, world

SIGNED = "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/transcribe/aws4_request, SignedHeaders=host, Signature=0"


@dataclass
class Reply:
    """An answer, as far as scenarios decide it: its HTTP status, the provider's word for what is, and the body."""

    status: int
    word: str | None
    body: Any


class Caller:
    """Submits to one provider, and asks for the job's status, as a client of that provider does."""

    def __init__(self, client: Client, provider: str, credential: str = "AKIDEXAMPLE") -> None:
        self.client, self.provider, self.credential = client, provider, credential
        self.job = "none"

    async def submit(self, media: str = "https://example.com/a.mp3") -> Reply:
        reply = await getattr(self, f"_submit_{self.provider}")(media)
        assert isinstance(reply, Reply)
        return reply

    async def poll(self) -> Reply:
        reply = await getattr(self, f"_poll_{self.provider}")()
        assert isinstance(reply, Reply)
        return reply

    async def _submit_claudio(self, media: str) -> Reply:
        audio = [{"audio_filename": "a.mp3", "audio_location": media}]
        body = await self._post("/claudio/jobs/submit", {"key": self.credential, "secret": "s", "audio_files": audio})
        self.job = body.body.get("job_reference_id", "none")
        return body

    async def _poll_claudio(self) -> Reply:
        reply = await self._post(f"/claudio/jobs/{self.job}/details", {"key": self.credential, "secret": "s"})
        reply.word = reply.body.get("job_data", {}).get("job_info", {}).get("status")
        return reply

    async def _submit_revai(self, media: str) -> Reply:
        reply = await self._revai("POST", "", json={"media_url": media})
        self.job = reply.body.get("id", "none")
        return reply

    async def _poll_revai(self) -> Reply:
        return await self._revai("GET", f"/{self.job}")

    async def _submit_transcribe(self, media: str) -> Reply:
        self.job = "first"
        return await self._transcribe("Start", LanguageCode="en-US", Media={"MediaFileUri": media})

    async def _poll_transcribe(self) -> Reply:
        return await self._transcribe("Get")

    async def _post(self, path: str, body: Any) -> Reply:
        answer = await self.client.post(path, json=body)
        return Reply(answer.status, None, await answer.json())

    async def _revai(self, method: str, path: str, **options: Any) -> Reply:
        headers = {"Authorization": f"Bearer {self.credential}"}
        answer = await self.client.request(method, f"/speechtotext/v1/jobs{path}", headers=headers, **options)
        body = await answer.json(content_type=None)
        return Reply(answer.status, body.get("status") if answer.status == 200 else None, body)

    async def _transcribe(self, verb: str, **members: Any) -> Reply:
        headers = {
            "X-Amz-Target": f"Transcribe.{verb}TranscriptionJob",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": SIGNED.format(self.credential),
            "X-Amz-Date": "20260101T000000Z",
        }
        answer = await self.client.post("/", headers=headers, json={"TranscriptionJobName": self.job, **members})
        body = await answer.json(content_type=None)
        word = body.get("TranscriptionJob", {}).get("TranscriptionJobStatus", body.get("__type"))
        return Reply(answer.status, word, body)


Begin = Callable[..., Awaitable[Caller]]

PROVIDERS = ("claudio", "revai", "transcribe")
IN_PROGRESS = {"claudio": "in_progress", "revai": "in_progress", "transcribe": "IN_PROGRESS"}
COMPLETED = {"claudio": "completed", "revai": "transcribed", "transcribe": "COMPLETED"}
FAILED = {"claudio": "error", "revai": "failed", "transcribe": "FAILED"}


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def begin(aiohttp_client: Callable[..., Awaitable[Client]]) -> Begin:
    """Return a function that starts the server on a shipped scenario, its clock frozen, and calls one provider."""

    async def start(scenario: str, provider: str, credential: str = "AKIDEXAMPLE") -> Caller:
        client = await aiohttp_client(create_app(scenario=scenario))
        world(client).clock.freeze()
        return Caller(client, provider, credential)

    return start


async def advance(caller: Caller, seconds: float) -> None:
    await world(caller.client).agenda.advance(round(seconds * 1000))


async def words(caller: Caller, polls: int) -> list[str | None]:
    return [(await caller.poll()).word for _ in range(polls)]


async def test_happy_path_completes_after_two_polls(begin: Begin, provider: str) -> None:
    caller = await begin("happy_path", provider)
    assert (await caller.submit()).status == 200
    assert await words(caller, 3) == [IN_PROGRESS[provider], IN_PROGRESS[provider], COMPLETED[provider]]


async def test_happy_path_completes_after_five_seconds(begin: Begin, provider: str) -> None:
    caller = await begin("happy_path", provider)
    await caller.submit()
    await advance(caller, 5)
    assert await words(caller, 1) == [COMPLETED[provider]]


@pytest.mark.parametrize("cue", ["download_failure", "invalid_media"])
async def test_happy_path_takes_cues_from_media(begin: Begin, provider: str, cue: str) -> None:
    caller = await begin("happy_path", provider)
    await caller.submit(f"https://example.com/{cue}.mp3")
    assert await words(caller, 2) == [IN_PROGRESS[provider], FAILED[provider]]


async def test_happy_path_takes_its_time_with_slow_media(begin: Begin, provider: str) -> None:
    caller = await begin("happy_path", provider)
    await caller.submit("https://example.com/a-slow-one.mp3")
    await words(caller, 10)
    await advance(caller, 30)
    assert await words(caller, 1) == [IN_PROGRESS[provider]]
    await advance(caller, 300)
    assert await words(caller, 1) == [COMPLETED[provider]]


async def test_happy_path_refuses_invalid_credentials(begin: Begin, provider: str) -> None:
    caller = await begin("happy_path", provider, "invalid-one")
    refused = await caller.submit()
    assert (refused.status, refused.word) == UNAUTHORIZED[provider]


async def test_happy_path_has_no_credit_for_the_broke(begin: Begin) -> None:
    caller = await begin("happy_path", "revai", "broke-one")
    refused = await caller.submit()
    assert (refused.status, refused.body["current_balance"]) == (403, 60)


async def test_happy_path_never_runs_out_of_credit_for_others(begin: Begin) -> None:
    caller = await begin("happy_path", "revai")
    for _ in range(300):
        await caller.submit()
    assert await words(caller, 3) == ["in_progress", "in_progress", "transcribed"]


UNAUTHORIZED = {
    "claudio": (401, None),
    "revai": (401, None),
    "transcribe": (400, "UnrecognizedClientException"),
}
# What a provider says to an error that a scenario names: HTTP status, and for Amazon Transcribe the type.
ERRORS = {
    "unauthorized": UNAUTHORIZED,
    "bad_request": {"claudio": (400, None), "revai": (400, None), "transcribe": (400, "BadRequestException")},
    "server_error": {"claudio": (500, None), "revai": (500, None), "transcribe": (500, "InternalFailureException")},
}


@pytest.mark.parametrize("scenario", list(ERRORS))
async def test_submissions_are_refused(begin: Begin, provider: str, scenario: str) -> None:
    caller = await begin(scenario, provider)
    refused = await caller.submit()
    assert (refused.status, refused.word) == ERRORS[scenario][provider]


async def test_not_found_loses_jobs_that_were_accepted(begin: Begin, provider: str) -> None:
    caller = await begin("not_found", provider)
    assert (await caller.submit()).status == 200
    lost = await caller.poll()
    expected = {"claudio": (400, None), "revai": (404, None), "transcribe": (400, "BadRequestException")}
    assert (lost.status, lost.word) == expected[provider]


async def test_out_of_credit(begin: Begin, provider: str) -> None:
    caller = await begin("out_of_credit", provider)
    submitted = await caller.submit()
    if provider == "revai":
        assert (submitted.status, submitted.body["current_balance"]) == (403, 60)
        return
    assert submitted.status == 200
    end = FAILED[provider] if provider == "claudio" else COMPLETED[provider]
    await advance(caller, 5)
    assert await words(caller, 1) == [end]


@pytest.mark.parametrize("scenario", ["job_fails", "download_failure", "invalid_media"])
async def test_jobs_fail(begin: Begin, provider: str, scenario: str) -> None:
    caller = await begin(scenario, provider)
    assert (await caller.submit()).status == 200
    assert await words(caller, 2) == [IN_PROGRESS[provider], FAILED[provider]]


async def test_stays_in_progress(begin: Begin, provider: str) -> None:
    caller = await begin("stays_in_progress", provider)
    await caller.submit()
    await advance(caller, 10 * 24 * 3600)
    assert await words(caller, 20) == [IN_PROGRESS[provider]] * 20
    moved = await caller.client.post(f"/_mock/jobs/{caller.job}/move")
    (job,) = await moved.json()
    assert (job["provider"], job["id"], job["status"]) == (provider, caller.job, "completed")
    assert await words(caller, 1) == [COMPLETED[provider]]


async def test_slow_queue(begin: Begin, provider: str) -> None:
    caller = await begin("slow_queue", provider)
    await caller.submit()
    await advance(caller, 119)
    first = await words(caller, 20)
    assert set(first) == {"QUEUED" if provider == "transcribe" else IN_PROGRESS[provider]}
    await advance(caller, 15 * 60)
    assert await words(caller, 1) == [COMPLETED[provider]]


async def test_flaky_lets_the_same_call_through_when_it_is_made_again(begin: Begin, provider: str) -> None:
    caller = await begin("flaky", provider)
    statuses = [(await caller.submit()).status] + [(await caller.poll()).status for _ in range(5)]
    assert statuses == [200, 200, 503, 200, 200, 503]


async def test_rate_limited_refuses_every_other_call(begin: Begin, provider: str) -> None:
    caller = await begin("rate_limited", provider)
    replies = [await caller.submit(), *[await caller.poll() for _ in range(3)]]
    refused = 400 if provider == "transcribe" else 429
    assert [reply.status for reply in replies] == [200, refused, 200, refused]
    if provider == "transcribe":
        assert replies[1].word == "ThrottlingException"
