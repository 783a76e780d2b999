"""A request as its signer saw it: nothing decoded, nothing in another order (transcribe.md §8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import unquote

from multidict import MultiMapping

from mockserver.engine.clock import utc

_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True)
class SignedRequest:
    """What of a request is signed.

    `target` is the raw request target and `headers` the raw values, found without regard to case. `body_sha256` (hex) is of
    the body as it came; None for S3, whose requests declare it themselves. `resource` is the path without the prefixes of
    workspace and provider, which the older signature leaves out.
    """

    method: str
    target: str
    headers: MultiMapping[str]
    body_sha256: str | None = None
    resource: str = "/"

    @cached_property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @cached_property
    def query(self) -> Sequence[tuple[str, str]]:
        """The names and values of the query in the client's own encoding. A name alone has an empty value."""
        pairs = self.target.partition("?")[2].split("&")
        return [(name, value) for name, _, value in (pair.partition("=") for pair in pairs) if name]

    def parameter(self, name: str) -> str | None:
        """Return the decoded value of the first query parameter of that name; None without one."""
        return next((unquote(value) for key, value in self.query if key == name), None)

    def header(self, name: str) -> str:
        """Return the values of a header as they are signed: trimmed, inner blanks as one, several joined (pitfall 14)."""
        return ",".join(" ".join(value.split()) for value in self.headers.getall(name, ()))


def date_ms(date: str) -> int | None:
    """Return a date such as 20180505T232322Z in epoch milliseconds; None when it is of another form."""
    if not _DATE.fullmatch(date):
        return None
    try:
        return _epoch_ms(datetime.fromisoformat(date))
    except ValueError:
        return None


def http_date_ms(date: str) -> int | None:
    """Return the value of a Date header in epoch milliseconds; None when it is of another form."""
    try:
        return _epoch_ms(parsedate_to_datetime(date))
    except (ValueError, TypeError, OverflowError):
        return None


def written(ms: int) -> str:
    """Return epoch milliseconds as AWS writes them: 20180505T232322Z."""
    return utc(ms).strftime(_DATE_FORMAT)


def _epoch_ms(moment: datetime) -> int:
    in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(in_utc.timestamp()) * 1000
