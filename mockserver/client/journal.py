"""The requests that came, as a test looks at them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from mockserver.masking import masked
from mockserver.yamlfile.wording import did_you_mean

if TYPE_CHECKING:
    from mockserver.control.entries import EntryView

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_MISSING: Final = object()
_WANTED: Final[Mapping[str, type]] = {
    "provider": str,
    "operation": str,
    "method": str,
    "path": str,
    "status": int,
    "job": str,
    "headers": Mapping,
    "json": object,
}
"""What requests are found by, and of which type each is."""

_KINDS: Final[Mapping[type, str]] = {str: "text", int: "a whole number", Mapping: "a mapping"}
_WORKSPACE: Final = re.compile(r"^/w/[^/?]+")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request and what was answered. `entry` has all that the journal holds."""

    entry: "EntryView"

    @property
    def id(self) -> str:
        """The request id that its answer carries."""
        return self.entry["id"]

    @property
    def number(self) -> int:
        """The order of arrival in the workspace, from 1."""
        return self.entry["number"]

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.entry["method"]

    @property
    def target(self) -> str:
        """Path and query, without the part that names the workspace."""
        return _WORKSPACE.sub("", self.entry["target"])

    @property
    def path(self) -> str:
        """The path as scenarios see it: without the parts that name the workspace and the service."""
        return self.entry["path"]

    @property
    def provider(self) -> str | None:
        """The service that was called; None for an unknown address."""
        return self.entry["provider"]

    @property
    def operation(self) -> str | None:
        """The operation that was called, by the service's own name; None for an unknown address."""
        return self.entry["operation"]

    @property
    def status(self) -> int | None:
        """The HTTP status of the answer."""
        return self.entry["status"]

    @property
    def job(self) -> str | None:
        """The id of the job that is concerned."""
        return self.entry["job"]

    @property
    def explanation(self) -> str | None:
        """What was wrong, and what would have been accepted."""
        return self.entry["explanation"]

    @property
    def near_misses(self) -> list[str]:
        """Rules of the scenario that didn't act and seem to have been meant, each with the one point on which it failed."""
        return self.entry["near_misses"]

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers, their names in lower case."""
        return {name.lower(): value for name, value in self.entry["request"]["headers"]}

    @property
    def body(self) -> str:
        """The request's body: text, or Base64 where it isn't text."""
        return self.entry["request"]["body"]

    def json(self) -> Any:
        """Return the request's body as JSON. Raises ValueError when it isn't."""
        return json.loads(self.body)

    def __str__(self) -> str:
        called = "unknown address" if self.provider is None else f"{self.provider} {self.operation}"
        said = [f"{called}: {self.method} {self.target} -> {self.status or 'no answer'}"]
        if self.entry["job_status"] is not None:
            said.append(f"job {self.entry['job_status']}")
        said += [f"[{rule}]" for rule in self.entry["rules"]]
        return " ".join(said) + (f" ({self.explanation})" if self.explanation else "")

    def in_full(self) -> str:
        """Return it with its number, and with what it nearly met, a line each."""
        return "\n".join([f"{self.number}. {self}", *(f"   nearly met {missed}" for missed in self.near_misses)])

    def differences(self, wanted: Mapping[str, Any]) -> list[str]:
        """Return, a sentence each, on which points it isn't what is wanted: none when it is.

        `wanted` may hold `provider`, `operation`, `method`, `path` (a glob), `status`, `job`, `headers` and `json`. Of the last
        two only the members that are named count. Raises ValueError where it depends on a credential, which is masked.
        """
        found = []
        for name, value in wanted.items():
            if name == "json":
                found += _json_differences(self.body, value)
            elif name == "headers":
                found += _header_differences(self.headers, value)
            elif name == "path":
                found += [] if fnmatchcase(self.path, value) else [f"path was {self.path!r}"]
            elif getattr(self, name) != value:
                found.append(f"{name} was {getattr(self, name)!r}")
        return found


def check_names(wanted: Mapping[str, Any]) -> None:
    """Raise TypeError, with a sentence, for what requests can't be found by, and for what can't be found."""
    for name, value in wanted.items():
        if name not in _WANTED:
            meant = did_you_mean(name, (*_WANTED, "when", "times")) or "."
            raise TypeError(f"`{name}` is nothing to find requests by, as {', '.join(_WANTED)} and when are{meant}")
        if value is not None and not isinstance(value, _WANTED[name]):
            raise TypeError(f"`{name}` is {value!r}: it takes {_KINDS[_WANTED[name]]}.")
    for header, value in (wanted.get("headers") or {}).items():
        if not isinstance(value, str):
            raise TypeError(f"The header `{header}` in `headers` is {value!r}: it takes text.")


def _header_differences(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return _member_differences("header ", found, {name.lower(): value for name, value in wanted.items()})


def _json_differences(body: str, wanted: Any) -> list[str]:
    try:
        return _differences("body", json.loads(body), wanted)
    except ValueError:
        return [f"the body was no JSON: {body[:80]!r}"]


def _differences(place: str, found: Any, wanted: Any) -> list[str]:
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return _member_differences(f"{place}.", found, wanted)
    if isinstance(wanted, str) and found != wanted and found == masked(wanted):
        raise ValueError(
            f"{place} can't be compared, as it is masked in the journal ({found!r}). A `when` sees what was sent: "
            '`when={"credential": …}`, with `header` or with `body`.'
        )
    return [] if found == wanted else [f"{place} was {found!r}"]


def _member_differences(place: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    differences = []
    for name, value in wanted.items():
        member = found.get(name, _MISSING)
        if member is _MISSING:
            differences.append(f"{place}{name} was missing")
        else:
            differences += _differences(f"{place}{name}", member, value)
    return differences
