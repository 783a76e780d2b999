"""Times as Rev.ai writes them: ISO 8601, UTC (revai.md §7)."""

from functools import lru_cache

from mockserver.engine.clock import utc


@lru_cache(maxsize=1024)
def milliseconds(ms: int) -> str:
    """Return epoch ms with three digits of fraction: `2026-02-12T23:26:22.270Z`."""
    return utc(ms).isoformat(timespec="milliseconds")[:-6] + "Z"


def trimmed(ms: int) -> str:
    """Return epoch ms with two digits of fraction, and a third only where it isn't 0: `2018-05-05T23:23:22.29Z`."""
    text = milliseconds(ms)
    return text[:-2] + "Z" if text.endswith("0Z") else text
