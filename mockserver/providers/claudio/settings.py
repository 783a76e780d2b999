"""What a scenario may set of Claudio, under `providers: {claudio: …}`: what its pages leave to each team, or don't print."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from mockserver.gateway.provider import World
from mockserver.scenario.matching import Scenario
from mockserver.scenario.parts import GlobText, WebAddress
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part, Place, mistakes_at
from mockserver.yamlfile.wording import found

JOB_ID: Final = "{job_reference_id}"
POLL_PATH: Final = f"/jobs/{JOB_ID}/poll"
_DAY_MS = 86_400_000
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_ABOUT_A_JOB = frozenset({"PollJob", "GetJobDetails"})

Call = Literal["SubmitJob", "PollJob", "GetJobDetails", "UploadAudio", "UploadDocument"]
Method = Literal["GET", "POST", "PUT", "PATCH"]


def _wrong_path(call: str, path: str) -> str | None:
    needed = [JOB_ID] if call in _ABOUT_A_JOB else []
    segments = path.split("/")
    example = f"/v2/jobs/{JOB_ID}/state" if needed else "/v2/jobs"
    own = [segment for segment in segments[1:] if not _SEGMENT.fullmatch(segment)]
    if segments[0] == "" and len(segments) > 1 and own == needed:
        return None
    with_id = f" with {JOB_ID} in it" if needed else ""
    return f"found {found(path)}, expected a path{with_id} such as {example}"


class ClaudioSettings(Part):
    """What Claudio's pages leave to each team, or don't print."""

    webhook: WebAddress | None = Field(
        None, description="Where jobs are told to have ended. Left out: nobody is told, and clients are asked to poll."
    )
    pages: Literal["current", "older"] = Field(
        "current", description="Which generation of the pages gives answers their keys. Quirks choose each by its own."
    )
    paths: dict[Call, str] = Field(
        {}, min_length=1, description="Where operations are found, in place of their usual paths."
    )
    methods: dict[Call, Annotated[list[Method], Field(min_length=1)]] = Field(
        {}, min_length=1, description="The HTTP methods that operations take, in place of their usual ones."
    )
    link_life: Time = Field(3_600_000.0, gt=0, description="How long the links to a job's files open. Left out: 1h.")
    retention: Time = Field(
        30.0 * _DAY_MS,
        description="How long after a job's end its transcripts are kept; then a PDF says that they were deleted. "
        "Left out: 30d.",
    )
    blank_audio: GlobText | None = Field(
        None, description="A glob on the name or location of a job's media that hold no speech.", examples=["*silent*"]
    )

    @field_validator("paths")
    @classmethod
    def _are_paths(cls, paths: dict[Call, str]) -> dict[Call, str]:
        mistakes: list[tuple[Place, str]] = []
        owners: dict[str, str] = {}
        for call, path in paths.items():
            wrong = _wrong_path(call, path)
            if wrong is None and owners.setdefault(path, call) != call:
                wrong = f"found the path of {owners[path]} again, expected one of its own"
            if wrong is not None:
                mistakes.append(((call,), wrong))
        if mistakes:
            raise mistakes_at(mistakes)
        return paths


DEFAULT: Final = ClaudioSettings()


def settings_in(scenario: Scenario) -> ClaudioSettings:
    """Return what a scenario sets of Claudio."""
    settings = scenario.providers.get("claudio")
    return settings if isinstance(settings, ClaudioSettings) else DEFAULT


def settings_of(workspace: World) -> ClaudioSettings:
    """Return what holds in a workspace."""
    return settings_in(workspace.scenario)
