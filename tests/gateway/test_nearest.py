"""What comes closest to an address that nobody knows, and on which points the request misses it."""

import pytest

from tests.conftest import MakeClient, world

JOBS = "revai ListJobs: GET /speechtotext/v1/jobs, but "
POST_ROOT = (
    "transcribe StartTranscriptionJob: POST /, but the header X-Amz-Target is missing, which names the operation"
)
NOT_S3 = "nothing tells that it is for s3: no signature, no `/s3` in front, no bucket that exists"


@pytest.mark.parametrize(
    ("request_line", "said"),
    [
        ("GET /speechtotext/v1/jbos", JOBS + "`jbos` stands where `jobs` should"),
        ("GET /SpeechToText/v1/jobs", JOBS + "`SpeechToText` stands where `speechtotext` should"),
        ("GET /speechtotext/jobs", JOBS + "`/v1` is missing after `/speechtotext`"),
        ("GET /revai/jobs", JOBS + "`/speechtotext/v1` is missing in front"),
        ("GET /api/v0/speechtotext/v1/jobs", JOBS + "`/api/v0` is too much in front"),
        (
            "GET /mine/speechtotext/v1/jobs",
            JOBS + "`/mine` is too much in front and a workspace would be named by `/w/mine`",
        ),
        (
            "GET /revai/w/mine/speechtotext/v1/jobs",
            JOBS + "`/w/mine` is too much in front and a workspace is named before the service",
        ),
        ("GET /claudio/speechtotext/v1/jobs", JOBS + "the request is addressed to claudio"),
        (
            "DELETE /speechtotext/v1/jobs/1/transcripts",
            "revai GetTranscript: GET /speechtotext/v1/jobs/{id}/transcript, but "
            "`transcripts` stands where `transcript` should and it takes GET",
        ),
        ("GET /jobs/1", "claudio PollJob: GET /jobs/{job_reference_id}/poll, but `/poll` is missing at the end"),
        ("POST /", POST_ROOT),
        ("POST /w/mine/", POST_ROOT),
        ("PUT /media/talks/talk.mp3", f"s3 PutObject: PUT /{{bucket}}/{{key+}}, but {NOT_S3}"),
        ("GET /media?location", f"s3 GetBucketLocation: GET /{{bucket}}, but {NOT_S3}"),
        ("GET /_mock/jouranl", "control ListRequests: GET /_mock/journal, but `jouranl` stands where `journal` should"),
    ],
)
async def test_the_nearest_is_told_with_the_points_on_which_it_is_missed(
    make_client: MakeClient, request_line: str, said: str
) -> None:
    client = await make_client()
    method, path = request_line.split()
    answer = await client.request(method, path)
    problem = await answer.json()
    assert (answer.status, problem["nearest"][0]) == (404, said)
    (entry,) = world(client, "mine" if path.startswith("/w/mine") else "default").journal
    assert entry.explanation == f"No provider knows this address. Nearest: {'; '.join(problem['nearest'])}."


@pytest.mark.parametrize(
    "request_line", ["PUT /", "PATCH /nowhere/at/all", "POST /revai/" + "a/" * 3000, "GET /claudio"]
)
async def test_what_is_far_from_all_is_told_of_none(make_client: MakeClient, request_line: str) -> None:
    client = await make_client()
    answer = await client.request(*request_line.split())
    assert (await answer.json())["detail"] == "No provider knows this address."
