"""The versions of the API, and where each is found."""

from enum import StrEnum
from typing import Final

from mockserver.gateway.call import Call


class Version(StrEnum):
    """A version of the API. What differs between them is kept in tables by version, next to what it is about."""

    V1 = "v1"
    EARLY_V1 = "early-v1"
    """The released version as it was first, under another path: it has all that v1 has, in the ways of its time."""
    V1BETA = "v1beta"


# The released version first moved from /revspeech/v1beta to /revspeech/v1, and then to where it is now (revai.md §1.1).
_ROOTS: Final = {
    Version.V1: "/speechtotext/v1",
    Version.EARLY_V1: "/revspeech/v1",
    Version.V1BETA: "/revspeech/v1beta",
}
_OLDER: Final = {
    tuple(root.strip("/").split("/")): version for version, root in _ROOTS.items() if version is not Version.V1
}


def version_of(call: Call) -> Version:
    """Return the version that a call's path addresses."""
    return _OLDER.get(tuple(call.arrival.segments[:2]), Version.V1)


def in_all(path: str) -> tuple[str, ...]:
    """Return the templates of a path that all versions have."""
    return tuple(root + path for root in _ROOTS.values())


def in_v1(path: str) -> tuple[str, ...]:
    """Return the templates of a path that v1beta lacks."""
    return tuple(root + path for version, root in _ROOTS.items() if version is not Version.V1BETA)
