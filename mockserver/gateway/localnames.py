"""Host names that nobody can buy, so that whoever comes by one of them means a machine of their own network."""

from fnmatch import fnmatchcase
from typing import Final

_LOCAL_NAMES: Final = ("localhost", "*.localhost", "*.local", "*.internal", "*.test")


def is_local_name(name: str) -> bool:
    """Tell whether a host name is a local one: without a dot (`mockserver` in a compose file), or under a reserved ending."""
    return "." not in name or any(fnmatchcase(name.lower(), known) for known in _LOCAL_NAMES)
