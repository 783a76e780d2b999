"""From a request's JSON to options, or to sentences about what is wrong with them, by field (revai.md §4)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import ValidationError

from mockserver.gateway.provider import Documented
from mockserver.providers.revai.options import Contradiction, Options

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# By pydantic's name for what is wrong. Those for missing fields, URLs and maxima are the service's own (revai.md §4); the
# others follow their manner. What a sentence doesn't use is left over.
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "The {field} field is required",
    "not_url": "The {field} field is not a valid fully-qualified http, https, or ftp URL.",
    "not_authorization": "The {field} field must hold a scheme and a token.",
    "not_supported": "The {field} field holds a value that is not supported.",
    "string_too_long": "The max length for {field} is {max_length}",
    "too_long": "The max number of values for {field} is {max_length}",
    "too_short": "The min number of values for {field} is {min_length}",
    "less_than_equal": "The max value for {field} is {le}",
    "greater_than_equal": "The min value for {field} is {ge}",
    "literal_error": "The {field} field must be {expected}.",
    "string_type": "The {field} field must be a string.",
    "bool_type": "The {field} field must be a boolean.",
    "int_type": "The {field} field must be an integer.",
    "float_type": "The {field} field must be a number.",
    "bool_parsing": "The {field} field must be a boolean.",
    "int_parsing": "The {field} field must be an integer.",
    "float_parsing": "The {field} field must be a number.",
    "wrong_content_type": "{sentence}",
    "finite_number": "The {field} field must be a number.",
    "list_type": "The {field} field must be an array.",
    "model_type": "The {field} field must be an object.",
}
_ANY_OTHER: Final = "The {field} field is not valid."
_MOST_SENTENCES: Final = 100


OptionsT = TypeVar("OptionsT", bound=Options)


class InvalidParameters(Exception):
    """Options are wrong. `parameters` has the sentences by field."""

    def __init__(self, parameters: dict[str, list[str]]) -> None:
        super().__init__("; ".join(parameters))
        self.parameters = parameters


def read_options(model: type[OptionsT], data: Mapping[str, Any], documented: Documented | None = None) -> OptionsT:
    """Return the options that `data` holds, as far as quirks let them. Raises InvalidParameters."""
    try:
        options = model.model_validate(data, context=documented)
    except ValidationError as error:
        mistakes = [_mistake(details) for details in error.errors(include_url=False)[:_MOST_SENTENCES]]
    else:
        mistakes = list(options.contradictions())
        if not mistakes:
            return options
    raise InvalidParameters(by_field(mistakes))


def by_field(mistakes: Iterable[Contradiction]) -> dict[str, list[str]]:
    """Return the sentences about each field, each once."""
    parameters: dict[str, list[str]] = {}
    for field, sentence in mistakes:
        sentences = parameters.setdefault(field, [])
        if sentence not in sentences:
            sentences.append(sentence)
    return parameters


def required(field: str) -> InvalidParameters:
    """Return the complaint that a field is missing."""
    return InvalidParameters({field: [_SENTENCES["missing"].format(field=field)]})


def _mistake(error: "ErrorDetails") -> tuple[str, str]:
    location = error["loc"]
    path = "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in location).lstrip(".")
    field = next((part for part in reversed(location) if isinstance(part, str)), "")
    sentence = _SENTENCES.get(error["type"], _ANY_OTHER).format(field=field, **error.get("ctx", {}))
    # The service ends the sentence about a missing field with a full stop only within an object (revai.md §4).
    return path, f"{sentence}." if error["type"] == "missing" and len(location) > 1 else sentence
