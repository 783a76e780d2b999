"""How long a job is kept after its end (revai.md §2.1, §7)."""

from typing import Final

_LAG_MS: Final = 120_000


def kept_ms(delete_after_seconds: int | None) -> int | None:
    """Return for how long: what the client asked for, and as long as the service may be late; None is for good."""
    return None if delete_after_seconds is None else delete_after_seconds * 1000 + _LAG_MS
