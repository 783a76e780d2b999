"""What a test holds in its hand: a workspace of a running server, wherever that runs."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

from mockserver.client.assertions import check_all_expected, check_called
from mockserver.client.clock import MockClock
from mockserver.client.endpoints import ClaudioEndpoint, RevAiEndpoint, TranscribeEndpoint
from mockserver.client.journal import RecordedRequest
from mockserver.client.manners import ClientManners
from mockserver.client.transport import MockServerError, Transport

if TYPE_CHECKING:
    from mockserver.control.accounts import AccountView
    from mockserver.control.files import FileView
    from mockserver.control.jobs import JobView
    from mockserver.control.trouble import HoldView
    from mockserver.control.webhooks import DeliveryView

_JOURNAL_LIMIT: Final = 10_000
_POLL_S: Final = 0.05


class MockWorkspace:
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
        stands whenever it begins anew, unless the scenario says how it runs.
        """
        self._server_url = server_url.rstrip("/")
        self._token = token
        self._trusted_ca = ca_file
        self._freeze = freeze
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} at {self.url or 'no address yet'}>"

    @property
    def url(self) -> str:
        """The base URL of the workspace: what a client takes in place of the real service's."""
        return self._server_url if self.name == "default" else f"{self._server_url}/w/{quote(self.name)}"

    @property
    def clock(self) -> MockClock:
        """Its clock, by hand."""
        return MockClock(self._transport)

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
        whole report when the scenario has mistakes, and OSError when the file can't be read.
        """
        options: dict[str, Any] = {"freeze": self._freeze} | ({} if seed is None else {"seed": seed})
        options |= {"parameters": parameters} if parameters else {}
        if isinstance(scenario, Path) or ("\n" not in scenario and scenario.endswith((".yaml", ".yml"))):
            options |= {"name": str(scenario), "yaml": Path(scenario).read_text("utf-8")}
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
        self.control("PUT", f"workspaces/{quote(self.name)}")
        return self

    def reset(self) -> None:
        """Go back to the beginning of the scenario: no job, file, journal entry or webhook is left."""
        self.control("POST", "reset", {"freeze": self._freeze})

    def delete(self) -> None:
        """Close the workspace on the server and forget all that is in it."""
        # Asked of the server's default workspace, since asking this one would open it anew.
        self.workspace("default").control("DELETE", f"workspaces/{quote(self.name)}")

    # Jobs

    def jobs(self, /, **wanted: Any) -> "list[JobView]":
        """Return the jobs, newest first: all, or those of a `provider` or with a `status`."""
        found: list[JobView] = self.control("GET", "jobs", wanted)
        return found

    def job(self, job_id: str) -> "JobView":
        """Return a job with its timeline and history, without a poll. Raises MockServerError when there is none."""
        found: list[JobView] = self.control("GET", f"jobs/{quote(job_id, safe='')}")
        return found[-1]

    def create_job(
        self,
        provider: str,
        request: Mapping[str, Any] | None = None,
        status: str | None = "completed",
        *,
        media: str | None = None,
        name: str | None = None,
        transcript: str | None = None,
        duration: str | float | None = None,
        failure: str | None = None,
        detail: str | None = None,
        operation: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "JobView":
        """Have a job that was submitted before the test began: `completed` or `failed`, with None as the scenario says.

        `mock.create_job("revai", media="https://example.com/talk.mp3")` makes a request of `media` and `name`. Else `request`
        is the whole body that a client would send, and `operation` what it would call. `transcript` (a fixture) and
        `duration` are as scenarios have them. The journal leaves it out. Raises MockServerError with the provider's own words
        when it refuses.
        """
        __tracebackhide__ = True
        options = {
            "provider": provider,
            "request": request,
            "status": status,
            "media": media,
            "name": name,
            "transcript": transcript,
            "duration": duration,
            "failure": failure,
            "detail": detail,
            "operation": operation,
            "headers": headers,
        }
        created: JobView = self.control("POST", "jobs", _given(options))
        return created

    def move(self, job_id: str) -> None:
        """Move a job on to the next stage of its timeline, as by hand. Raises MockServerError when there is none of that id."""
        self._act(job_id, "move")

    def complete(self, job_id: str) -> None:
        """Complete a job now, whatever its timeline says. Raises MockServerError when there is none of that id."""
        self._act(job_id, "complete")

    def fail(self, job_id: str, failure: str | None = None, detail: str | None = None) -> None:
        """Have a job fail now, with a failure by the name that scenarios have, and words in place of the provider's.

        Raises MockServerError when there is no such job or failure.
        """
        self._act(job_id, "fail", _given({"failure": failure, "detail": detail}))

    def expire(self, job_id: str) -> None:
        """Let the time be over for which a job that ended is kept. Raises MockServerError when it goes on, or isn't there."""
        self._act(job_id, "expire")

    def delete_job(self, job_id: str) -> None:
        """Delete a job, whatever its status. Raises MockServerError when there is none of that id."""
        __tracebackhide__ = True
        self.control("DELETE", f"jobs/{quote(job_id, safe='')}")

    def wait_for(self, job_id: str, status: str = "completed", *, timeout_s: float = 30) -> "JobView":
        """Return the job once it has a status: `queued`, `in_progress`, `completed` or `failed`.

        On a frozen clock time is moved until then, in no time; while the clock runs, real time passes, `timeout_s` seconds at
        most. Raises MockServerError when time won't bring the job there, or there is none, and TimeoutError.
        """
        if self.clock.frozen:
            self.clock.advance_until(job_id, status)
            return self.job(job_id)
        last = time.monotonic() + timeout_s
        while (job := self.job(job_id))["status"] != status:
            if time.monotonic() > last:
                raise TimeoutError(f"Job {job_id} is {job['status']} after {timeout_s:g} seconds, not {status}.")
            time.sleep(_POLL_S)
        return job

    # What the client did

    def requests(self, /, *, when: Mapping[str, Any] | None = None, **wanted: Any) -> list[RecordedRequest]:
        """Return the requests that came, oldest first: those of which all that is given is true.

        `wanted` may hold `provider`, `operation`, `method`, `path`, `status`, `job`, `headers` and `json`; of the last two only
        the members that are named count. `when` is what a scenario's rule for requests would have, with globs, JSONPath,
        `not`, `any` and counts: `{"credential": "ws-*", "body": {"$.Settings.MaxSpeakerLabels": 3}}`. Raises MockServerError
        with the whole report when it has mistakes.
        """
        return [request for request in self._requests(when) if not request.differences(wanted)]

    def forget_requests(self) -> None:
        """Forget the requests so far, so that assertions look only at what comes from now on."""
        self.control("DELETE", "journal")

    def assert_called(
        self,
        /,
        operation: str | None = None,
        *,
        times: int | None = None,
        when: Mapping[str, Any] | None = None,
        **wanted: Any,
    ) -> None:
        """Assert that a request came, `times` times if that is given: an operation, and what `requests` knows.

        `mock.assert_called("SubmitJob", times=1, json={"metadata": "mine"})`. A failure tells what came instead.
        """
        __tracebackhide__ = True
        picked = None if when is None else {request.id for request in self._requests(when)}
        wanted = _given({"operation": operation, "when": when}) | wanted
        check_called(self._requests(), wanted, times, picked)

    def assert_not_called(
        self, /, operation: str | None = None, *, when: Mapping[str, Any] | None = None, **wanted: Any
    ) -> None:
        """Assert that no such request came."""
        __tracebackhide__ = True
        self.assert_called(operation, times=0, when=when, **wanted)

    def assert_all_expected(self) -> None:
        """Assert that every request was one that an emulated service knows."""
        __tracebackhide__ = True
        check_all_expected(self._requests())

    def manners(self) -> ClientManners:
        """Return verdicts on how the client polls, waits, stops and cleans up."""
        return ClientManners(self.control("GET", "manners"))

    # What it left

    def files(self, /, **wanted: Any) -> "list[FileView]":
        """Return the files that clients uploaded or put into buckets, oldest first: all, or those in a `bucket`."""
        found: list[FileView] = self.control("GET", "files", wanted)
        return found

    def file(self, file_id: str) -> bytes:
        """Return a file's bytes as they were sent. Raises MockServerError when there is none of that id."""
        content: bytes = self.control("GET", f"files/{quote(file_id, safe='')}")
        return content

    def webhooks(self) -> "list[DeliveryView]":
        """Return the webhooks with their attempts, oldest first."""
        found: list[DeliveryView] = self.control("GET", "webhooks")
        return found

    def redeliver(self, webhook_id: int) -> "DeliveryView":
        """Send a webhook once more, and return how that went. Raises MockServerError when there is none of that id."""
        sent: DeliveryView = self.control("POST", f"webhooks/{webhook_id}/redeliver")
        return sent

    def signal(self, name: str) -> "list[JobView]":
        """Send a signal, and return the jobs that waited for it. Raises MockServerError when no stage waits for such."""
        reached: list[JobView] = self.control("POST", "signals", {"signal": name})
        return reached

    # Accounts

    def accounts(self) -> "list[AccountView]":
        """Return the accounts with their credit."""
        found: list[AccountView] = self.control("GET", "accounts")
        return found

    def change_account(self, /, provider: str, key: str = "*", **changes: Any) -> None:
        """Change an account: its `balance_seconds` (None for credit without end), or whether it is `revoked`."""
        self.control("PATCH", f"accounts/{quote(provider)}/{quote(key, safe='')}", changes)

    # Trouble

    def phase(self) -> str | None:
        """Return the phase that the scenario is in; None where it names none."""
        phase: str | None = self.control("GET", "phase")["phase"]
        return phase

    def set_phase(self, phase: str) -> None:
        """Move on to a phase, as by hand. Raises MockServerError when the scenario names no such phase."""
        self.control("POST", "phase", {"phase": phase})

    def holds(self) -> "list[HoldView]":
        """Return the answers that a rule's `hold` keeps back, oldest first."""
        found: list[HoldView] = self.control("GET", "holds")
        return found

    def release(self, request_id: str | None = None) -> int:
        """Let go of the answer to one request, or of all that are held back. Return how many were."""
        options = {} if request_id is None else {"id": request_id}
        return int(self.control("POST", "holds/release", options)["released"])

    def control(self, method: str, path: str, options: Mapping[str, Any] | None = None) -> Any:
        """Call the control API at `/_mock/PATH` and return what it says. Raises MockServerError when it refuses."""
        __tracebackhide__ = True
        return self._transport.call(method, path, options)

    @property
    def _transport(self) -> Transport:
        if not self._server_url:
            raise MockServerError("The server isn't running. Use it within `with`, or call start().")
        return Transport(self.url, token=self._token, ca_file=self._trusted_ca)

    def _requests(self, when: Mapping[str, Any] | None = None) -> list[RecordedRequest]:
        __tracebackhide__ = True
        if when is None:
            found = self.control("GET", "journal", {"limit": _JOURNAL_LIMIT})
        else:
            found = self.control("POST", "journal/find", {"when": when, "limit": _JOURNAL_LIMIT})
        return [RecordedRequest(entry) for entry in found]

    def _act(self, job_id: str, act: str, options: Mapping[str, Any] | None = None) -> None:
        __tracebackhide__ = True
        self.control("POST", f"jobs/{quote(job_id, safe='')}/{act}", options)

    def _credential(self, provider: str) -> Any:
        """Return the `key`, `secret` and `session_token` of an account that the scenario lets in."""
        return self.control("PUT", f"workspaces/{quote(self.name)}")["credentials"][provider]


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
