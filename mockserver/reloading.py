"""`serve --reload`: edits of the scenario's files take effect while the server runs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError

_EVERY_S: Final = 0.5

Stamp = tuple[int, int] | None


class Reloader:
    """Watches the files that the server's scenario was read from, and has the workspaces go on with what they say.

    When they have mistakes the last good scenario stays, and `say` is told the report, once for each edit.
    """

    def __init__(self, load: Callable[[], Scenario], workspaces: Workspaces, say: Callable[[str], None]) -> None:
        self._load = load
        self._workspaces = workspaces
        self._say = say
        self._stamps = self._seen()

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again, until it is cancelled."""
        while True:
            await pause(_EVERY_S)
            self.look()

    def look(self) -> None:
        """Read the scenario anew if one of its files has changed."""
        stamps = self._seen()
        if stamps == self._stamps:
            return
        try:
            scenario = self._load()
        except ScenarioError as error:
            self._stamps = stamps
            self._say(f"{error}\nThe scenario stays as it was, until these mistakes are mended.")
            return
        self._workspaces.adopt(scenario)
        self._stamps = self._seen()
        self._say(f"Scenario {scenario.name} was read anew.")

    def _seen(self) -> dict[Path, Stamp]:
        return {path: _stamp(path) for path in self._workspaces.scenario.files}


def _stamp(path: Path) -> Stamp:
    """Return what tells an edited file from the one before; None when there is none, as for a moment while some save."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size
