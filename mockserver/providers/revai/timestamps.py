"""Times as Rev.ai writes them: ISO 8601, UTC, with three digits of fraction or fewer (revai.md §7)."""

from mockserver.engine.clock import iso


def trimmed(ms: int) -> str:
    """Return epoch ms with two digits of fraction, and a third only where it isn't 0: `2018-05-05T23:23:22.29Z`."""
    text = iso(ms)
    return text[:-2] + "Z" if text.endswith("0Z") else text


def seconds(ms: int) -> float:
    """Return milliseconds as seconds; whole ones as an integer, as in the sample of a list (seed 002)."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000
