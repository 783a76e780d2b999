"""JSONPath (RFC 9535): compiled once, and its library imported only when a scenario has one."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.scenario.globs import glob
from mockserver.yamlfile.wording import found

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery


def check_path(path: str) -> None:
    """Raise ValueError with a sentence when a text is no JSONPath."""
    from jsonpath_rfc9535 import JSONPathError

    try:
        _compiled(path)
    except JSONPathError as error:
        why = str(error).partition(",")[0]
        raise ValueError(
            f"found {found(path)}, expected a JSONPath such as $.Settings.MaxSpeakerLabels: {why}"
        ) from None


def finds(path: str, wanted: Any) -> Callable[[object], bool]:
    """Return a function that tells whether a document holds a wanted value at a path.

    Text is a glob: on text as it is, on anything else as it would be written in JSON. Of a list, one must be there. Any
    other value must be the same.
    """
    query = _compiled(path)
    checks = [_check(one) for one in (wanted if isinstance(wanted, list) else [wanted])]

    def holds(document: object) -> bool:
        from jsonpath_rfc9535 import JSONPathError

        try:
            values = query.find(document).values()  # type: ignore[arg-type]
        except JSONPathError:  # a document that is nested too deeply
            return False
        return any(check(value) for value in values for check in checks)

    return holds


@lru_cache(maxsize=256)
def _compiled(path: str) -> "JSONPathQuery":
    import jsonpath_rfc9535

    return jsonpath_rfc9535.compile(path)


def _check(wanted: object) -> Callable[[object], bool]:
    if isinstance(wanted, str):
        pattern = glob([wanted])
        return lambda value: pattern.match(value if isinstance(value, str) else json.dumps(value)) is not None
    return lambda value: value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
