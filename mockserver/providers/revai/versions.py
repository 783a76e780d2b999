"""The two versions of the API, and where each is found."""

from enum import StrEnum
from typing import Final

from mockserver.gateway.call import Call


class Version(StrEnum):
    """A version of the API. What differs between them is kept in tables by version, next to what it is about."""

    V1 = "v1"
    V1BETA = "v1beta"


# The released version first moved from /revspeech/v1beta to /revspeech/v1, and then to where it is now (revai.md §1.1).
_ROOTS: Final = ("/speechtotext/v1", "/revspeech/v1", "/revspeech/v1beta")


def version_of(call: Call) -> Version:
    """Return the version that a call's path addresses."""
    return Version.V1BETA if call.arrival.segments[:2] == ["revspeech", "v1beta"] else Version.V1


def in_both(path: str) -> tuple[str, ...]:
    """Return the templates of a path that both versions have."""
    return tuple(root + path for root in _ROOTS)
