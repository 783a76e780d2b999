"""Workspaces: opened with credentials that lead there, listed, closed."""

from typing import Annotated, Any, Final

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.scenario import FREEZE, Beginning, begin, freeze_if, read
from mockserver.engine.accounts import AccountSettings
from mockserver.gateway.addressing import DEFAULT_WORKSPACE
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.gateway.workspaces import Tally

_NAMES: Final = "opened workspaces"


class WorkspaceSummary(TypedDict):
    """An open workspace."""

    name: str
    scenario: str


class Credential(TypedDict):
    """A credential that leads to the workspace, for one provider. `secret` is None where the provider has none."""

    key: Annotated[str, Field(description="The token, API key or access key id.")]
    secret: Annotated[str | None, Field(description="What belongs to it.")]
    session_token: Annotated[str | None, Field(description="What must come with it; None where it takes none.")]


class WorkspaceView(WorkspaceSummary):
    """A workspace, with all that a client needs to be alone in it."""

    url: Annotated[str, Field(description="Its base URL: what a client takes in place of the real service's.")]
    credentials: Annotated[
        dict[str, Credential], Field(description="By provider; with them the server's own URL will do.")
    ]


class TallyView(TypedDict):
    """What came to a workspace at all. Clearing its journal, a reset, another scenario or deleting it takes nothing away."""

    open: Annotated[bool, Field(description="Whether there is such a workspace now.")]
    came: Annotated[int, Field(description="How many requests came.")]
    unknown: Annotated[int, Field(description="How many of them came to an address that no provider knows.")]


@strict
class OpenWorkspace(Beginning, total=False):
    """How a workspace is to be called and to begin."""

    name: Annotated[str, Field(description="Left out: a name of the server's choice.")]
    scenario: Annotated[
        str, Field(description="The scenario to begin with, by name. Left out: the `yaml`, or the server's.")
    ]


@strict
class OpenNamedWorkspace(TypedDict, total=False):
    """How a workspace is to be opened that the path names."""

    freeze: Annotated[bool, Field(description=f"{FREEZE} One that is open already stops as well.")]


async def list_workspaces(surroundings: Surroundings, _: Call, __: Any) -> list[WorkspaceSummary]:
    return [{"name": name, "scenario": workspace.scenario.name} for name, workspace in surroundings.workspaces.items()]


async def create_workspace(surroundings: Surroundings, call: Call, options: OpenWorkspace) -> WorkspaceView:
    """Open a new workspace. Raises conflict where one of that name is open."""
    name = options.get("name") or await _free_name(surroundings, call)
    if name in surroundings.workspaces:
        raise call.error("conflict", f"A workspace is called {name!r} already.")
    scenario = read(surroundings, call, options.get("scenario"), options)
    if scenario is None and "parameters" in options:
        raise call.error("bad_request", "`parameters` go with a `scenario` or `yaml`.")
    workspace = surroundings.workspaces.open(name)
    await begin(surroundings, workspace, scenario or workspace.scenario, options)
    return _shown(surroundings, call, workspace)


async def open_workspace(surroundings: Surroundings, call: Call, options: OpenNamedWorkspace) -> WorkspaceView:
    workspace = surroundings.workspaces.open(call.params["name"])
    freeze_if(workspace, options.get("freeze", False))
    return _shown(surroundings, call, workspace)


async def delete_workspace(surroundings: Surroundings, call: Call, _: Any) -> None:
    name = call.params["name"]
    if not await surroundings.workspaces.delete(name):
        raise call.error("not_found", f"No workspace is called {name!r}.")


async def get_tally(surroundings: Surroundings, call: Call, _: Any) -> TallyView:
    workspaces, name = surroundings.workspaces, call.params["name"]
    tally = workspaces.tallies.get(name, Tally())
    return {"open": name in workspaces, "came": tally.came, "unknown": tally.unknown}


async def _free_name(surroundings: Surroundings, call: Call) -> str:
    while True:
        number = await call.workspace.store.count(_NAMES)
        name = f"{call.workspace.name}-{number}"
        if name not in surroundings.workspaces:
            return name


def _shown(surroundings: Surroundings, call: Call, workspace: World) -> WorkspaceView:
    credentials = {
        name: _credential(workspace, provider.accounts_of or name) for name, provider in surroundings.providers.items()
    }
    return {
        "name": workspace.name,
        "scenario": workspace.scenario.name,
        "url": call.link_to(workspace),
        "credentials": credentials,
    }


def _credential(workspace: World, provider: str) -> Credential:
    """Return a credential that the scenario's accounts let in, and that leads to the workspace."""
    key, settings = usual_account(workspace, provider)
    prefix = "" if workspace.name == DEFAULT_WORKSPACE else f"ws-{workspace.name}."
    secret = settings.secret or "secret"
    return {"key": prefix + key, "secret": secret, "session_token": settings.session_token}


def usual_account(workspace: World, provider: str) -> tuple[str, AccountSettings]:
    """Return the account of a caller of whom nothing is said, and a key that opens it: the first for which one can be told.

    A key that is a glob is opened by `key`, or by none that could be told.
    """
    accounts = workspace.accounts.of(provider)
    keys = ["key" if set("*?[") & set(account.settings.key) else account.settings.key for account in accounts]
    opened = [
        (key, account.settings)
        for key, account in zip(keys, accounts, strict=True)
        if workspace.accounts.find(provider, key) is account
    ]
    return opened[0] if opened else (keys[0], accounts[0].settings)


ENDPOINTS = (
    Endpoint(
        "ListWorkspaces",
        "GET",
        "/_mock/workspaces",
        "List the open workspaces.",
        list_workspaces,
        gives=list[WorkspaceSummary],
    ),
    Endpoint(
        "CreateWorkspace",
        "POST",
        "/_mock/workspaces",
        "Open a new workspace, and hand out credentials that lead there.",
        create_workspace,
        takes=OpenWorkspace,
        gives=WorkspaceView,
        errors=("conflict", "bad_scenario", "not_found"),
    ),
    Endpoint(
        "OpenWorkspace",
        "PUT",
        "/_mock/workspaces/{name}",
        "Open a workspace, or show it where it is open.",
        open_workspace,
        takes=OpenNamedWorkspace,
        gives=WorkspaceView,
        errors=("not_found",),
    ),
    Endpoint(
        "GetTally",
        "GET",
        "/_mock/workspaces/{name}/tally",
        "Tell how many requests came to a workspace at all, be they in its journal still or not.",
        get_tally,
        gives=TallyView,
    ),
    Endpoint(
        "DeleteWorkspace",
        "DELETE",
        "/_mock/workspaces/{name}",
        "Close a workspace, and forget all that is in it.",
        delete_workspace,
        errors=("not_found",),
    ),
)
