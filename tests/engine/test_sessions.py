"""What clients hold open."""

import asyncio
from contextlib import ExitStack

from mockserver.engine.sessions import Sessions


class Connection:
    """A session that takes a moment to end."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.ended = 0

    async def end(self) -> None:
        await asyncio.sleep(0)
        self.ended += 1


async def test_they_are_counted_by_account_while_they_are_open() -> None:
    sessions = Sessions()
    with sessions.opened(Connection("a")), sessions.opened(Connection("b")), sessions.opened(Connection("a")):
        assert (sessions.count("a"), sessions.count("b"), sessions.count("c"), len(sessions)) == (2, 1, 0, 3)
    assert len(sessions) == 0


async def test_closing_ends_each_once_and_those_that_come_meanwhile() -> None:
    sessions, connections = Sessions(), [Connection("a"), Connection("b"), Connection("late")]
    with ExitStack() as open_ones:
        for connection in connections[:2]:
            open_ones.enter_context(sessions.opened(connection))
        closing = asyncio.create_task(sessions.close())
        await asyncio.sleep(0)
        open_ones.enter_context(sessions.opened(connections[2]))
        await closing
        assert [connection.ended for connection in connections] == [1, 1, 1]
        assert len(sessions) == 0
