"""A small provider, by which the gateway is tested apart from the real ones."""

from typing import ClassVar

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document
from mockserver.gateway.errors import REQUIRED_ERRORS, ErrorTable, Worder, Wording
from mockserver.gateway.operations import KIB, BodyKind, Operation
from mockserver.gateway.provider import Provider

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
    job = await call.workspace.jobs.poll("toy", call.params["id"])
    if job is None:
        raise call.error("not_found", f"No job was submitted as {call.params['id']}.")
    return Answer.json({"id": job.id, "status": job.status})


async def echo(call: Call) -> Answer:
    files = {name: [upload.size for upload in uploads] for name, uploads in call.body.files.items()}
    return Answer.json({"json": call.json(), "fields": call.body.fields, "files": files, "params": call.params})


async def keep(call: Call) -> Answer:
    call.workspace.files.keep("kept", call.body.files["media"][0])
    return Answer(204)


async def break_down(call: Call) -> Answer:
    raise RuntimeError("a handler's mistake")


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
        Operation("Keep", ("POST",), ("/keep",), keep, "", "", BodyKind.FORM),
        Operation("Break", ("GET",), ("/break",), break_down, "", ""),
    )
    errors: ClassVar[ErrorTable] = {
        name: _worder(name) for name in (*REQUIRED_ERRORS, "not_found", "rate_limited", "teapot")
    }
    failures = frozenset({"unspecified"})

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

    def subject(self, call: Call) -> Subject:
        body = document(call.body)
        said = body if isinstance(body, dict) else {}
        return Subject(call.params.get("id"), said.get("media", ()), said.get("name"), region="eu-west-1")

    def headers(self, call: Call) -> dict[str, str]:
        return {"X-Toy": "1"}
