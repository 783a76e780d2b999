"""What Rev.ai's tests share: a client that carries a token, and the scenarios that most of them need."""

import io
import json
import wave
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, MultipartWriter

from mockserver.providers.revai import RevAi
from tests.conftest import Client, MakeClient

V1 = "/speechtotext/v1"
EARLY_V1 = "/revspeech/v1"
V1BETA = "/revspeech/v1beta"
TOKEN = "good-token"
MEDIA_URL = "https://example.com/media/FTC_Sample_1.mp3"
TRANSCRIPT_JSON = "application/vnd.rev.transcript.v1.0+json"

START = "2018-05-05T23:23:22.290Z"
FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
DONE = FROZEN + "jobs: [{timeline: [completed]}]\n"
WAITING = FROZEN + "jobs: [{timeline: [{in_progress: manual}, completed]}]\n"
DOCUMENTED = "quirks: {revai: documented}\n"


def wav(seconds: float, channels: int = 1) -> bytes:
    """Return a silent WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(1)
        writer.setframerate(1_000)
        writer.writeframes(bytes(int(seconds * 1_000) * channels))
    return file.getvalue()


def failing(failure: str) -> str:
    """Return a scenario in which every job fails at once."""
    return f"{FROZEN}jobs: [{{timeline: [{{failed: {failure}}}]}}]\n"


@dataclass
class Reply:
    """An answer with its body, whole."""

    status: int
    headers: Any
    text: str

    @classmethod
    async def of(cls, response: ClientResponse) -> "Reply":
        return cls(response.status, response.headers, await response.text())

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def content_type(self) -> str:
        return str(self.headers.get("Content-Type"))


class RevAiClient:
    """Calls one version of the API as one customer does."""

    def __init__(self, http: Client, root: str = V1, token: str = TOKEN) -> None:
        self.http = http
        self.root = root
        self.headers = {"Authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> Reply:
        answer = await self.http.request(
            method, self.root + path, headers={**self.headers, **(headers or {})}, **options
        )
        return await Reply.of(answer)

    async def submit(self, **options: Any) -> Reply:
        """Submit a job by URL."""
        source = "media_url" if self.root == V1BETA else "source_config"
        default = MEDIA_URL if source == "media_url" else {"url": MEDIA_URL}
        body = options if {"media_url", "source_config"} & options.keys() else {source: default, **options}
        return await self.call("POST", "/jobs", json=body)

    async def upload(
        self,
        media: bytes = b"sound",
        *,
        filename: str | None = "sample.mp3",
        content_type: str = "audio/mp3",
        **options: Any,
    ) -> Reply:
        """Submit a job by uploading its media."""
        form = MultipartWriter("form-data")
        named = {} if filename is None else {"filename": filename}
        form.append(media, {"Content-Type": content_type}).set_content_disposition(
            "form-data", quote_fields=False, name="media", **named
        )
        if options:
            form.append(json.dumps(options)).set_content_disposition("form-data", name="options")
        return await self.call("POST", "/jobs", data=form)

    async def submitted(self, **options: Any) -> str:
        """Submit a job by URL and return its id."""
        reply = await self.submit(**options)
        assert reply.status == 200, reply.text
        return str(reply.json["id"])

    async def job(self, job_id: str) -> Reply:
        return await self.call("GET", f"/jobs/{job_id}")

    async def jobs(self, **query: Any) -> Reply:
        return await self.call("GET", "/jobs", params=query)

    async def delete(self, job_id: str) -> Reply:
        return await self.call("DELETE", f"/jobs/{job_id}")

    async def transcript(self, job_id: str, accept: str = TRANSCRIPT_JSON, **query: Any) -> Reply:
        return await self.output(job_id, "transcript", accept, **query)

    async def output(self, job_id: str, path: str, accept: str = "*/*", **query: Any) -> Reply:
        """Get what a job yields: `captions`, `transcript/summary` and the like."""
        return await self.call("GET", f"/jobs/{job_id}/{path}", headers={"Accept": accept}, params=query)


async def connect(make_client: MakeClient, scenario: str = FROZEN, root: str = V1, token: str = TOKEN) -> RevAiClient:
    """Start the server on a scenario and return a client for it."""
    return RevAiClient(await make_client(RevAi(), scenario=scenario), root, token)
