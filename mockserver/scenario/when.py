"""The `when` of a rule: which requests, or which submissions, it is about."""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mockserver.engine.lifecycle import Status
from mockserver.scenario.jsonpath import check_path
from mockserver.scenario.parts import GlobText, HeaderName, Operation, PhaseName, Provider, check_name, vocabulary_of
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.yamlfile.parts import KEY, ONE_OR_MORE, Part, Place, mistakes_at
from mockserver.yamlfile.wording import found, listing, no_such


def _fraction(value: object) -> float:
    """Read `5%` or `0.05`."""
    expected = "a chance such as 5% or 0.05"
    number: object = value
    if isinstance(value, str) and value.endswith("%"):
        try:
            number = float(value[:-1]) / 100
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError(f"found {found(value)}, expected {expected}")
    if not 0 <= number <= 1:
        hint = f"; did you mean `{value}%`?" if number is value and 1 < number <= 100 else ""
        raise ValueError(f"found {found(value)}, expected {expected}, from 0% to 100%{hint}")
    return float(number)


Chance = Annotated[
    float,
    BeforeValidator(_fraction),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\d+)?%$"},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
            "examples": ["5%", 0.05],
        }
    ),
]

_CALLS = re.compile(r"(\d{1,9})\.\.(\d{1,9})?", re.ASCII)


def _calls(value: object) -> tuple[int, int | None]:
    """Read `2`, `2..4` or `2..` as the first and the last call; None is no last one."""
    match = _CALLS.fullmatch(value) if isinstance(value, str) else None
    if match:
        first, last = int(match[1]), int(match[2]) if match[2] else None
    elif isinstance(value, int) and not isinstance(value, bool):
        first, last = value, value
    else:
        raise ValueError(f"found {found(value)}, expected a call such as 2, some such as 2..4, or all from one on: 2..")
    if first < 1:
        raise ValueError(f"found {found(value)}, expected at least 1")
    if last is not None and last < first:
        raise ValueError(f"found {found(value)}, expected the smaller number first")
    return first, last


Calls = Annotated[
    tuple[int, int | None],
    BeforeValidator(_calls),
    WithJsonSchema(
        {
            "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": r"^\d+\.\.(\d+)?$"}],
            "examples": [2, "2..4", "3.."],
        }
    ),
]


def _is_path(glob: str) -> str:
    if glob.startswith("/w/"):
        raise ValueError(f"found {found(glob)}, expected the path as the service has it, without `/w/NAME` in front")
    if not glob.startswith(("/", "*", "?", "[")):
        raise ValueError(f"found {found(glob)}, expected a path that begins with /; did you mean `/{glob}`?")
    return glob


def _are_json_paths(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    mistakes: list[tuple[Place, str]] = []
    for path in body:
        try:
            check_path(path)
        except ValueError as error:
            mistakes.append(((path, KEY), str(error)))
    if mistakes:
        raise mistakes_at(mistakes)
    return body


_ASKED_FOR: Final = [status for status in Status if status is not Status.GONE]


def _status(value: object) -> Status:
    if isinstance(value, str) and value in _ASKED_FOR:
        return Status(value)
    if value == Status.GONE:
        raise ValueError(f"no job is found that is `gone`, expected one of: {listing(_ASKED_FOR)}")
    raise ValueError(no_such("status", value if isinstance(value, str) else found(value), _ASKED_FOR))


JobStatus = Annotated[Status, BeforeValidator(_status)]
Globs = Annotated[list[GlobText], ONE_OR_MORE]
Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
Per = Literal["job", "operation"]


_OF_THE_RULE: Final = frozenset({"call", "every", "chance", "per"})


class Match(Part):
    """What a request must be like: all that is written here must be true. Where there is a list, one of it must."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    provider: Annotated[list[Provider], ONE_OR_MORE] | None = Field(None, description="The provider that is called.")
    operation: Annotated[list[Operation], ONE_OR_MORE] | None = Field(
        None, description="The operation that is called.", examples=["GetJob"]
    )
    method: Annotated[list[Method], ONE_OR_MORE] | None = Field(None, description="The HTTP method.")
    path: Annotated[list[Annotated[GlobText, AfterValidator(_is_path)]], ONE_OR_MORE] | None = Field(
        None, description="A glob on the path. `*` also matches slashes.", examples=["/jobs/*"]
    )
    header: dict[HeaderName, Globs] | None = Field(
        None, min_length=1, description="Headers that must be there, each with a glob on its value."
    )
    query: dict[str, Globs] | None = Field(
        None, min_length=1, description="Parameters of the query that must be there, each with a glob on its value."
    )
    body: Annotated[dict[str, JsonValue], AfterValidator(_are_json_paths)] | None = Field(
        None,
        min_length=1,
        description="Values that must stand in the body, by JSONPath (RFC 9535): a glob on text, any other value as it "
        "is, or a list of which one must be there. A form counts as an object of its fields.",
        examples=[{"$.Settings.MaxSpeakerLabels": 3}],
    )
    credential: Globs | None = Field(
        None, description="A glob on the token, API key or access key id of the caller.", examples=["broke*"]
    )
    region: Globs | None = Field(
        None, description="A glob on the region that the request is signed for.", examples=["us-*"]
    )
    media: Globs | None = Field(
        None, description="A glob on the file name or the URL of one of the job's media.", examples=["*.pdf"]
    )
    name: Globs | None = Field(None, description="A glob on the name that the client gave to the job.")
    metadata: Globs | None = Field(None, description="A glob on the metadata that the client gave to the job.")
    status: Annotated[list[JobStatus], ONE_OR_MORE] | None = Field(
        None, description="The status of the job that is asked for, before this request counts as a poll."
    )
    phase: Annotated[list[PhaseName], ONE_OR_MORE] | None = Field(
        None, description="The phase that the workspace is in."
    )
    not_: "Match | None" = Field(None, alias="not", description="What a request must not be like.")
    any: list["Match"] | None = Field(None, min_length=1, description="Of these, one at least must be true.")

    @model_validator(mode="before")
    @classmethod
    def _counts_nothing(cls, value: Any) -> Any:
        """Refuse within `not` and `any` what is the whole rule's."""
        strange = _OF_THE_RULE & value.keys() if isinstance(value, dict) and cls is Match else ()
        if strange:
            sentence = "counts the requests of the whole rule, expected it beside `not` or `any`, not within"
            raise mistakes_at([((key, KEY), f"`{key}` {sentence}") for key in sorted(strange)])
        return value

    @field_validator("operation")
    @classmethod
    def _exists(cls, names: list[str], info: ValidationInfo) -> list[str]:
        if "provider" not in info.data:
            return names
        mistakes: list[tuple[Place, str]] = []
        for index, name in enumerate(names):
            try:
                check_name(Kind.OPERATION, name, info.data["provider"], vocabulary_of(info))
            except ValueError as error:
                mistakes.append(((index,), str(error)))
        if mistakes:
            raise mistakes_at(mistakes)
        return names

    def acting_providers(self, kind: Kind, names: Collection[str], vocabulary: Vocabulary) -> frozenset[str] | None:
        """Return the providers for which a rule can act that needs `names`; None when it can for all."""
        needs = [vocabulary.providers_with(kind, name) for name in names]
        if self.provider is not None:
            needs.append(frozenset(self.provider))
        if self.operation is not None:
            needs.append(
                frozenset().union(*(vocabulary.providers_with(Kind.OPERATION, name) for name in self.operation))
            )
        return frozenset.intersection(*needs) if needs else None

    def within(self) -> "Iterator[tuple[Place, Match]]":
        """Go through this and all that is nested in it, each with its place."""
        yield (), self
        if self.not_ is not None:
            yield from ((("not", *place), match) for place, match in self.not_.within())
        for index, other in enumerate(self.any or ()):
            yield from ((("any", index, *place), match) for place, match in other.within())

    def places_of(self, *keys: str) -> list[Place]:
        """Return where any of these keys is written, here or in what is nested."""
        return [(*place, key) for place, match in self.within() for key in keys if key in match.model_fields_set]


class When(Match):
    """Which requests a rule is about: those of which all that is written here is true."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["call", "every"]}})

    call: Calls | None = Field(
        None, description="Only the n-th request that the rest of this `when` matches, or some of them: 2..4."
    )
    every: int | None = Field(None, ge=1, description="Only every n-th request that the rest of this `when` matches.")
    chance: Chance | None = Field(
        None, description="Only so many of them. Which ones is decided by the seed, the same in every run."
    )
    per: Per | None = Field(
        None, description="What has a count of its own: each job, or each operation. Left out: the rule has one count."
    )

    @field_validator("every")
    @classmethod
    def _one_count(cls, every: int, info: ValidationInfo) -> int:
        if info.data.get("call") is not None:
            raise ValueError("found `every` beside `call`, expected one of them: write two rules for both")
        return every

    @property
    def counted(self) -> bool:
        return not (self.call is None and self.every is None and self.chance is None)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        for place, match in self.within():
            if place and not match.model_fields_set:
                raise mistakes_at([(place, "found an empty mapping, expected something that can be true or false")])
        return self
