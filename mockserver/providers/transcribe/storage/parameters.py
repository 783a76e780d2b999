"""What requests say in their addresses: keys to put something under, numbers in the query."""

from typing import Final

from mockserver.gateway.call import Call
from mockserver.providers.transcribe.storage.errors import invalid

_LONGEST_KEY: Final = 1024
_MOST_DIGITS: Final = 9


def new_key(call: Call) -> str:
    """Return the addressed key. Raises `key_too_long`."""
    key = call.params["key"]
    size = len(key.encode("utf-8", "replace"))
    if size > _LONGEST_KEY:
        raise call.error("key_too_long", f"The key has {size} bytes in UTF-8; S3 takes {_LONGEST_KEY}.")
    return key


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
