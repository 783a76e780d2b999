"""The open workspaces of a server: opened on first use, within a bound."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import unquote

from mockserver.engine.workspace import Ports
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, is_workspace_name
from mockserver.gateway.provider import World
from mockserver.scenario.matching import Scenario


class NoWorkspace(Exception):
    """There is no workspace for a request. The text says why and what to do, `status` is the HTTP status to say it with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class Tally:
    """How many requests came to a workspace, and how many of them no provider knew. Nothing takes away from it."""

    came: int = 0
    unknown: int = 0


def check_not_outlived(workspace: World, began_s: float) -> None:
    """Raise NoWorkspace for a request that came at `began_s`, if what it came to has ended since."""
    if began_s < workspace.closed_s:
        raise NoWorkspace(
            409,
            f"The workspace {workspace.name!r} was reset, given another scenario or deleted while the request was on its "
            "way. What it came to is no more, so it isn't carried out.",
        )


class Workspaces(Mapping[str, World]):
    """All workspaces by name. Each begins with the server's scenario, and its seed where one was given."""

    def __init__(self, scenario: Scenario, ports: Ports, *, seed: int | None = None, limit: int = 1_000) -> None:
        self.scenario = scenario
        self.seed = seed
        self._ports = ports
        self._limit = limit
        self._open: dict[str, World] = {}
        self._deleted_s: dict[str, float] = {}
        self.answered: Counter[tuple[str, str, int | None]] = Counter()
        """How many requests were answered, by provider, operation and HTTP status: None where none was sent."""
        self.tallies: defaultdict[str, Tally] = defaultdict(Tally)
        """By name of the workspace. They outlive resets and other scenarios, and for a while the workspace."""

    def __getitem__(self, name: str) -> World:
        return self._open[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._open)

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, name: object) -> bool:
        return name in self._open

    def open(self, name: str, since_s: float = math.inf) -> World:
        """Return the workspace of that name, opened where it is new. Raises NoWorkspace.

        `since_s` is when the request came that wants it, on the machine's counter of seconds: one that came before the
        workspace was deleted doesn't bring it back.
        """
        if since_s < self._deleted_s.get(name, -math.inf):
            raise NoWorkspace(404, f"The workspace {name!r} was deleted while the request was on its way.")
        workspace = self._open.get(name)
        if workspace is not None:
            return workspace
        if not is_workspace_name(name):
            raise NoWorkspace(
                404,
                f"{unquote(name)[:80]!r} can't be a workspace's name, be it in the address (/w/NAME) or in a credential "
                "(ws-NAME.rest): it takes letters, digits, '-' and '_', 64 at most, and begins with a letter or digit.",
            )
        if len(self._open) >= self._limit and name != DEFAULT_WORKSPACE:  # by which the others can be deleted
            raise NoWorkspace(
                503,
                f"{self._limit} workspaces are open, which is the bound. Delete one (DELETE /_mock/workspaces/NAME).",
            )
        workspace = self._open[name] = World(name, self.scenario, self._ports, seed=self.seed)
        return workspace

    def scenarios(self) -> list[Scenario]:
        """Return the scenarios in use, each once: the one that workspaces begin with, and those of the open ones."""
        in_use = [self.scenario, *(workspace.scenario for workspace in self._open.values())]
        return list({id(scenario): scenario for scenario in in_use}.values())

    def adopt(self, before: Scenario, after: Scenario) -> None:
        """Go on with an edited scenario wherever the one before the edit is in use."""
        if self.scenario is before:
            self.scenario = after
        for workspace in self._open.values():
            if workspace.scenario is before:
                workspace.adopt(after)

    async def delete(self, name: str) -> bool:
        """Close a workspace and forget it. Tells whether there was one."""
        workspace = self._open.pop(name, None)
        if workspace is None:
            return False
        self._deleted_s[name] = perf_counter()
        while len(self._deleted_s) > self._limit:
            oldest = next(iter(self._deleted_s))
            del self._deleted_s[oldest]
            if oldest not in self._open:
                self.tallies.pop(oldest, None)
        workspace.events.close()
        await workspace.close()
        return True

    async def end_sessions(self) -> None:
        """End what clients hold open, in all of them."""
        for workspace in list(self._open.values()):
            workspace.events.close()
            await workspace.sessions.close()

    async def close(self) -> None:
        """Close all of them."""
        for name in list(self._open):
            await self.delete(name)
