"""What the control API's tests share: a caller, and jobs to look at."""

from typing import Any

from tests.conftest import Client

TOKEN = {"Authorization": "Bearer good-token"}


class Control:
    """Calls the control API of one workspace."""

    def __init__(self, client: Client, root: str = "") -> None:
        self._client = client
        self._root = root

    async def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = await self._client.request(method, f"{self._root}/_mock/{path}", json=body)
        said = await answer.json() if answer.content_type.endswith("json") else await answer.text()
        assert answer.status == status, said
        return said


async def submit(client: Client, url: str = "https://example.com/a.mp3", root: str = "") -> str:
    """Submit a job to Rev.ai, and return its id."""
    answer = await client.post(f"{root}/speechtotext/v1/jobs", json={"media_url": url}, headers=TOKEN)
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["id"])


async def poll(client: Client, job: str) -> Any:
    """Poll a job of Rev.ai, and return what it says."""
    return await (await client.get(f"/speechtotext/v1/jobs/{job}", headers=TOKEN)).json()
