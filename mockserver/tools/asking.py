"""The request that somebody asks about on the command line: the call that the server would make of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.app import PROVIDERS
from mockserver.engine.files import Upload
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.addressing import split_credential
from mockserver.gateway.bodies import Body, MalformedBody, parse_json
from mockserver.gateway.call import Call
from mockserver.gateway.operations import Operation
from mockserver.gateway.provider import Provider
from mockserver.gateway.unsent import nowhere, unsent
from mockserver.scenario.details import Details
from mockserver.scenario.matching import DEFAULT_TIMELINE, Scenario, StageRule
from mockserver.transcripts.source import Transcripts
from mockserver.yamlfile.wording import no_such


@dataclass(frozen=True, slots=True)
class Question:
    """What is said of a request on the command line. What is left out the request says itself, or its operation has it."""

    method: str | None = None
    path: str | None = None
    headers: Sequence[str] = ()
    query: Sequence[str] = ()
    body: str | None = None
    form: Sequence[str] = ()
    files: Sequence[str] = ()
    credential: str | None = None
    region: str | None = None
    phase: str | None = None
    media: Sequence[str] = ()
    name: str | None = None
    metadata: str | None = None
    job_status: str | None = None


class Rehearsal(Call):
    """A call that nobody made. What the question says of its job goes before what the request says; `pace` is the job's own."""

    question: Question
    pace: Sequence[StageRule] = DEFAULT_TIMELINE

    async def details(self) -> Details:
        asked, details = self.question, await super().details()
        status = details.status if asked.job_status is None else Status(asked.job_status)
        return replace(
            details,
            job="job" if asked.job_status else details.job,
            job_number=1 if asked.job_status else details.job_number,
            status=status,
            media=asked.media or details.media,
            name=asked.name or details.name,
            metadata=asked.metadata or details.metadata,
            region=asked.region or details.region,
        )

    async def draft(
        self,
        *,
        submission: Mapping[str, Any],
        media: Sequence[str],
        name: str | None = None,
        pace: Sequence[StageRule] = DEFAULT_TIMELINE,
        **facts: Any,
    ) -> Job:
        self.pace, asked = pace, self.question
        if asked.metadata is not None:
            submission = {**submission, "metadata": asked.metadata}
        media, name = asked.media or media, asked.name or name
        return await super().draft(submission=submission, media=media, name=name, pace=pace, **facts)


def rehearsal(
    scenario: Scenario,
    provider: Provider,
    operation: Operation,
    question: Question,
    *,
    sample: Mapping[str, Any] | None = None,
    transcripts: Transcripts | None = None,
) -> Rehearsal:
    """Return the call. The body says what a `sample` of one does, but for what is asked. Raises ValueError with a sentence."""
    call = unsent(
        provider,
        operation,
        nowhere(scenario),
        Rehearsal,
        method=question.method,
        path=question.path,
        headers=_pairs(question.headers, "header"),
        query=_pairs(question.query, "parameter of the query"),
        body=_body(question, sample),
        transcripts=transcripts,
    )
    call.question = question
    credential = question.credential or provider.credential(call)
    call.credential = None if credential is None else split_credential(credential)[1]
    if question.phase is not None:
        if question.phase not in scenario.phases:
            named = [name for name in scenario.phases if name]
            raise ValueError(no_such("phase of this scenario", question.phase, named))
        call.workspace.phase = question.phase
    return call


def provider_named(name: str) -> Provider:
    """Return an emulated service. Raises ValueError with a sentence."""
    known = {provider.name: provider for provider in PROVIDERS}
    if name not in known:
        raise ValueError(no_such("provider", name, known))
    return known[name]


def operation_named(provider: Provider, scenario: Scenario, name: str) -> Operation:
    """Return one of a provider's operations. Raises ValueError with a sentence."""
    known = {operation.name: operation for operation in provider.operations_in(scenario)}
    if name not in known:
        raise ValueError(no_such(f"operation of {provider.name}", name, known))
    return known[name]


def _body(question: Question, sample: Mapping[str, Any] | None) -> Body:
    if question.form or question.files:
        if question.body is not None:
            raise ValueError("A request has one body, expected `--body`, or `--form` and `--file`.")
        fields = dict(_pairs(question.form, "field of a form"))
        files: dict[str, list[Upload]] = {}
        for name, file in _pairs(question.files, "file of a form"):
            files.setdefault(name, []).append(Upload(file, None))
        return Body(fields=fields, files=files, is_form=True)
    asked = None if question.body is None else _json(question.body)
    if sample is None:
        return Body() if question.body is None else Body(json.dumps(asked).encode())
    if not isinstance(asked, dict | None):
        raise ValueError('The body is no JSON object, expected its members, such as {"metadata": "x"}.')
    return Body(json.dumps({**sample, **(asked or {})}).encode())


def _json(text: str) -> Any:
    try:
        return parse_json(text)
    except MalformedBody as error:
        raise ValueError(f"The body can't be read. {error}") from None


def _pairs(written: Iterable[str], what: str) -> list[tuple[str, str]]:
    pairs = [one.partition("=") for one in written]
    if not all(name and mark for name, mark, _ in pairs):
        raise ValueError(f"A {what} takes a name and a value, such as X-Team=beta.")
    return [(name, value) for name, _, value in pairs]
