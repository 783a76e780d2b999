"""The headers that are kept with an object: what describes its content, and the client's own."""

from collections.abc import Mapping
from typing import Final

from mockserver.gateway.call import Call
from mockserver.providers.transcribe.storage.errors import invalid

_OWN: Final = "x-amz-meta-"
_MOST_OWN_BYTES: Final = 2048
_FRAMING: Final = "aws-chunked"
_DESCRIBING: Final = (
    "content-type",
    "content-encoding",
    "content-language",
    "content-disposition",
    "cache-control",
    "expires",
)
_OVERRIDES: Final = {f"response-{name}": name for name in _DESCRIBING}


def described(call: Call) -> Mapping[str, str]:
    """Return the headers to be kept with an object, by lower-case names. Raises `metadata_too_large`."""
    kept = {}
    own_bytes = 0
    for name, value in call.headers.items():
        name = name.lower()
        if name.startswith(_OWN):
            own_bytes += len(name) - len(_OWN) + len(value)
        elif name not in _DESCRIBING:
            continue
        kept[name] = _sendable(value)
    if own_bytes > _MOST_OWN_BYTES:
        raise call.error(
            "metadata_too_large", f"The {_OWN}* headers have {own_bytes} bytes; {_MOST_OWN_BYTES} are taken."
        )
    encodings = [encoding.strip() for encoding in kept.pop("content-encoding", "").split(",")]
    own_encodings = [encoding for encoding in encodings if encoding and encoding != _FRAMING]
    if own_encodings:
        kept["content-encoding"] = ",".join(own_encodings)
    return kept


def overrides(call: Call) -> Mapping[str, str]:
    """Return the headers that the query wants in place of the kept ones. Raises InvalidArgument for what is no header."""
    wanted = {name: call.query[parameter] for parameter, name in _OVERRIDES.items() if parameter in call.query}
    for name, value in wanted.items():
        if not value.isprintable() or value != _sendable(value):
            raise invalid(call, f"Response header {name} isn't valid.", ArgumentName=f"response-{name}")
    return wanted


def _sendable(value: str) -> str:
    """Return a header's value as UTF-8 can carry it: aiohttp keeps bytes that are none as lone surrogates."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
