"""The requests that came to one workspace: found, and asserted."""

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from mockserver.client.assertions import check_all_expected, check_called, too_few
from mockserver.client.handle import Handle, given
from mockserver.client.journal import RecordedRequest, check_names
from mockserver.client.manners import ClientManners

if TYPE_CHECKING:
    from mockserver.control.explanation import ExplanationView

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

PAGE: Final = 10_000
"""How many requests the server lists at once."""

_WORDS: Final = ("provider", "operation", "method", "path")


class SentRequests(Handle):
    """What clients sent to one workspace."""

    def requests(self, /, *, when: Mapping[str, Any] | None = None, **wanted: Any) -> list[RecordedRequest]:
        """Return the requests that came, oldest first: those of which all that is given is true.

        `wanted` may hold `provider`, `operation`, `method`, `path` (a glob), `status`, `job`, `headers` and `json`; of the last
        two only the members that are named count. `when` is what a scenario's rule for requests would have, with globs,
        JSONPath, `not`, `any` and counts: `{"credential": "ws-*", "body": {"$.Settings.MaxSpeakerLabels": 3}}`. Raises
        MockServerError with the whole report when it has mistakes, or no service has such an operation, and TypeError for
        anything else that is wanted. Warns when the journal has let go of requests, over its bound.
        """
        check_names(wanted)
        requests = self._requests(when)
        self._check_words(requests, wanted)
        forgotten = self.forgotten_requests()
        if forgotten:
            warnings.warn(too_few(forgotten), stacklevel=2)
        return [request for request in requests if not request.differences(wanted)]

    def explain(self, request: RecordedRequest | str) -> "ExplanationView":
        """Return why a request (or the one of an id) was answered as it was: each rule with what it did, or on what it failed.

        Raises MockServerError when the journal has no such request, or not any more.
        """
        request_id = request if isinstance(request, str) else request.id
        told: ExplanationView = self.control("GET", f"requests/{quote(request_id, safe='')}/explain")
        return told

    def forget_requests(self) -> None:
        """Forget the requests so far, so that assertions look only at what comes from now on."""
        self.control("DELETE", "journal")

    def forgotten_requests(self) -> int:
        """Return how many requests the journal has let go of by itself, over its bound: nobody knows what they were."""
        return int(self.control("GET", "journal/count")["forgotten"])

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

        `mock.assert_called("SubmitJob", times=1, json={"metadata": "mine"})`. A failure tells what came instead. It
        fails as well where the journal has let go of requests that may have been such.
        """
        wanted = given({"operation": operation}) | wanted
        check_names(wanted)
        requests, compared = self._requests(), {}
        if when is not None:
            found = self._every("POST", "journal/compare", {"when": when}, PAGE)
            compared = {each["id"]: each["differences"] for each in found}
            requests = [request for request in requests if request.id in compared]
        self._check_words(requests, wanted)
        check_called(requests, wanted | given({"when": when}), times, compared, self.forgotten_requests())

    def assert_not_called(
        self, /, operation: str | None = None, *, when: Mapping[str, Any] | None = None, **wanted: Any
    ) -> None:
        """Assert that no such request came."""
        self.assert_called(operation, times=0, when=when, **wanted)

    def assert_all_expected(self) -> None:
        """Assert that every request was one that an emulated service knows."""
        check_all_expected(self._requests(), self.forgotten_requests())

    def manners(self) -> ClientManners:
        """Return verdicts on how the client polls, waits, stops and cleans up."""
        return ClientManners(self.control("GET", "manners"))

    def _requests(self, when: Mapping[str, Any] | None = None) -> list[RecordedRequest]:
        if when is None:
            found = self._every("GET", "journal", {}, PAGE)
        else:
            found = self._every("POST", "journal/find", {"when": when}, PAGE)
        return [RecordedRequest(entry) for entry in reversed(found)]

    def _check_words(self, requests: Sequence[RecordedRequest], wanted: Mapping[str, Any]) -> None:
        """Have the server refuse words that no request can have, where none came that has them: it may be a slip."""
        words = {name: wanted[name] for name in _WORDS if wanted.get(name) is not None}
        if not all(any(getattr(request, name) == word for request in requests) for name, word in words.items()):
            self.control("GET", "journal/count", words)
