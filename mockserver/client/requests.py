"""The requests that came to one workspace: found, and asserted."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.client.assertions import check_all_expected, check_called
from mockserver.client.handle import Handle, given
from mockserver.client.journal import RecordedRequest
from mockserver.client.manners import ClientManners

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_JOURNAL_LIMIT: Final = 10_000


class SentRequests(Handle):
    """What clients sent to one workspace."""

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
        picked = None if when is None else {request.id for request in self._requests(when)}
        wanted = given({"operation": operation, "when": when}) | wanted
        check_called(self._requests(), wanted, times, picked)

    def assert_not_called(
        self, /, operation: str | None = None, *, when: Mapping[str, Any] | None = None, **wanted: Any
    ) -> None:
        """Assert that no such request came."""
        self.assert_called(operation, times=0, when=when, **wanted)

    def assert_all_expected(self) -> None:
        """Assert that every request was one that an emulated service knows."""
        check_all_expected(self._requests())

    def manners(self) -> ClientManners:
        """Return verdicts on how the client polls, waits, stops and cleans up."""
        return ClientManners(self.control("GET", "manners"))

    def _requests(self, when: Mapping[str, Any] | None = None) -> list[RecordedRequest]:
        if when is None:
            found = self.control("GET", "journal", {"limit": _JOURNAL_LIMIT})
        else:
            found = self.control("POST", "journal/find", {"when": when, "limit": _JOURNAL_LIMIT})
        return [RecordedRequest(entry) for entry in found]
