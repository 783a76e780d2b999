"""The one place where everything is put together."""

from collections.abc import Sequence

from aiohttp import web

from mockserver.engine.jobs import Job
from mockserver.engine.webhooks import Webhook
from mockserver.engine.workspace import Ports
from mockserver.gateway.addressing import Directory
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.pipeline import Gateway
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.matching import Scenario


def build_app(providers: Sequence[Provider], scenario: Scenario) -> web.Application:
    directory = Directory(providers)
    outgoing = Outgoing()

    def announce(workspace: World, job: Job) -> Webhook | None:
        return directory.providers[job.provider].announce(workspace, job)

    workspaces = Workspaces(scenario, Ports(send=outgoing.send, announce=announce))
    gateway = Gateway(directory, workspaces)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gateway.handle)

    async def clean_up(_: web.Application) -> None:
        await workspaces.close()
        await outgoing.close()

    app.on_cleanup.append(clean_up)
    app[WORKSPACES] = workspaces
    return app


WORKSPACES = web.AppKey("workspaces", Workspaces)
