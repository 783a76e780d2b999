"""The version, and how the server names itself."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final


def _version() -> str:
    try:
        return version("mockserver")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0"


VERSION: Final = _version()
SERVER_HEADER: Final = f"mockserver/{VERSION}"
