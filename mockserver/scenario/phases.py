"""Phases: the named states of a scenario, between which its rules move."""

from collections.abc import Iterator, Sequence

from mockserver.scenario.language import ScenarioFile
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parts import Place
from mockserver.yamlfile.reader import Document
from mockserver.yamlfile.wording import no_such

_NONE = "there are none; name them at the top of the file, such as `phases: [healthy, degraded]`"


def phases(documents: Sequence[Document[ScenarioFile]]) -> tuple[str, ...]:
    """Return the phases that some files name between them, from the first that names any. Empty text is the only one else."""
    return _named(documents) or ("",)


def unknown_phases(documents: Sequence[Document[ScenarioFile]]) -> Iterator[Mistake]:
    """Yield a mistake wherever a rule names a phase that no file does."""
    named = _named(documents)
    for document in documents:
        for place, phase in _mentioned(document.content):
            if phase not in named:
                yield document.tree.mistake(place, no_such("phase of this scenario", phase, named, _NONE))


def _named(documents: Sequence[Document[ScenarioFile]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phase for document in documents for phase in document.content.phases or ()))


def _mentioned(file: ScenarioFile) -> Iterator[tuple[Place, str]]:
    for key in ("jobs", "requests"):
        for index, rule in enumerate(getattr(file, key)):
            for place, match in rule.when.within():
                for number, phase in enumerate(match.phase or ()):
                    yield (key, index, "when", *place, "phase", number), phase
    for index, request in enumerate(file.requests):
        if isinstance(request.then, str):
            yield ("requests", index, "then"), request.then
        elif request.then is not None and request.then.phase is not None:
            yield ("requests", index, "then", "phase"), request.then.phase
