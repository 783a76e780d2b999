"""Numbers in a query."""

from typing import Final

from mockserver.gateway.call import Call
from mockserver.providers.transcribe.storage.errors import invalid

_MOST_DIGITS: Final = 9


def number_in_query(call: Call, parameter: str, default: int) -> int:
    """Return a whole number from 0 on. Raises InvalidArgument for anything else."""
    text = call.query.get(parameter, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise invalid(
            call,
            f"Provided {parameter} not an integer or within integer range",
            ArgumentName=parameter,
            ArgumentValue=text,
        )
    return int(text)
