"""One local server that stands in for Claudio, Rev.ai and Amazon Transcribe.

`MockServer` runs it within a program, `create_app` makes the aiohttp application of it. Both are imported when they are
first used, so that a pytest run which never does pays nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.app import create_app
    from mockserver.client import AsyncMockWorkspace, MockServer, MockServerError, MockWorkspace

__all__ = ["AsyncMockWorkspace", "MockServer", "MockServerError", "MockWorkspace", "create_app"]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from mockserver.app import create_app

        return create_app
    if name in __all__:
        from mockserver import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
