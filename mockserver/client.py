"""What a test holds in its hand: a workspace of a running server, and a server that runs in a thread of its own."""

import asyncio
import http.client
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

_TIMEOUT_S = 60


class MockServerError(Exception):
    """The server refused. The text is its own sentence: for a scenario with mistakes, the whole report."""


@dataclass(frozen=True, slots=True)
class ClaudioEndpoint:
    """Where Claudio's API is, and a credential that it takes."""

    base_url: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class RevAiEndpoint:
    """Where Rev.ai's API is, and a token that it takes. `url` is what `RevAiAPIClient(token, url=…)` wants."""

    url: str
    access_token: str

    @property
    def base_url(self) -> str:
        """The address under which version 1 of the API hangs."""
        return f"{self.url}/speechtotext/v1"


@dataclass(frozen=True, slots=True)
class TranscribeEndpoint:
    """Where Amazon Transcribe is, and credentials that it takes, named like the arguments of `boto3.client`."""

    endpoint_url: str
    aws_access_key_id: str
    aws_secret_access_key: str
    region_name: str = "us-east-1"

    def client_arguments(self) -> dict[str, str]:
        """Return the keyword arguments for `boto3.client("transcribe", **arguments)`."""
        return {
            "endpoint_url": self.endpoint_url,
            "aws_access_key_id": self.aws_access_key_id,
            "aws_secret_access_key": self.aws_secret_access_key,
            "region_name": self.region_name,
        }


class MockClock:
    """A workspace's clock, by hand."""

    def __init__(self, workspace: "MockWorkspace") -> None:
        self._workspace = workspace

    @property
    def now_ms(self) -> int:
        """The time that it shows, in epoch milliseconds."""
        return int(self._workspace.control("GET", "clock")["now_ms"])

    def advance(self, by: str | float) -> None:
        """Move forward by a time such as `"5m"`, or a number of seconds. Returns when all that fell due has happened."""
        self._workspace.control("POST", "clock/advance", {"by": by})

    def freeze(self) -> None:
        """Stop it."""
        self._workspace.control("POST", "clock/freeze")

    def run(self, speed: float = 1.0) -> None:
        """Let it run, `speed` of its seconds in a real one."""
        self._workspace.control("POST", "clock/run", {"speed": speed})


class MockWorkspace:
    """One workspace of a running server, wherever that runs: everything goes over HTTP."""

    def __init__(self, server_url: str, name: str = "default") -> None:
        """`server_url` is where the server answers, such as `http://localhost:8080`. The workspace opens on first use."""
        self._server_url = server_url.rstrip("/")
        self.name = name
        self.clock = MockClock(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} at {self.url or 'no address yet'}>"

    @property
    def url(self) -> str:
        """The base URL of the workspace: what a client takes in place of the real service's."""
        return self._server_url if self.name == "default" else f"{self._server_url}/w/{quote(self.name)}"

    @property
    def claudio(self) -> ClaudioEndpoint:
        """Where Claudio is for this workspace, with a credential that leads to it."""
        return ClaudioEndpoint(f"{self.url}/claudio", self._credential("key"), "secret")

    @property
    def revai(self) -> RevAiEndpoint:
        """Where Rev.ai is for this workspace, with a token that leads to it."""
        return RevAiEndpoint(self.url, self._credential("token"))

    @property
    def transcribe(self) -> TranscribeEndpoint:
        """Where Amazon Transcribe is for this workspace, with credentials that lead to it."""
        return TranscribeEndpoint(self.url, self._credential("AKIDEXAMPLE"), "secret")

    def use(self, scenario: str | Path, *, seed: int | None = None) -> Self:
        """Begin anew with a scenario: a name, a file (its path ends in .yaml or .yml), or YAML text. Returns the workspace.

        A file is read here and sent, so it may extend only what the server knows by name. Raises MockServerError with the
        whole report when the scenario has mistakes, and OSError when the file can't be read.
        """
        options: dict[str, Any] = {} if seed is None else {"seed": seed}
        if isinstance(scenario, Path) or ("\n" not in scenario and scenario.endswith((".yaml", ".yml"))):
            options |= {"name": str(scenario), "yaml": Path(scenario).read_text("utf-8")}
        elif "\n" in scenario or ":" in scenario:
            options |= {"yaml": scenario}
        else:
            options |= {"name": scenario}
        self.control("PUT", "scenario", options)
        return self

    def open(self) -> Self:
        """Open the workspace on the server, where its first request hasn't yet. Returns the workspace."""
        self.control("PUT", f"workspaces/{quote(self.name)}")
        return self

    def reset(self) -> None:
        """Go back to the beginning of the scenario: no job, file, journal entry or webhook is left."""
        self.control("POST", "reset")

    def move(self, job_id: str) -> None:
        """Move a job on to the next stage of its timeline, as by hand. Raises MockServerError when there is none of that id."""
        self.control("POST", f"jobs/{quote(job_id, safe='')}/move")

    def delete(self) -> None:
        """Close the workspace on the server and forget all that is in it."""
        # Asked of the server's default workspace, since asking this one would open it anew.
        MockWorkspace(self._server_url).control("DELETE", f"workspaces/{quote(self.name)}")

    def control(self, method: str, path: str, options: dict[str, Any] | None = None) -> Any:
        """Call the control API at `/_mock/PATH` and return what it says. Raises MockServerError when it refuses."""
        __tracebackhide__ = True  # pytest shows the line of the test, not this one
        if not self._server_url:
            raise MockServerError("The server isn't running. Use it within `with`, or call start().")
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=_TIMEOUT_S)
        try:
            body = json.dumps(options or {})
            connection.request(method, f"{parts.path}/_mock/{path}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
        except OSError as error:
            raise MockServerError(f"No mock server answers at {self.url}: {error}") from error
        finally:
            connection.close()
        said: Any = json.loads(text) if text else None
        if response.status >= 400:
            raise MockServerError(said["detail"])
        return said

    def _credential(self, usual: str) -> str:
        return usual if self.name == "default" else f"ws-{self.name}.{usual}"


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
        super().__init__("")
        self._options = {
            "scenario": str(scenario),
            "scenarios": scenarios,
            "seed": seed,
            "host": host,
            "port": port,
            "tls_port": 0,
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
        """Start it, and return when it answers. Raises what kept it from starting: a scenario's mistakes, a taken port."""
        self._ready.clear()
        self._failure = None
        self._thread = threading.Thread(target=self._run, name="mockserver", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """Stop it at once, and delete what it stored. Stopping twice is no matter."""
        if self._thread is None or self._loop is None or self._stop is None:
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread, self._server_url = None, ""

    def workspace(self, name: str) -> MockWorkspace:
        """Return the handle of a workspace of this server. It opens on first use."""
        return MockWorkspace(self._server_url, name)

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
        async with Server(read_settings(**self._options)) as server:
            self._server_url, self.https_url, self.ca_file = server.url, server.https_url, server.ca_file
            self._ready.set()
            await self._stop.wait()
