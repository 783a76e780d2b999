"""Keys under which something is to be put."""

from typing import Final

from mockserver.gateway.call import Call

_LONGEST: Final = 1024


def new_key(call: Call) -> str:
    """Return the addressed key. Raises `key_too_long`."""
    key = call.params["key"]
    size = len(key.encode("utf-8", "replace"))
    if size > _LONGEST:
        raise call.error("key_too_long", f"The key has {size} bytes in UTF-8; S3 takes {_LONGEST}.")
    return key
