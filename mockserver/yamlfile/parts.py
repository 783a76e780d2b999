"""What languages are made of: parts that are read strictly, values with several ways to write them, places.

Nothing unknown is let in and nothing is converted silently. Where a value may be written in several ways, the way is
chosen by looking at it first (`ways`), so that a mistake is told once, for the way that was meant. Every validator
raises a sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from mockserver.yamlfile.wording import nearest

Place = tuple[int | str, ...]
"""The way to a value from the top of what is read: keys and indexes, such as `("turns", 2, "text")`."""

KEY = "[key]"
"""At the end of a mistake's place: the key is meant, not the value under it."""


def is_way(step: int | str) -> bool:
    """Tell whether a step of a mistake's place is the name of a way of writing, which stands in no file."""
    return isinstance(step, str) and step.startswith("<")


def mistakes_at(mistakes: Sequence[tuple[Place, str]]) -> ValidationError:
    """Return an error that tells several sentences, each at its own place within the part."""
    return ValidationError.from_exception_data(
        "mistakes",
        [
            InitErrorDetails(
                type=PydanticCustomError("sentence", "{sentence}", {"sentence": sentence}), loc=place, input=0
            )
            for place, sentence in mistakes
        ],
    )


def ways(plain: str, **mappings: str) -> Discriminator:
    """Choose the way in which a value is written: `plain`, or for a mapping the one whose keys its own are nearest to.

    Each of `mappings` names the keys of one, divided by blanks. The first is taken when none is near.
    """
    owners = {key: name for name, own in mappings.items() for key in own.split()}

    def way(value: object) -> str:
        if not isinstance(value, Mapping):
            return f"<{plain}>"
        meant = (owners[key] for key in (nearest(str(key), owners) for key in value) if key)
        return f"<{next(meant, next(iter(mappings)))}>"

    return Discriminator(way)


class _OneOrMore:
    """Reads a single value as a list of it."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several | {"minItems": 1}]}


def _listed(value: object) -> object:
    if isinstance(value, list) and not value:
        raise ValueError("found an empty list, expected something in it (or leave the key out)")
    return value if isinstance(value, list) else [value]


ONE_OR_MORE: Final = _OneOrMore()
"""Beside the type of a list: one of its items may be written without the list around it."""


class Part(BaseModel):
    """Any part of a file that is a mapping of known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    may_be_empty: ClassVar[frozenset[str]] = frozenset()
    """The keys that may be written with no value after them."""

    @field_validator("*", mode="before")
    @classmethod
    def _has_a_value(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.field_name not in cls.may_be_empty:
            raise ValueError("found nothing, expected a value (or leave the key out)")
        return value
