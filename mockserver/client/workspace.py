"""What a test holds in its hand: a workspace of a running server, wherever that runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from mockserver.client.endpoints import ClaudioEndpoint, RevAiEndpoint, TranscribeEndpoint
from mockserver.client.jobs import JobsByHand
from mockserver.client.requests import SentRequests
from mockserver.client.surroundings import SurroundingsByHand
from mockserver.client.transport import MockServerError, Transport

if TYPE_CHECKING:
    from mockserver.control.scenario import ScenarioView
    from mockserver.control.server import Health, Ready

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module


class MockWorkspace(JobsByHand, SentRequests, SurroundingsByHand):
    """One workspace of a running server. Everything goes over HTTP, so it is the same for a container."""

    def __init__(
        self,
        server_url: str,
        name: str = "default",
        *,
        token: str | None = None,
        ca_file: Path | None = None,
        freeze: bool = False,
    ) -> None:
        """`server_url` is where the server answers, such as `http://localhost:8080`. The workspace opens on first use.

        `token` is what its control API asks for, `ca_file` the CA to trust where it answers by HTTPS. With `freeze` its clock
        stands from the first call on, and whenever it begins anew, unless the scenario says how it runs.
        """
        self._server_url = server_url.rstrip("/")
        self._token = token
        self._trusted_ca = ca_file
        self._freeze = freeze
        self._to_be_frozen = freeze
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} at {self.url or 'no address yet'}>"

    @property
    def url(self) -> str:
        """The base URL of the workspace: what a client takes in place of the real service's."""
        return self._server_url if self.name == "default" else f"{self._server_url}/w/{quote(self.name)}"

    @property
    def claudio(self) -> ClaudioEndpoint:
        """Where Claudio is for this workspace, with a credential that leads to it."""
        issued = self._credential("claudio")
        return ClaudioEndpoint(f"{self.url}/claudio", issued["key"], issued["secret"])

    @property
    def revai(self) -> RevAiEndpoint:
        """Where Rev.ai is for this workspace, with a token that leads to it."""
        return RevAiEndpoint(self.url, self._credential("revai")["key"])

    @property
    def transcribe(self) -> TranscribeEndpoint:
        """Where Amazon Transcribe is for this workspace, with credentials that lead to it."""
        issued = self._credential("transcribe")
        return TranscribeEndpoint(self.url, issued["key"], issued["secret"], issued["session_token"])

    def use(self, scenario: str | Path, /, *, seed: int | None = None, **parameters: str | int | float | bool) -> Self:
        """Begin anew with a scenario: a name, a file (its path ends in .yaml or .yml), or YAML text. Returns the workspace.

        What else is named gives values to the scenario's parameters: `mock.use("mine.yaml", polls=3)`.

        A file is read here and sent, so it may extend only what the server knows by name. Raises MockServerError with the
        whole report when the scenario has mistakes, OSError when the file can't be read, and TypeError for anything else.
        """
        if not isinstance(scenario, str | Path):
            raise TypeError(f"A scenario is a name, a file or YAML text, found {scenario!r}.")
        options: dict[str, Any] = {"freeze": self._freeze} | ({} if seed is None else {"seed": seed})
        options |= {"parameters": parameters} if parameters else {}
        if isinstance(scenario, Path) or ("\n" not in scenario and scenario.endswith((".yaml", ".yml"))):
            options |= {"name": str(scenario), "yaml": _read(Path(scenario))}
        elif "\n" in scenario or ":" in scenario:
            options |= {"yaml": scenario}
        else:
            options |= {"name": scenario}
        self.control("PUT", "scenario", options)
        return self

    def workspace(self, name: str, *, freeze: bool = False) -> "MockWorkspace":
        """Return the handle of another workspace of the same server. It opens on first use."""
        return MockWorkspace(self._server_url, name, token=self._token, ca_file=self._trusted_ca, freeze=freeze)

    def open(self) -> Self:
        """Open the workspace on the server, where its first request hasn't yet. Returns the workspace."""
        self._open()
        return self

    def scenario(self) -> "ScenarioView":
        """Return the scenario in use: its `name`, `summary`, `seed`, and the values of its `parameters`."""
        shown: ScenarioView = self.control("GET", "scenario")
        return shown

    def health(self) -> "Health":
        """Return what the server says of its health. Raises MockServerError when none answers."""
        said: Health = self.control("GET", "health")
        return said

    def ready(self) -> "Ready":
        """Return what the server says of its readiness. Raises MockServerError when none answers."""
        said: Ready = self.control("GET", "ready")
        return said

    def reset(self) -> None:
        """Go back to the beginning of the scenario: no job, file, journal entry or webhook is left."""
        self.control("POST", "reset", {"freeze": self._freeze})

    def delete(self) -> None:
        """Close the workspace on the server and forget all that is in it."""
        # Asked of the server's default workspace, since asking this one would open it anew.
        self.workspace("default").control("DELETE", f"workspaces/{quote(self.name)}")
        self._to_be_frozen = self._freeze

    def control(self, method: str, path: str, options: Mapping[str, Any] | None = None) -> Any:
        """Call the control API at `/_mock/PATH` and return what it says. Raises MockServerError when it refuses."""
        if self._to_be_frozen:
            self._open()
        return self._transport.call(method, path, options)

    @property
    def _transport(self) -> Transport:
        if not self._server_url:
            raise MockServerError("The server isn't running. Use it within `with`, or call start().")
        return Transport(self.url, token=self._token, ca_file=self._trusted_ca)

    def _open(self) -> None:
        self._transport.call("PUT", f"workspaces/{quote(self.name)}", {"freeze": self._freeze})
        self._to_be_frozen = False

    def _credential(self, provider: str) -> Any:
        """Return the `key`, `secret` and `session_token` of an account that the scenario lets in."""
        return self.control("PUT", f"workspaces/{quote(self.name)}")["credentials"][provider]


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise type(error)(f"The scenario {file} can't be read, looked for in {Path.cwd()}: {error.strerror}.") from None
