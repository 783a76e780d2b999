"""What the tests of Rev.ai's APIs beside speech-to-text share: a small submission to each, and calls to it."""

from dataclasses import dataclass
from typing import Any

import pytest

from mockserver.providers.revai.apis.custom_vocabularies import CUSTOM_VOCABULARIES
from mockserver.providers.revai.apis.families import FAMILIES
from mockserver.providers.revai.apis.forced_alignment import FORCED_ALIGNMENT
from mockserver.providers.revai.apis.job_family import JobFamily
from mockserver.providers.revai.apis.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.providers.revai.apis.sentiment_analysis import SENTIMENT_ANALYSIS
from mockserver.providers.revai.apis.topic_extraction import TOPIC_EXTRACTION
from tests.conftest import MakeClient
from tests.providers.revai_client import FROZEN, MEDIA_URL, Reply, RevAiClient, connect

every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.kind)

TEXT = "The harbour opens at dawn. I love the harbour! Parking near the harbour is terrible."

SMALLEST: dict[str, dict[str, Any]] = {
    CUSTOM_VOCABULARIES.kind: {"custom_vocabularies": [{"phrases": ["Patrick Henry Winston"]}]},
    LANGUAGE_IDENTIFICATION.kind: {"source_config": {"url": MEDIA_URL}},
    TOPIC_EXTRACTION.kind: {"text": TEXT},
    SENTIMENT_ANALYSIS.kind: {"text": TEXT},
    FORCED_ALIGNMENT.kind: {"source_config": {"url": MEDIA_URL}, "transcript_text": TEXT},
}
"""By kind: a submission that holds nothing but what it must."""


@dataclass
class FamilyClient:
    """Calls one of the APIs as one customer does."""

    api: RevAiClient
    family: JobFamily

    async def submit(self, **options: Any) -> Reply:
        """Submit the smallest job, with options on top."""
        return await self.post({**SMALLEST[self.family.kind], **options})

    async def post(self, body: Any) -> Reply:
        return await self.api.call("POST", self.family.paths[0], json=body)

    async def submitted(self, **options: Any) -> str:
        """Submit a job and return its id."""
        reply = await self.submit(**options)
        assert reply.status == 200, reply.text
        return str(reply.json["id"])

    async def get(self, job_id: str) -> Reply:
        return await self.api.call("GET", f"{self.family.paths[0]}/{job_id}")

    async def list(self, **query: Any) -> Reply:
        return await self.api.call("GET", self.family.paths[0], params=query)

    async def delete(self, job_id: str) -> Reply:
        return await self.api.call("DELETE", f"{self.family.paths[0]}/{job_id}")

    async def result(self, job_id: str, accept: str | None = None, **query: Any) -> Reply:
        assert self.family.result is not None
        headers = {} if accept is None else {"Accept": accept}
        path = f"{self.family.paths[0]}/{job_id}/{self.family.result.path}"
        return await self.api.call("GET", path, headers=headers, params=query)


async def connect_to(
    make_client: MakeClient, family: JobFamily, scenario: str = FROZEN, token: str = "good-token"
) -> FamilyClient:
    """Start the server on a scenario and return a client for one of the APIs."""
    return FamilyClient(await connect(make_client, scenario, root="", token=token), family)
