"""The control API's table of operations and what they do. Scenarios and the journal leave its requests alone."""

from collections.abc import Sequence
from typing import Any, ClassVar

from mockserver.control.admission import Admission
from mockserver.control.errors import ERRORS
from mockserver.control.greeting import greeting
from mockserver.engine.clock import FASTEST, iso
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import PROBLEM, Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import BodyKind, Match, Operation, WrongMethod
from mockserver.gateway.provider import Provider
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.times import milliseconds
from mockserver.version import VERSION

_SOURCE = "docs/control.md"


class Control(Provider):
    """The control API. Bodies are JSON objects; an empty one is as good as `{}`."""

    name: ClassVar[str] = "control"
    title: ClassVar[str] = "Control API"
    scripted: ClassVar[bool] = False
    errors = ERRORS

    def __init__(
        self,
        workspaces: Workspaces,
        library: ScenarioLibrary,
        emulated: Sequence[Provider],
        admission: Admission,
    ) -> None:
        self._workspaces = workspaces
        self._admission = admission
        self._library = library
        self._emulated = emulated
        self.operations = tuple(
            Operation(name, (method,), paths, handler, summary, _SOURCE, BodyKind.JSON)
            for name, method, paths, handler, summary in (
                (
                    "GetGreeting",
                    "GET",
                    ("/", "/_mock"),
                    self._get_greeting,
                    "Tell a person where they are, and what to try.",
                ),
                ("GetHealth", "GET", ("/_mock/health",), self._get_health, "Tell that the server answers."),
                (
                    "Reset",
                    "POST",
                    ("/_mock/reset",),
                    self._reset,
                    "Take the workspace back to its scenario's beginning.",
                ),
                ("GetScenario", "GET", ("/_mock/scenario",), self._get_scenario, "Show the scenario in use."),
                ("UseScenario", "PUT", ("/_mock/scenario",), self._use_scenario, "Begin anew with another scenario."),
                ("GetClock", "GET", ("/_mock/clock",), self._get_clock, "Show the time and how it runs."),
                (
                    "AdvanceClock",
                    "POST",
                    ("/_mock/clock/advance",),
                    self._advance,
                    "Move time; what falls due happens.",
                ),
                ("FreezeClock", "POST", ("/_mock/clock/freeze",), self._freeze, "Stop the clock."),
                ("RunClock", "POST", ("/_mock/clock/run",), self._run, "Let the clock run, as fast as told."),
                ("MoveJob", "POST", ("/_mock/jobs/{id}/move",), self._move_job, "Move a job on to its next stage."),
                ("ListWorkspaces", "GET", ("/_mock/workspaces",), self._list_workspaces, "List the open workspaces."),
                ("OpenWorkspace", "PUT", ("/_mock/workspaces/{name}",), self._open_workspace, "Open a workspace."),
                (
                    "DeleteWorkspace",
                    "DELETE",
                    ("/_mock/workspaces/{name}",),
                    self._delete_workspace,
                    "Delete a workspace.",
                ),
            )
        )

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        """Leave what isn't GET at `/` to nobody: there it was meant for a service, whose header is missing."""
        found = super().locate(arrival)
        return None if isinstance(found, WrongMethod) and not arrival.segments else found

    def credential(self, call: Call) -> str | None:
        return None

    def admit(self, call: Call) -> None:
        self._admission.check(call)

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return Answer.json(wording.members, wording.status, PROBLEM, wording.headers)

    async def _get_greeting(self, call: Call) -> Answer:
        return Answer.text(greeting(call.base_url, call.workspace.scenario, self._emulated) + "\n")

    async def _get_health(self, call: Call) -> Answer:
        return Answer.json({"status": "ok", "version": VERSION, "workspaces": len(self._workspaces)})

    async def _reset(self, call: Call) -> Answer:
        await call.workspace.reset()
        return _clock(call)

    async def _get_scenario(self, call: Call) -> Answer:
        return _scenario(call)

    async def _use_scenario(self, call: Call) -> Answer:
        options = _options(call, "name", "yaml", "seed")
        seed = options.get("seed", self._workspaces.seed)
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
            raise call.error("bad_request", f"`seed` is {seed!r}; it takes a whole number from 0.")
        await call.workspace.use(self._read(call, options), seed=seed)
        return _scenario(call)

    def _read(self, call: Call, options: dict[str, Any]) -> Scenario:
        """Return the scenario that the options name, or that they hold as YAML text."""
        name, text = options.get("name"), options.get("yaml")
        try:
            if isinstance(text, str):
                return self._library.parse(text, name if isinstance(name, str) else "inline")
            if isinstance(name, str):
                return self._library.named(name)
        except ScenarioError as error:
            raise call.error("bad_scenario", str(error)) from error
        raise call.error(
            "bad_request", 'Name a scenario ({"name": "slow_queue"}), or send one ({"yaml": "summary: …"}).'
        )

    async def _get_clock(self, call: Call) -> Answer:
        return _clock(call)

    async def _advance(self, call: Call) -> Answer:
        by = _options(call, "by").get("by")
        try:
            await call.workspace.agenda.advance(round(milliseconds(by)))
        except ValueError as error:
            raise call.error("bad_request", f"`by`: {str(error).removesuffix('.')}.") from error
        return _clock(call)

    async def _freeze(self, call: Call) -> Answer:
        call.workspace.clock.freeze()
        call.workspace.agenda.clock_changed()
        return _clock(call)

    async def _run(self, call: Call) -> Answer:
        speed = _options(call, "speed").get("speed", 1)
        if not isinstance(speed, int | float) or isinstance(speed, bool) or not 0 < speed <= FASTEST:
            raise call.error("bad_request", f"`speed` is {speed!r}; it takes a number above 0, {FASTEST} at most.")
        call.workspace.clock.run(speed)
        call.workspace.agenda.clock_changed()
        return _clock(call)

    async def _move_job(self, call: Call) -> Answer:
        moved = await call.workspace.jobs.move(call.params["id"])
        if not moved:
            raise call.error("not_found", f"No job of this workspace has the id {call.params['id']!r}.")
        return Answer.json([{"provider": job.provider, "id": job.id, "status": job.status} for job in moved])

    async def _list_workspaces(self, call: Call) -> Answer:
        return Answer.json(
            [{"name": name, "scenario": world.scenario.name} for name, world in self._workspaces.items()]
        )

    async def _open_workspace(self, call: Call) -> Answer:
        workspace = self._workspaces.open(call.params["name"])
        return Answer.json({"name": workspace.name, "scenario": workspace.scenario.name})

    async def _delete_workspace(self, call: Call) -> Answer:
        name = call.params["name"]
        if not await self._workspaces.delete(name):
            raise call.error("not_found", f"No workspace is called {name!r}.")
        return Answer(204)


def _options(call: Call, *known: str) -> dict[str, Any]:
    """Return the body's members. Raises bad_request for anything but an object with known members."""
    options = call.json()
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise call.error("bad_request", "The body must be a JSON object.")
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise call.error(
            "bad_request", f"{', '.join(map(repr, unknown))} isn't known here; {', '.join(known)} would be."
        )
    return options


def _clock(call: Call) -> Answer:
    clock = call.workspace.clock
    now_ms = clock.now()
    return Answer.json(
        {
            "now": iso(now_ms),
            "now_ms": now_ms,
            "frozen": clock.frozen,
            "speed": clock.speed,
        }
    )


def _scenario(call: Call) -> Answer:
    scenario = call.workspace.scenario
    return Answer.json({"name": scenario.name, "summary": scenario.summary, "seed": call.workspace.seed.value})
