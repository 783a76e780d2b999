"""Captions of jobs, of their channels and of their translations, read by parsers of others (revai.md §2.6, §2.8, §5.3)."""

import io
from typing import Any

import pytest
import srt
import webvtt

from tests.conftest import MakeClient
from tests.providers.revai_client import DOCUMENTED, DONE, EARLY_V1, V1, V1BETA, WAITING, Reply, RevAiClient, connect

SRT, VTT = "application/x-subrip", "text/vtt"
OBSERVED = "quirks: {revai: {captions_mismatch: observed}}\n"


def text_of(transcript: dict[str, Any], channel: int | None = None) -> str:
    """Return all that is said in a JSON transcript, or by one of its channels."""
    monologues = [one for one in transcript["monologues"] if channel in (None, one["speaker"])]
    return " ".join("".join(item["value"] for item in one["elements"]).strip() for one in monologues)


def assert_srt(reply: Reply, said: str) -> None:
    assert (reply.status, reply.content_type) == (200, SRT)
    captions = list(srt.parse(reply.text, ignore_errors=False))
    assert [caption.index for caption in captions] == list(range(1, len(captions) + 1))
    assert all(caption.start < caption.end for caption in captions)
    assert " ".join(caption.content.replace("\n", " ") for caption in captions) == said
    assert all(len(line) <= 42 for caption in captions for line in caption.content.split("\n"))
    assert "WEBVTT" not in reply.text


def assert_vtt(reply: Reply, said: str) -> None:
    assert (reply.status, reply.content_type) == (200, VTT)
    captions = webvtt.from_buffer(io.StringIO(reply.text)).captions
    assert reply.text.startswith("WEBVTT\n\n1\n")
    assert [caption.identifier for caption in captions] == [str(number) for number in range(1, len(captions) + 1)]
    assert all(caption.start < caption.end for caption in captions)
    written = " ".join(caption.raw_text.replace("\n", " ") for caption in captions)
    assert written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == said


@pytest.mark.parametrize("root", [V1, EARLY_V1])
async def test_captions_say_what_the_transcript_says(make_client: MakeClient, root: str) -> None:
    client = await connect(make_client, DONE, root)
    job_id = await client.submitted()
    said = text_of((await client.transcript(job_id)).json)
    assert_srt(await client.output(job_id, "captions"), said)
    assert_srt(await client.output(job_id, "captions", SRT), said)
    assert_vtt(await client.output(job_id, "captions", VTT), said)


async def test_each_channel_has_its_own(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(speaker_channels_count=2)
    transcript = (await client.transcript(job_id)).json
    for channel in range(2):
        said = text_of(transcript, channel)
        assert said
        assert_srt(await client.output(job_id, "captions", SRT, speaker_channel=channel), said)
        assert_vtt(await client.output(job_id, "captions", VTT, speaker_channel=channel), said)


@pytest.mark.parametrize(("options", "query"), [({"speaker_channels_count": 2}, {}), ({}, {"speaker_channel": "0"})])
@pytest.mark.parametrize(
    ("root", "quirks", "status"), [(V1, "", 405), (V1, DOCUMENTED, 405), (V1, OBSERVED, 400), (EARLY_V1, "", 400)]
)
async def test_a_channel_where_there_is_none_and_none_where_there_are(
    make_client: MakeClient, root: str, quirks: str, status: int, options: dict[str, Any], query: dict[str, str]
) -> None:
    client = await connect(make_client, DONE + quirks, root)
    job_id = await client.submitted(**options)
    reply = await client.output(job_id, "captions", **query)
    assert (reply.status, reply.content_type) == (status, "application/problem+json")
    if status == 400:
        assert list(reply.json["parameters"]) == ["speaker_channel"]
        return
    assert reply.json["type"] == "https://rev.ai/api/v1/errors/invalid-job-properties"
    assert reply.json["title"] == "Job contains unsupported properties"
    assert reply.json["detail"] == "Job with speaker channels provided are not supported for retrieving captions"


@pytest.mark.parametrize("channel", ["2", "-1", "one", "00", "9" * 500])
async def test_a_channel_that_the_job_lacks(make_client: MakeClient, channel: str) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(speaker_channels_count=2)
    reply = await client.output(job_id, "captions", speaker_channel=channel)
    assert (reply.status, list(reply.json["parameters"])) == (400, ["speaker_channel"])


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "application/vnd.rev.transcript.v1.0+json"])
async def test_other_forms_are_not_to_be_had(make_client: MakeClient, accept: str) -> None:
    client = await connect(make_client, DONE)
    reply = await client.output(await client.submitted(), "captions", accept)
    assert reply.status == 406
    assert (reply.json["allowed_values"], reply.json["current_value"]) == ([SRT, VTT], accept)


async def test_there_are_none_before_the_end_nor_of_nobody(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING)
    reply = await client.output(await client.submitted(), "captions")
    assert (reply.status, reply.json["current_value"]) == (409, "in_progress")
    assert (await client.output("nobody", "captions")).status == 404


async def test_captions_of_a_translation(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(translation_config={"target_languages": [{"language": "es"}]})
    said = text_of((await client.output(job_id, "transcript/translation/es")).json)
    assert_srt(await client.output(job_id, "captions/translation/es"), said)
    assert_vtt(await client.output(job_id, "captions/translation/ES", VTT), said)
    assert (await client.output(job_id, "captions/translation/fr")).status == 404
    assert (await client.output(job_id, "captions/translation/es", speaker_channel="0")).status == 405


async def test_captions_of_a_translation_of_channels(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(
        speaker_channels_count=2, translation_config={"target_languages": [{"language": "es"}]}
    )
    translation = (await client.output(job_id, "transcript/translation/es")).json
    assert_srt(await client.output(job_id, "captions/translation/es"), text_of(translation))
    reply = await client.output(job_id, "captions/translation/es", speaker_channel="1")
    assert_srt(reply, text_of(translation, 1))


async def test_v1beta_has_none(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE, V1BETA)
    job_id = await client.submitted()
    assert (await client.output(job_id, "captions")).status == 404
    assert (await RevAiClient(client.http).output(job_id, "captions")).status == 200
