"""How long a job is kept after its end (revai.md §2.1, §7)."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.providers.revai.paging import LISTED_MS

# So late a job may be deleted: a client that polls it finds it completed before it is gone.
_LAG_MS: Final = 120_000


def kept_ms(submission: Mapping[str, Any]) -> int:
    """Return for how long: what the client asked for, else the 30 days of any data."""
    seconds = submission.get("delete_after_seconds")
    return LISTED_MS if seconds is None else seconds * 1000 + _LAG_MS
