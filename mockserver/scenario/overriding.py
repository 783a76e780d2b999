"""Overriding: a rule with an id stands in the place of the one with this id in what its scenario extends."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.rules import JobRule, RequestRule, RuleT
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parts import Place
from mockserver.yamlfile.reader import Document
from mockserver.yamlfile.wording import nearest, no_such

_SECTIONS: Final = ("jobs", "requests")


def overridden(named: Sequence[tuple[str, RuleT]]) -> list[tuple[str, RuleT]]:
    """Return rules without those that others override or switch off: of one id the first stands, in the place of the last."""
    first: dict[str, tuple[str, RuleT]] = {}
    for pair in named:
        if pair[1].id is not None:
            first.setdefault(pair[1].id, pair)
    kept: list[tuple[str, RuleT]] = []
    for pair in reversed(named):
        if pair[1].id is None:
            kept.append(pair)
        elif pair[1].id in first:
            kept.append(first.pop(pair[1].id))
    return [(name, rule) for name, rule in reversed(kept) if not rule.off]


def off_in_vain(documents: Sequence[Document[ScenarioFile]]) -> Iterator[Mistake]:
    """Yield a mistake for each rule that is switched off and isn't there. Each file comes before all that it extends."""
    for number, document in enumerate(documents):
        for place, rule, theirs in _with_ids(document, documents[number + 1 :]):
            if rule.off and rule.id not in theirs:
                sentence = no_such("rule of what is extended", str(rule.id), theirs, "which has none with an id")
                yield document.tree.mistake(place, sentence)


def slips(first: Document[ScenarioFile], others: Sequence[Document[ScenarioFile]]) -> Iterator[Mistake]:
    """Yield a warning for each id of a scenario's own file that overrides nothing, and is nearly one in what it extends."""
    for place, rule, theirs in _with_ids(first, others):
        near = None if rule.id is None or rule.id in theirs else nearest(rule.id, theirs)
        if near is not None:
            sentence = f"no rule of what is extended has the id `{rule.id}`, so this one overrides none; did you mean `{near}`?"
            yield replace(first.tree.mistake(place, sentence), severity="warning")


def _with_ids(
    document: Document[ScenarioFile], others: Sequence[Document[ScenarioFile]]
) -> Iterator[tuple[Place, JobRule | RequestRule, frozenset[str]]]:
    """Yield the place of each id in a file, with its rule and the ids of the rules of the same kind in others."""
    for section in _SECTIONS:
        theirs = frozenset(
            rule.id for other in others for rule in getattr(other.content, section) if rule.id is not None
        )
        for index, rule in enumerate(getattr(document.content, section)):
            if rule.id is not None:
                yield (section, index, "id"), rule, theirs
