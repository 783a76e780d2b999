"""A server in a thread of its own, for synchronous and asynchronous tests alike."""

import asyncio
import threading
from pathlib import Path
from typing import Any, Self

from mockserver.client.workspace import MockWorkspace


class MockServer(MockWorkspace):
    """A server in a thread of its own, on a free port: for synchronous and asynchronous tests alike.

    `with MockServer(scenario="happy_path") as mock:` starts and stops it. It is also the handle of its default workspace;
    `workspace(name)` gives others.
    """

    def __init__(
        self,
        scenario: str | Path = "happy_path",
        *,
        scenarios: Path | str | None = None,
        seed: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        **settings: Any,
    ) -> None:
        """`scenario` is a name or a file; `scenarios` a folder with scenarios of one's own; `port` 0 takes a free one.

        Any other of the server's settings may be given as well, such as `tls=True`; HTTPS takes a free port unless told.
        """
        super().__init__("", token=settings.get("control_token"))
        self._options = {
            "scenario": str(scenario),
            "scenarios": scenarios,
            "seed": seed,
            "host": host,
            "port": port,
            **settings,
        }
        self.https_url: str | None = None
        self.ca_file: Path | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def start(self) -> Self:
        """Start it, and return when it answers. Starting twice is no matter.

        Raises what kept it from starting: a scenario's mistakes, a taken port.
        """
        if self._thread is not None:
            return self
        self._ready.clear()
        self._failure = None
        self._thread = threading.Thread(target=self._run, name="mockserver", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            self._thread = None
            raise self._failure
        return self

    def stop(self) -> None:
        """Stop it at once, and delete what it stored. Stopping twice is no matter."""
        if self._thread is None or self._loop is None or self._stop is None:
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread, self._server_url = None, ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        from mockserver.app import Server
        from mockserver.config import read_settings

        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        settings = read_settings(**self._options)
        if "tls_port" not in settings.model_fields_set:
            settings = settings.model_copy(update={"tls_port": 0})
        async with Server(settings) as server:
            self._server_url, self.https_url, self.ca_file = server.url, server.https_url, server.ca_file
            self._ready.set()
            await self._stop.wait()
