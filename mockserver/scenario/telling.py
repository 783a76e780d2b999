"""How the end of a job is told to the client, as a scenario writes it."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, Tag, model_validator

from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part, ways
from mockserver.yamlfile.wording import did_you_mean, found

_WORDS = ("never", "early")


class TellingPart(Part):
    """How the webhook of a job's end comes."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    delay: Time = Field(0.0, description="How long after the job's end it comes, on the workspace's clock.")
    times: int = Field(1, ge=1, le=100, description="How often it comes.")
    early: bool = Field(
        False,
        description="It comes before the end: when the job enters its last stage before that, or is submitted with none.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("found an empty mapping, expected `delay`, `times` or `early`")
        return self


def _word(value: object) -> object:
    if value not in _WORDS:
        meant = did_you_mean(value, _WORDS) if isinstance(value, str) else ""
        raise ValueError(f"found {found(value)}, expected `never`, `early`, or such as {{delay: 5s, times: 2}}{meant}")
    return value


Webhook = Annotated[
    Annotated[Literal["never", "early"], BeforeValidator(_word), Tag("<word>")]
    | Annotated[TellingPart, Tag("<webhook>")],
    ways("word", webhook="delay times early"),
]
