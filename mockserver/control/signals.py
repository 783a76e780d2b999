"""Signals by hand, for the stages of jobs that wait for one."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.jobs import JobView, job_view
from mockserver.control.mistakes import as_sentence
from mockserver.gateway.call import Call
from mockserver.yamlfile.wording import no_such


@strict
class SendSignal(TypedDict):
    """The signal to send."""

    signal: Annotated[str, Field(description="A signal's name, as stages have it.", examples=["worker_started"])]


async def send_signal(_: Surroundings, call: Call, options: SendSignal) -> list[JobView]:
    name, workspace = options["signal"], call.workspace
    known = workspace.scenario.signals | await workspace.jobs.signals()  # of jobs from before an edit, too
    if name not in known:
        raise call.error("bad_request", as_sentence(no_such("signal that a stage waits for", name, known)))
    async with workspace.webhooks.settling():
        reached = await workspace.jobs.signal(name)
    return [job_view(job) for job in reached]


ENDPOINTS = (
    Endpoint(
        "SendSignal",
        "POST",
        "/_mock/signals",
        "Let the jobs have a signal that wait for it, and show them.",
        send_signal,
        takes=SendSignal,
        gives=list[JobView],
    ),
)
