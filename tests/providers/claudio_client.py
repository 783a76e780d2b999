"""What Claudio's tests share: a client that carries the credentials, and follows the links that it is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient
from yarl import URL

CREDENTIALS = {"key": "yourapikeygoeshere123456abc", "secret": "yoursecretkeygoeshere123456789abcdefghijklm123"}
MEDIA = {"audio_filename": "dictation.mp3", "audio_location": "https://example.com/media/dictation.mp3"}
DOCUMENT = {"filename": "letter.pdf", "doc_type": "loi", "location": "https://example.com/letter.pdf"}

FROZEN = "summary: test\nclock: {start: 2024-05-05T23:23:22Z, frozen: true}\n"
DONE = FROZEN + "jobs: [{timeline: [completed]}]\n"
WAITING = FROZEN + "jobs: [{timeline: [{in_progress: manual}, completed]}]\n"
DOCUMENTED = "quirks: {claudio: documented}\n"


def failing(how: str) -> str:
    """Return a scenario in which every job fails at once."""
    return f"{FROZEN}jobs: [{{timeline: [{{failed: {how}}}]}}]\n"


@dataclass
class Reply:
    """An answer with its body, whole."""

    status: int
    headers: Any
    body: bytes
    json: Any

    @classmethod
    async def of(cls, response: ClientResponse) -> "Reply":
        is_json = response.content_type == "application/json"
        return cls(response.status, response.headers, await response.read(), await response.json() if is_json else None)


class ClaudioClient:
    """Calls the API as one customer does."""

    def __init__(self, http: TestClient[Any, Any], credentials: dict[str, str] = CREDENTIALS) -> None:
        self.http = http
        self.credentials = credentials

    async def call(self, path: str, method: str = "POST", **body: Any) -> Reply:
        return await Reply.of(await self.http.request(method, path, json={**self.credentials, **body}))

    async def submit(self, **body: Any) -> Reply:
        return await self.call("/jobs/submit", **{"job_name": "Knee", "audio_files": [MEDIA], **body})

    async def job(self, **body: Any) -> str:
        """Submit a job and return its id."""
        reply = await self.submit(**body)
        assert reply.status == 200, reply.json
        return str(reply.json["job_reference_id"])

    async def poll(self, job_id: str) -> Reply:
        return await self.call(f"/jobs/{job_id}/poll")

    async def details(self, job_id: str) -> Reply:
        return await self.call(f"/jobs/{job_id}/details")

    async def upload(
        self, content: bytes, name: str, content_type: str | None = None, *, to: str = "audio", field: str = "file"
    ) -> Reply:
        form = FormData(self.credentials, quote_fields=False)
        form.add_field(field, content, filename=name, content_type=content_type)
        return await Reply.of(await self.http.post(f"/upload/{to}", data=form))

    async def download(self, link: str, method: str = "GET", headers: dict[str, str] | None = None) -> Reply:
        """Follow a link as it stands, without credentials."""
        url = URL(link, encoded=True)
        assert url.origin() == self.http.make_url("/").origin()
        return await Reply.of(await self.http.session.request(method, url, headers=headers))


StartClaudio = Callable[..., Awaitable[ClaudioClient]]
