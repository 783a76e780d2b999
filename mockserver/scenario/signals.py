"""Signals: by which rules for requests end stages of jobs that wait for them."""

from collections.abc import Iterator, Sequence

from mockserver.scenario.consequences import Then
from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.timelines import Ends
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.reader import Document
from mockserver.yamlfile.wording import no_such


def unawaited_signals(documents: Sequence[Document[ScenarioFile]]) -> Iterator[Mistake]:
    """Yield a mistake for each signal that a rule sends and no stage waits for, in any of the files."""
    awaited = {signal for document in documents for signal in _awaited(document.content)}
    for document in documents:
        for index, rule in enumerate(document.content.requests):
            if isinstance(rule.then, Then) and rule.then.signal is not None and rule.then.signal not in awaited:
                sentence = no_such("signal that a stage waits for", rule.then.signal, awaited, "no stage waits for any")
                yield document.tree.mistake(("requests", index, "then", "signal"), sentence)


def _awaited(file: ScenarioFile) -> set[str]:
    stays = [item.stay for rule in file.jobs for item in rule.timeline or ()]
    return {stay.signal for stay in stays if isinstance(stay, Ends) and stay.signal is not None}
