"""The scenario language: what a file may say at its top."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, create_model

from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import PhaseName, Provider, ScenarioName, Text
from mockserver.scenario.rules import JobRule, RequestRule, check_ids
from mockserver.scenario.settings import Accounts, ClockPart, ProviderQuirks, WebhooksPart, check_quirks
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.parts import ONE_OR_MORE, Part, mistakes_at


def _once(names: list[str]) -> list[str]:
    """Refuse a name that is there twice."""
    again = [(index, name) for index, name in enumerate(names) if name in names[:index]]
    if again:
        raise mistakes_at([((index,), f"found `{name}` a second time, expected it once") for index, name in again])
    return names


class ScenarioFile(Part):
    """A scenario: who may come in, how jobs go, where the trouble is."""

    summary: Text = Field(description="What happens in this scenario, in one sentence.")
    extends: Annotated[list[ScenarioName], ONE_OR_MORE, AfterValidator(_once)] | None = Field(
        None,
        description="Other scenarios. Their rules come after the ones here, in this order; their settings hold where none are "
        "here. A rule with the `id` of one of theirs takes its place.",
        examples=["happy_path", ["flaky", "slow_queue"]],
    )
    seed: int | None = Field(None, description="From where all that looks random is derived. Left out: 1.")
    clock: ClockPart | None = Field(None, description="The time in the workspace. Left out: the machine's.")
    accounts: Accounts | None = Field(None, description="Who may come in. Left out: any well-formed credential.")
    phases: Annotated[list[PhaseName], Field(min_length=1), AfterValidator(_once)] | None = Field(
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
