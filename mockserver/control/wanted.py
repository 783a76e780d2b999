"""What a test wants of a job that it has submitted on its client's behalf."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Surroundings, strict
from mockserver.control.jobs import failure_named
from mockserver.control.mistakes import as_sentence
from mockserver.engine.lifecycle import Failure, Stage, Status, Timeline
from mockserver.gateway.call import Call
from mockserver.gateway.outcome import Outcome
from mockserver.gateway.provider import Provider
from mockserver.scenario.times import milliseconds
from mockserver.transcripts.model import LONGEST_MS
from mockserver.yamlfile.wording import no_such


@strict
class CreateJob(TypedDict):
    """A job to be submitted, and how it ends."""

    provider: Annotated[str, Field(examples=["revai"])]
    operation: Annotated[
        NotRequired[str], Field(description="What submits it. Left out: the provider's first that submits jobs.")
    ]
    media: Annotated[
        NotRequired[str],
        Field(description="Where the media are. The least of a request is made of it, to transcribe them."),
    ]
    name: Annotated[
        NotRequired[str], Field(description="What the job is called, in a request that is made of `media`.")
    ]
    request: Annotated[
        NotRequired[dict[str, Any]],
        Field(
            description="The whole body of the request, as a client sends it in JSON, in place of `media` and `name`. "
            "Claudio needs no credential in it.",
            examples=[{"media_url": "https://example.com/talk.mp3"}],
        ),
    ]
    headers: Annotated[
        NotRequired[dict[str, str]],
        Field(description="Headers of the request, where it depends on them: its credential's account, its region."),
    ]
    status: Annotated[
        NotRequired[Literal["completed", "failed"]],
        Field(description="The status that it has at once. Left out: it goes as the scenario says."),
    ]
    failure: Annotated[NotRequired[str], Field(description="Why it failed, by a name as scenarios have it.")]
    detail: Annotated[NotRequired[str], Field(description="Words in place of the provider's own.")]
    transcript: Annotated[
        NotRequired[str], Field(description="What was said, by the name of a fixture. Left out: as the scenario says.")
    ]
    duration: Annotated[
        NotRequired[str | float],
        Field(
            description="How long the media is: a time such as `5m`, or a number of seconds.", examples=["5m", 356.24]
        ),
    ]


def outcome_of(surroundings: Surroundings, call: Call, provider: Provider, options: CreateJob) -> Outcome:
    """Return what is wanted of the job; the rest is left to the scenario. Raises bad_request."""
    transcript = options.get("transcript")
    known = surroundings.library.places.transcripts
    if transcript is not None and known.find(transcript) is None:
        raise call.error("bad_request", as_sentence(no_such("transcript", transcript, known.names())))
    return Outcome(_timeline(call, provider, options), transcript, _duration_ms(call, options))


def _timeline(call: Call, provider: Provider, options: CreateJob) -> Timeline | None:
    """Return the timeline of a job that has ended; None leaves it to the scenario. Raises bad_request."""
    if options.get("status") == "failed":
        name = failure_named(call, provider.failures, options.get("failure"))
        return (Stage(Status.FAILED, failure=Failure(name, options.get("detail"))),)
    for key in ("failure", "detail"):
        if key in options:
            raise call.error("bad_request", f"`{key}` is for a job with the `status` failed.")
    return (Stage(Status.COMPLETED),) if "status" in options else None


def _duration_ms(call: Call, options: CreateJob) -> int | None:
    if "duration" not in options:
        return None
    try:
        found = round(milliseconds(options["duration"]))
    except ValueError as error:
        raise call.error("bad_request", as_sentence(f"`duration`: {error}")) from error
    if not 0 < found <= LONGEST_MS:
        raise call.error(
            "bad_request", f"`duration` is {options['duration']!r}: media last more than no time, and 24h at most."
        )
    return found
