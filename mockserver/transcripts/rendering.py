"""Where what is made of a transcript is made: that of long media would keep every other request waiting."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# What is made of this much media takes some hundredths of a second.
_SHORT_MS = 300_000


async def off_loop(media_ms: int, render: Callable[[], T]) -> T:
    """Return what `render` makes of so many milliseconds of media: in a thread when they are many.

    Raises what `render` raises.
    """
    return render() if media_ms <= _SHORT_MS else await asyncio.to_thread(render)
