"""The JSON Schema of scenarios, by which editors complete, explain and check."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from mockserver.scenario.language import scenario_language
from mockserver.scenario.parts import NAMES, Names
from mockserver.scenario.places import Places
from mockserver.scenario.timelines import StageItem
from mockserver.scenario.vocabulary import Kind, Vocabulary


class _Schema(GenerateJsonSchema):
    """Leaves out what only Python needs: a key left out is None there, but may not be written empty in a file."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        written = super().default_schema(schema)
        if written.get("default") is None or isinstance(written["default"], dict | list):
            written.pop("default", None)
        return written

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        written["title"] = _title(schema["cls"].__name__)
        if schema["cls"] is StageItem:
            written |= {"minProperties": 1, "maxProperties": 1}
            # No `enum`: of a name that may be a value and a key, editors would make `queued: queued`.
            return {
                "anyOf": [{"type": "string", "pattern": f"^({'|'.join(sorted(StageItem.may_be_empty))})$"}, written]
            }
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A key is its own title; editors would show it twice."""
        return False


def json_schema(vocabulary: Vocabulary, places: Places) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, with the names that providers have, and those of files that lie there."""
    schema: dict[str, Any] = scenario_language(vocabulary).content.model_json_schema(schema_generator=_Schema)
    quirks = schema["properties"]["quirks"]
    schema["properties"]["quirks"] = {"description": quirks["description"], **_quirks(quirks, vocabulary)}
    schema["$defs"] |= {names.value: _listed(names, vocabulary, places) for names in Names}
    schema = _or_parameter(_referring(schema))
    schema["$defs"]["Parameter"] = _PARAMETER
    return {"$schema": _Schema.schema_dialect, **schema}


def _title(part: str) -> str:
    """Return the name of a part in words: "clock" for ClockPart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.removesuffix("Part").removesuffix("Item")).lower()


def _referring(schema: Any) -> Any:
    """Return a schema that refers to the definition of the names that a place takes."""
    if isinstance(schema, list):
        return [_referring(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    held = {key: _referring(value) for key, value in schema.items() if key != NAMES}
    if NAMES in schema:
        held.pop("type")
        held["$ref"] = f"#/$defs/{schema[NAMES]}"
    return held


def _listed(names: Names, vocabulary: Vocabulary, places: Places) -> dict[str, Any]:
    """Return the schema of some names, each with the providers that have it. Fixtures may be others: they are examples."""
    match names:
        case Names.PROVIDERS:
            return {"type": "string", "enum": list(vocabulary.providers)}
        case Names.TRANSCRIPTS:
            return {"type": "string", "minLength": 1, "examples": places.transcripts.names()}
        case Names.BODIES:
            return {"type": "string", "minLength": 1, "examples": places.bodies.names()}
        case _:
            kind = Kind(names.value)
            known = sorted(vocabulary.names(kind))
            return {
                "type": "string",
                "enum": known,
                "enumDescriptions": [vocabulary.about(kind, name) for name in known],
            }


def _quirks(written: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what stands under `quirks`: of each provider one behaviour for all of its quirks, or one for each by its id."""
    of_all, of_each = written["additionalProperties"]["oneOf"]
    behaviour = of_each["additionalProperties"]
    properties = {}
    for provider, words in vocabulary.providers.items():
        about = words.about.get(Kind.QUIRK, {})
        quirks = {name: {"description": about.get(name, name), **behaviour} for name in sorted(words.quirks)}
        each = {"type": "object", "properties": quirks, "additionalProperties": False}
        properties[provider] = {"description": f"The quirks of {provider}.", "anyOf": [of_all, each]}
    return {"type": "object", "properties": properties, "additionalProperties": False}


_PARAMETER: Final = {
    "description": "A parameter such as `${polls:-2}`, in place of the value.",
    "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}",
    "type": "string",
}
_ABOUT: Final = ("title", "description", "examples", "default")


def _or_parameter(schema: Any) -> Any:
    """Return a schema in which a parameter may stand wherever not all text may."""
    if isinstance(schema, list):
        return [_or_parameter(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # Of several ways to write a value a parameter may be any, so `oneOf` would find too many.
    held = {
        "anyOf" if key == "oneOf" else key: value if key in ("examples", "default") else _or_parameter(value)
        for key, value in schema.items()
    }
    kind = schema.get("type")
    narrow = kind in ("string", None) and not schema.keys().isdisjoint({"pattern", "enum", "const", "format"})
    if kind not in ("integer", "number", "boolean") and not narrow:
        return held
    about = {key: held.pop(key) for key in _ABOUT if key in held}
    return {**about, "anyOf": [held, {"$ref": "#/$defs/Parameter"}]}
