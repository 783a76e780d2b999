"""Values by which requests and jobs are asked for, checked as scenarios are: a slip would find nothing, and tell nobody."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.control.endpoints import Surroundings
from mockserver.control.mistakes import as_sentence
from mockserver.gateway.call import Call
from mockserver.scenario.asked import asked
from mockserver.scenario.mistakes import ScenarioError

_CHECKED: Final = ("provider", "operation", "method", "path")


def check_words(surroundings: Surroundings, call: Call, query: Mapping[str, Any]) -> None:
    """Refuse what a `when` would refuse of a query, in the same words. Raises bad_request."""
    words = {name: query[name] for name in _CHECKED if name in query}
    try:
        asked(words, surroundings.library.vocabulary)
    except ScenarioError as error:
        told = " ".join(as_sentence(mistake.message) for mistake in error.mistakes)
        raise call.error("bad_request", told) from error
