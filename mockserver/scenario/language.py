"""The scenario language: what a file may say at its top, and the JSON Schema of it all."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import PhaseName, Provider, ScenarioName, Text
from mockserver.scenario.rules import JobRule, RequestRule, check_ids
from mockserver.scenario.settings import Accounts, ClockPart, ProviderQuirks, WebhooksPart, check_quirks
from mockserver.scenario.timelines import StageItem
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.parts import ONE_OR_MORE, Part


class ScenarioFile(Part):
    """A scenario: who may come in, how jobs go, where the trouble is."""

    summary: Text = Field(description="What happens in this scenario, in one sentence.")
    extends: Annotated[list[ScenarioName], ONE_OR_MORE] | None = Field(
        None,
        description="Other scenarios. Their rules come after the ones here, in this order; their settings hold where none are "
        "here. A rule with the `id` of one of theirs takes its place.",
        examples=["happy_path", ["flaky", "slow_queue"]],
    )
    seed: int | None = Field(None, description="From where all that looks random is derived. Left out: 1.")
    clock: ClockPart | None = Field(None, description="The time in the workspace. Left out: the machine's.")
    accounts: Accounts | None = Field(None, description="Who may come in. Left out: any well-formed credential.")
    phases: Annotated[list[PhaseName], Field(min_length=1)] | None = Field(
        None,
        description="Named states that rules move between (`then`), and may depend on (`when: {phase: …}`). The first one "
        "is where it begins.",
        examples=[["healthy", "degraded"]],
    )
    jobs: Annotated[list[JobRule], AfterValidator(check_ids)] = Field(
        [], description="How jobs go. The first rule that matches a submission decides."
    )
    requests: Annotated[list[RequestRule], AfterValidator(check_ids)] = Field(
        [], description="Trouble with requests. Every rule that matches acts."
    )
    webhooks: WebhooksPart | None = Field(
        None, description="How webhooks are delivered. Left out: as each provider does."
    )
    quirks: Annotated[dict[Provider, ProviderQuirks], AfterValidator(check_quirks)] | None = Field(
        None, description="Where a provider's documentation and its observed behaviour differ: which of them holds."
    )
    providers: Part | None = Field(None, description="Settings of single providers.")


def scenario_language(vocabulary: Vocabulary) -> Language[ScenarioFile]:
    """Return the language for some providers: under `providers` each of them has the settings that it declares."""
    settings: dict[str, Any] = {
        name: (words.settings | None, Field(None, description=words.settings.__doc__))
        for name, words in vocabulary.providers.items()
        if words.settings is not None
    }
    providers = create_model("ProvidersPart", __base__=Part, __doc__="Settings of single providers.", **settings)
    field: dict[str, Any] = {
        "providers": (providers | None, Field(None, description=ScenarioFile.model_fields["providers"].description))
    }
    return Language(
        create_model("ScenarioFile", __base__=ScenarioFile, __doc__=ScenarioFile.__doc__, **field),
        ScenarioError,
        "scenario",
        starred="a glob that begins with `*`",
        braced="a template `{{ … }}`",
        unmerged="the keys written out, or a scenario to build on with `extends`",
    )


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
        if schema["cls"] is StageItem:
            written |= {"minProperties": 1, "maxProperties": 1}
            return {"anyOf": [{"enum": sorted(StageItem.may_be_empty)}, written]}
        return written


def json_schema(language: Language[ScenarioFile]) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors and for the docs."""
    schema = _or_parameter(language.content.model_json_schema(schema_generator=_Schema))
    schema["$defs"]["Parameter"] = _PARAMETER
    return {"$schema": _Schema.schema_dialect, **schema}


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
