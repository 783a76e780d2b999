"""How a stream is closed: the codes and reasons of the service (revai.md §2.16), and which error is which of them."""

from collections.abc import Mapping
from typing import Final

from mockserver.gateway.answers import Close
from mockserver.gateway.errors import ApiError

END_OF_INPUT: Final = Close(1000, "End of input. Closing")
IDLE: Final = Close(1000, "No data has been transferred, closing connection")
MAX_LIFETIME: Final = Close(1000, "Reached max session lifetime")
_UNAUTHORIZED: Final = Close(4001, "Unauthorized")
_BAD_REQUEST: Final = Close(4002, "Bad request")
_NO_VOCABULARY: Final = Close(4002, "Bad request: could not find custom vocabulary")
_INSUFFICIENT_CREDITS: Final = Close(4003, "Insufficient credits")
SHUTTING_DOWN: Final = Close(4010, "Server shutting down")
_NO_INSTANCE: Final = Close(4013, "No instance available")
_TOO_MANY: Final = Close(4029, "Too many requests")
_INTERNAL: Final = Close(1011, "Internal server error")

_CLOSES: Final[Mapping[str, Close]] = {
    "unauthorized": _UNAUTHORIZED,
    "access_denied": _UNAUTHORIZED,
    "forbidden": _UNAUTHORIZED,
    "vocabulary_not_found": _NO_VOCABULARY,
    "out_of_credit": _INSUFFICIENT_CREDITS,
    "shutting_down": SHUTTING_DOWN,
    "service_unavailable": _NO_INSTANCE,
    "rate_limited": _TOO_MANY,
    "server_error": _INTERNAL,
    "bad_gateway": _INTERNAL,
    "gateway_timeout": _INTERNAL,
}


def closing(error: ApiError) -> Close:
    """Return how an error closes a stream. What isn't listed is a bad request, whose details are told."""
    close = _CLOSES.get(error.name)
    if close is not None:
        return close
    return Close(_BAD_REQUEST.code, f"{_BAD_REQUEST.reason}: {error.explanation or error.name}")
