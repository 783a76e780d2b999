"""`serve --reload`: edits of the scenarios' files take effect while the server runs."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.shelf import Stamp, stamp_of

_EVERY_S: Final = 0.5

_Read = tuple[str | Path, tuple[tuple[str, str], ...]]
"""What was read: a scenario's name or file, with the values of its parameters."""


class Reloader:
    """Watches the files that scenarios in use were read from, and has the workspaces go on with what they say.

    When they have mistakes the last good scenario stays, and `say` is told the report, once for each edit of what has to
    be mended.
    """

    def __init__(self, library: ScenarioLibrary, workspaces: Workspaces, say: Callable[[str], None]) -> None:
        self._library = library
        self._workspaces = workspaces
        self._say = say
        self._failed: dict[_Read, Mapping[Path, Stamp]] = {}
        """What was looked at when reading one failed."""

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again, until it is cancelled."""
        while True:
            await pause(_EVERY_S)
            self.look()

    def look(self) -> None:
        """Read those scenarios anew of which a file has changed, or that another file now comes before."""
        now = cache(stamp_of)

        def unchanged(stamps: Mapping[Path, Stamp]) -> bool:
            return all(now(path) == stamp for path, stamp in stamps.items())

        in_use: defaultdict[_Read, list[Scenario]] = defaultdict(list)
        for scenario in self._workspaces.scenarios():
            if scenario.origin is not None:
                in_use[scenario.origin.name, scenario.origin.parameters].append(scenario)
        self._failed = {read: stamps for read, stamps in self._failed.items() if read in in_use}
        for read, scenarios in in_use.items():
            stale = [one for one in scenarios if one.origin is not None and not unchanged(one.origin.stamps)]
            if stale and not (read in self._failed and unchanged(self._failed[read])):
                self._renew(read, stale)

    def _renew(self, read: _Read, stale: list[Scenario]) -> None:
        name, parameters = read
        reading = self._library.reading(name, dict(parameters))
        try:
            scenario = reading.scenario()
        except ScenarioError as error:
            self._failed[read] = reading.origin.stamps
            self._say(f"{error}\nScenario {stale[0].name} stays as it was, until this is mended.")
            return
        self._failed.pop(read, None)
        for before in stale:
            self._workspaces.adopt(before, scenario)
        self._say(f"Scenario {scenario.name} was read anew.{_later(stale[0], scenario)}")


def _later(before: Scenario, after: Scenario) -> str:
    """Return what to say of edits that can't act in the middle of a world."""
    changed = [key for key in ("seed", "clock") if getattr(before, key) != getattr(after, key)]
    return f" What it says of {' and '.join(changed)} acts from the next reset on." if changed else ""
