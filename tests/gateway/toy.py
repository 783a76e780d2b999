"""A small provider, by which the gateway is tested apart from the real ones."""

from collections.abc import Mapping
from typing import ClassVar

from mockserver.engine.files import Upload
from mockserver.gateway.answers import Answer, Close
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document
from mockserver.gateway.errors import REQUIRED_ERRORS, ApiError, ErrorTable, Worder, Wording
from mockserver.gateway.operations import KIB, BodyKind, Operation
from mockserver.gateway.provider import Provider
from mockserver.gateway.sockets import Socket, conversation

_STATUSES = {
    "unauthorized": 401,
    "not_found": 404,
    "method_not_allowed": 405,
    "payload_too_large": 413,
    "rate_limited": 429,
    "server_error": 500,
    "service_unavailable": 503,
}


def _worder(name: str) -> Worder:
    return lambda _, sentence: Wording(_STATUSES.get(name, 400), {"toy_error": name, "said": sentence})


async def submit_job(call: Call) -> Answer:
    job = await call.submit(
        await call.draft(scope="toy", job_id=lambda number: f"job-{number}", submission={}, media=["a.mp3"])
    )
    return Answer.json({"id": job.id, "base_url": call.base_url})


async def get_job(call: Call) -> Answer:
    job = await call.workspace.jobs.poll("toy", call.params["id"], call.reader)
    if job is None:
        raise call.error("not_found", f"No job was submitted as {call.params['id']}.")
    return Answer.json({"id": job.id, "status": job.status})


async def echo(call: Call) -> Answer:
    files = {name: [upload.size for upload in uploads] for name, uploads in call.body.files.items()}
    return Answer.json({"json": call.json(), "fields": call.body.fields, "files": files, "params": call.params})


async def measure(call: Call) -> Answer:
    assert isinstance(call.body.stream, Upload)
    return Answer.json({"size": call.body.stream.size})


async def keep(call: Call) -> Answer:
    call.workspace.files.keep("kept", call.body.files["media"][0])
    return Answer(204)


async def break_down(call: Call) -> Answer:
    raise RuntimeError("a handler's mistake")


async def talk(call: Call, socket: Socket) -> Close:
    """Say hello, then say everything again, until told to stop, to fail or to talk without end."""
    await socket.send("hello")
    while (said := await socket.receive()) != "stop":
        if said == "fail":
            raise call.error("teapot", "You asked for it.")
        if said == "break":
            raise RuntimeError("a conversation's mistake")
        while said == "flood":
            await socket.send("x" * KIB)
        await socket.send(len(said) if isinstance(said, bytes) else said)
    return Close(4000, "stopped" * 100)


class Toy(Provider):
    """Lets everybody in who has a token that doesn't begin with `bad`."""

    name = "toy"
    title = "Toy"
    operations = (
        Operation("SubmitJob", ("POST",), ("/jobs",), submit_job, "", "", BodyKind.JSON),
        Operation("GetJob", ("GET",), ("/jobs/{id}",), get_job, "", ""),
        Operation("GetNewest", ("GET",), ("/jobs/newest",), echo, "", ""),
        Operation("Echo", ("POST", "PUT"), ("/echo", "/echo/{rest+}"), echo, "", "", BodyKind.JSON_OR_FORM, 8 * KIB),
        Operation("Form", ("POST",), ("/form",), echo, "", "", BodyKind.FORM, 8 * KIB),
        Operation(
            "Stream",
            ("PUT",),
            ("/stream",),
            measure,
            "",
            "",
            BodyKind.STREAM,
            8 * KIB,
            receive=lambda headers: Upload("", headers.get("Content-Type")),
        ),
        Operation("Keep", ("POST",), ("/keep",), keep, "", "", BodyKind.FORM),
        Operation("Break", ("GET",), ("/break",), break_down, "", ""),
        Operation("Talk", ("GET",), ("/talk",), conversation(talk), "", "", websocket=True),
    )
    errors: ClassVar[ErrorTable] = {
        name: _worder(name)
        for name in (*REQUIRED_ERRORS, "not_found", "rate_limited", "teapot", "upgrade_required", "refused")
    }
    failures: ClassVar[Mapping[str, str]] = {"unspecified": "It failed."}

    def credential(self, call: Call) -> str | None:
        return call.headers.get("X-Token", "nobody")

    def admit(self, call: Call) -> None:
        assert call.credential is not None
        account = call.workspace.accounts.find(self.name, call.credential)
        if account is None or call.credential.startswith("bad"):
            raise call.error("unauthorized", "The token is bad.")
        call.account = account

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return Answer.json(wording.members, wording.status, headers=wording.headers)

    def closing(self, call: Call, error: ApiError) -> Close | None:
        return None if error.name in ("refused", "server_error") else Close(4001, error.name)

    def subject(self, call: Call) -> Subject:
        body = document(call.body)
        said = body if isinstance(body, dict) else {}
        return Subject(call.params.get("id"), said.get("media", ()), said.get("name"), region="eu-west-1")

    def headers(self, call: Call) -> dict[str, str]:
        return {"X-Toy": "1"}
