"""A `when` outside of a scenario: which of the requests that came are asked for, in the same language, by the same messages."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver.engine.randomness import Seed
from mockserver.scenario.compiled_when import condition, turns
from mockserver.scenario.conditions import Facts
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import Known
from mockserver.scenario.places import Places
from mockserver.scenario.triggers import Trigger
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.scenario.when import When
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.reader import read

_LANGUAGE: Final = Language(When, ScenarioError, "`when`")


@dataclass(frozen=True, slots=True)
class Asked:
    """A compiled `when` that is asked of one request after the other. It has counts of its own: `call: 2` is the second."""

    rule: Trigger
    _counts: Counter[str] = field(default_factory=Counter)

    async def picks(self, facts: Facts, seed: Seed) -> bool:
        """Tell whether a request is one that is asked for."""
        if not self.rule.when.concerns(facts.provider, facts.operation):
            return False
        if self.rule.deep:
            await facts.looked()
        if not self.rule.when.holds(facts):
            return False
        return await self.rule.acts(await self.rule.counted(facts, self._count), self._count, seed)

    async def _count(self, name: str) -> int:
        self._counts[name] += 1
        return self._counts[name]


def asked(written: Mapping[str, Any], vocabulary: Vocabulary) -> Asked:
    """Read and compile a `when` that is written as JSON. Raises ScenarioError with all its mistakes, as of a file `when`."""
    text = json.dumps(written, indent=2, ensure_ascii=False)
    when = read(text, "when", _LANGUAGE, Known(vocabulary, Places(()))).content
    met = condition(when, when.acting_providers(Kind.ERROR, [], vocabulary))
    return Asked(Trigger("when", met, turns(when), "asked"))
