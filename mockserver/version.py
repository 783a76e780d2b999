"""The version, and how the server names itself."""

from typing import Final

VERSION = "0.1.0"
SERVER_HEADER: Final = f"mockserver/{VERSION}"
