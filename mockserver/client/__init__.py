"""What a test holds in its hand: a workspace of a running server, and a server that runs in a thread of its own."""

from mockserver.client.asynchronous import AsyncMockWorkspace
from mockserver.client.clock import MockClock
from mockserver.client.endpoints import ClaudioEndpoint, RevAiEndpoint, TranscribeEndpoint
from mockserver.client.journal import RecordedRequest
from mockserver.client.manners import ClientManners
from mockserver.client.server import MockServer
from mockserver.client.transport import MockServerError
from mockserver.client.workspace import MockWorkspace

__all__ = [
    "AsyncMockWorkspace",
    "ClaudioEndpoint",
    "ClientManners",
    "MockClock",
    "MockServer",
    "MockServerError",
    "MockWorkspace",
    "RecordedRequest",
    "RevAiEndpoint",
    "TranscribeEndpoint",
]
