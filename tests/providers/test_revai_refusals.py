"""What quirks make right or wrong: values that are not listed, options that don't go together (revai.md §2.1, §9)."""

from typing import Any

import pytest

from mockserver.providers.revai.apis.job_family import JobFamily
from tests.conftest import MakeClient
from tests.providers.revai_client import DONE, EARLY_V1, FROZEN, V1, V1BETA, RevAiClient, connect
from tests.providers.revai_families import FamilyClient, connect_to, every_family

NOT_LISTED = "field holds a value that is not supported."
FOREIGN = "This option is not allowed for foreign languages."
NOT_HUMAN = "This option is not allowed for the transcriber human."
NOT_CHEAP = "This option is not allowed for the transcriber low_cost."
HUMAN_ONLY = "This option is only allowed for the transcriber human."
HUMAN = {"transcriber": "human"}
CHEAP = {"transcriber": "low_cost"}
SEGMENTS = [{"start": 0, "end": 60}]


def quirk(name: str, side: str) -> str:
    return f"quirks: {{revai: {{{name}: {side}}}}}\n"


REFUSED: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("unlisted_language", {"language": "klingon"}, {"language": f"The language {NOT_LISTED}"}),
    ("unlisted_transcriber", {"transcriber": "parrot"}, {"transcriber": f"The transcriber {NOT_LISTED}"}),
    ("transcriber_options", {**HUMAN, "remove_disfluencies": True}, {"remove_disfluencies": NOT_HUMAN}),
    ("transcriber_options", {**HUMAN, "remove_atmospherics": True}, {"remove_atmospherics": NOT_HUMAN}),
    ("transcriber_options", {**HUMAN, "speaker_channels_count": 2}, {"speaker_channels_count": NOT_HUMAN}),
    ("transcriber_options", {**HUMAN, "diarization_type": "premium"}, {"diarization_type": NOT_HUMAN}),
    ("transcriber_options", {**CHEAP, "diarization_type": "premium"}, {"diarization_type": NOT_CHEAP}),
    ("transcriber_options", {**CHEAP, "forced_alignment": True}, {"forced_alignment": NOT_CHEAP}),
    ("transcriber_options", {"rush": True, "test_mode": True}, {"rush": HUMAN_ONLY, "test_mode": HUMAN_ONLY}),
    ("transcriber_options", {"segments_to_transcribe": SEGMENTS}, {"segments_to_transcribe": HUMAN_ONLY}),
    ("transcriber_options", {**CHEAP, "speaker_names": ["Ann"]}, {"speaker_names": HUMAN_ONLY}),
    ("foreign_options", {"language": "fr", "skip_punctuation": True}, {"skip_punctuation": FOREIGN}),
    ("foreign_options", {"language": "de", "remove_disfluencies": True}, {"remove_disfluencies": FOREIGN}),
    ("foreign_options", {"language": "es", "speaker_channels_count": 2}, {"speaker_channels_count": FOREIGN}),
]


@pytest.mark.parametrize(("name", "options", "wrong"), REFUSED, ids=[f"{row[0]}-{n}" for n, row in enumerate(REFUSED)])
async def test_what_each_side_makes_of_it(
    make_client: MakeClient, name: str, options: dict[str, Any], wrong: dict[str, str]
) -> None:
    client = await connect(make_client, FROZEN + quirk(name, "observed"))
    job = (await client.submit(**options)).json
    unseen = {"test_mode", "speaker_names", "forced_alignment"}
    assert {key: job[key] for key in options.keys() - unseen} == {key: options[key] for key in options.keys() - unseen}
    client = await connect(make_client, FROZEN + quirk(name, "documented"))
    reply = await client.submit(**options)
    assert (reply.status, reply.content_type) == (400, "application/problem+json")
    assert reply.json["parameters"] == {field: [sentence] for field, sentence in wrong.items()}
    assert (await client.jobs()).json == []


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"language": "klingon"}, 400),
        ({"transcriber": "parrot"}, 200),
        ({**HUMAN, "remove_disfluencies": True}, 200),
        ({"rush": True}, 200),
        ({"language": "fr", "skip_punctuation": True}, 200),
    ],
)
async def test_without_a_word_of_the_scenario(make_client: MakeClient, options: dict[str, Any], status: int) -> None:
    client = await connect(make_client)
    assert (await client.submit(**options)).status == status


@pytest.mark.parametrize(
    "options",
    [
        {
            "transcriber": "machine_v2",
            "speaker_channels_count": 2,
            "diarization_type": "premium",
            "forced_alignment": True,
        },
        {**HUMAN, "rush": True, "test_mode": True, "segments_to_transcribe": SEGMENTS, "speaker_names": ["Ann"]},
        {"rush": False, "segments_to_transcribe": [], "speaker_names": None},
        {"language": "en-gb", "skip_punctuation": True, "remove_disfluencies": True},
    ],
)
async def test_what_goes_together(make_client: MakeClient, options: dict[str, Any]) -> None:
    strict = "quirks: {revai: {transcriber_options: documented, foreign_options: documented}}\n"
    client = await connect(make_client, FROZEN + strict)
    assert (await client.submit(**options)).status == 200


async def test_the_old_rule_for_foreign_languages_holds_in_its_time(make_client: MakeClient) -> None:
    client = await connect(make_client, root=EARLY_V1)
    reply = await client.submit(language="fr", skip_punctuation=True, custom_vocabulary_id="cv1")
    assert reply.json["parameters"] == {"skip_punctuation": [FOREIGN], "custom_vocabulary_id": [FOREIGN]}
    beta = RevAiClient(client.http, V1BETA)
    assert (await beta.submit(language="fr", skip_punctuation=True)).status == 200


async def test_an_unlisted_language_is_heard_as_english(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE + quirk("unlisted_language", "observed"))
    text = (await client.transcript(await client.submitted(language="klingon"), "text/plain")).text
    assert text.isascii()


@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_a_list_after_an_unknown_job(make_client: MakeClient, root: str) -> None:
    client = await connect(make_client, FROZEN + quirk("unknown_starting_after", "documented"), root)
    first, last = await client.submitted(), await client.submitted()
    assert [job["id"] for job in (await client.jobs(starting_after=last)).json] == [first]
    reply = await client.jobs(starting_after="nobody")
    assert (reply.status, reply.json["title"]) == (404, "could not find job")


@every_family
async def test_a_list_of_another_api_after_an_unknown_job(make_client: MakeClient, family: JobFamily) -> None:
    client: FamilyClient = await connect_to(make_client, family, FROZEN + quirk("unknown_starting_after", "documented"))
    reply = await client.list(starting_after="nobody")
    assert (reply.status, reply.json) == (404, (await client.get("nobody")).json)


async def test_status_in_errors_of_v1beta(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + quirk("v1beta_status", "observed"), V1BETA)
    assert (await client.job("nobody")).json["status"] == 404
    client = await connect(make_client, FROZEN + quirk("v1beta_status", "documented"), V1BETA)
    assert "status" not in (await client.job("nobody")).json
