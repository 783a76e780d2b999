"""Health tells that the server answers, readiness that nothing is still being loaded."""

from typing import Any

from mockserver.app import as_application, emulation
from mockserver.config import Settings
from tests.control.conftest import Control


async def test_it_is_ready_once_all_is_loaded(aiohttp_client: Any) -> None:
    server = emulation(Settings())
    control = Control(await aiohttp_client(as_application(server)))
    assert await control("GET", "ready") == {"status": "ready"}
    with server.readiness.of("botocore"), server.readiness.of("fixtures"):
        said = await control("GET", "ready", status=503)
        assert (await control("GET", "health"))["status"] == "ok"
    assert said["title"] == "The server is still loading."
    assert said["detail"] == "Still loading: botocore, fixtures. Requests are answered, those that need it late."
    assert await control("GET", "ready") == {"status": "ready"}
