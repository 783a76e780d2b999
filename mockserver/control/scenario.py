"""The scenario in use, and another in its place."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.clock import Clock, shown_clock
from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.engine.clock import ClockSettings
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError

FREEZE = "Whether to stop the clock, unless the scenario says how it runs."


class ScenarioSummary(TypedDict):
    """A scenario that can be named."""

    name: str
    summary: str


class ScenarioView(ScenarioSummary):
    """The scenario in use."""

    seed: Annotated[int, Field(description="The seed of all that is made up.")]
    parameters: Annotated[dict[str, str], Field(description="Its parameters, with the values that they have.")]


@strict
class Beginning(TypedDict, total=False):
    """How to begin, whichever scenario it is."""

    yaml: Annotated[str, Field(examples=["summary: nothing but completed jobs\njobs: [{timeline: [completed]}]"])]
    parameters: Annotated[
        dict[str, str | int | float | bool],
        Field(description="Values of the scenario's parameters (`${polls:-2}`).", examples=[{"polls": 3}]),
    ]
    seed: Annotated[int, Field(ge=0, description="The seed in place of the scenario's own.")]
    freeze: Annotated[bool, Field(description=FREEZE)]


@strict
class UseScenario(Beginning, total=False):
    """Which scenario to begin anew with: one that can be named, or YAML text (with a name for messages, if wanted)."""

    name: Annotated[str, Field(examples=["slow_queue"])]


@strict
class Reset(TypedDict, total=False):
    """How to begin."""

    freeze: Annotated[bool, Field(description=FREEZE)]


async def get_scenario(_: Surroundings, call: Call, __: Any) -> ScenarioView:
    return _shown(call)


async def list_scenarios(surroundings: Surroundings, _: Call, __: Any) -> list[ScenarioSummary]:
    return [{"name": name, "summary": summary} for name, summary in surroundings.library.summaries()]


async def use_scenario(surroundings: Surroundings, call: Call, options: UseScenario) -> ScenarioView:
    scenario = read(surroundings, call, options.get("name"), options)
    if scenario is None:
        raise call.error(
            "bad_request", 'Name a scenario ({"name": "slow_queue"}), or send one ({"yaml": "summary: …"}).'
        )
    await begin(surroundings, call.workspace, scenario, options)
    return _shown(call)


async def reset(_: Surroundings, call: Call, options: Reset) -> Clock:
    await call.workspace.reset()
    freeze_if(call.workspace, options.get("freeze", False))
    return shown_clock(call.workspace)


def read(surroundings: Surroundings, call: Call, name: str | None, options: Beginning) -> Scenario | None:
    """Return the scenario of a name, or that the options hold as YAML text; None for neither. Raises bad_scenario."""
    parameters = options.get("parameters", {})
    try:
        if "yaml" in options:
            return surroundings.library.parse(options["yaml"], name or "inline", parameters)
        return None if name is None else surroundings.library.named(name, parameters)
    except ScenarioError as error:
        raise call.error("bad_scenario", str(error)) from error


async def begin(surroundings: Surroundings, workspace: World, scenario: Scenario, options: Beginning) -> None:
    """Have a workspace begin with a scenario, as the options say."""
    await workspace.use(scenario, seed=options.get("seed", surroundings.workspaces.seed))
    freeze_if(workspace, options.get("freeze", False))


def freeze_if(workspace: World, wanted: bool) -> None:
    """Stop a workspace's clock where that is wanted, unless its scenario says how it runs."""
    if wanted and workspace.scenario.clock == ClockSettings():
        workspace.clock.freeze()


def _shown(call: Call) -> ScenarioView:
    scenario = call.workspace.scenario
    return {
        "name": scenario.name,
        "summary": scenario.summary,
        "seed": call.workspace.seed.value,
        "parameters": dict(scenario.parameters),
    }


ENDPOINTS = (
    Endpoint("GetScenario", "GET", "/_mock/scenario", "Show the scenario in use.", get_scenario, gives=ScenarioView),
    Endpoint(
        "UseScenario",
        "PUT",
        "/_mock/scenario",
        "Begin anew with another scenario.",
        use_scenario,
        takes=UseScenario,
        gives=ScenarioView,
        errors=("bad_scenario",),
    ),
    Endpoint(
        "ListScenarios",
        "GET",
        "/_mock/scenarios",
        "List the scenarios that can be named.",
        list_scenarios,
        gives=list[ScenarioSummary],
    ),
    Endpoint(
        "Reset",
        "POST",
        "/_mock/reset",
        "Take the workspace back to its scenario's beginning.",
        reset,
        takes=Reset,
        gives=Clock,
    ),
)
