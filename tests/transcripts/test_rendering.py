"""What is made of long media is made beside the loop."""

import threading

import pytest

from mockserver.transcripts.rendering import off_loop


@pytest.mark.parametrize(("media_ms", "beside"), [(60_000, False), (3_600_000, True)])
async def test_long_media_keep_nobody_waiting(media_ms: int, beside: bool) -> None:
    thread = await off_loop(media_ms, threading.current_thread)
    assert (thread is not threading.main_thread()) is beside


@pytest.mark.parametrize("media_ms", [0, 3_600_000])
async def test_its_errors_are_those_of_the_rendering(media_ms: int) -> None:
    with pytest.raises(ZeroDivisionError):
        await off_loop(media_ms, lambda: 1 / 0)
