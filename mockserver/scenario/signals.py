"""Signals: by which rules for requests end stages of jobs that wait for them."""

from collections.abc import Sequence

from mockserver.scenario.consequences import Then
from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.timelines import Ends
from mockserver.yamlfile.reader import Document
from mockserver.yamlfile.wording import no_such


def check_signals(documents: Sequence[Document[ScenarioFile]]) -> None:
    """Raise ScenarioError for signals that rules send and no stage waits for, in any of the files."""
    awaited = {signal for document in documents for signal in _awaited(document.content)}
    mistakes = [
        document.tree.mistake(
            ("requests", index, "then", "signal"),
            no_such("signal that a stage waits for", rule.then.signal, awaited, "no stage waits for any"),
        )
        for document in documents
        for index, rule in enumerate(document.content.requests)
        if isinstance(rule.then, Then) and rule.then.signal is not None and rule.then.signal not in awaited
    ]
    if mistakes:
        raise ScenarioError(mistakes)


def _awaited(file: ScenarioFile) -> set[str]:
    stays = [item.stay for rule in file.jobs for item in rule.timeline or ()]
    return {stay.signal for stay in stays if isinstance(stay, Ends) and stay.signal is not None}
