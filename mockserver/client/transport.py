"""How the control API is called: one request, one answer, over HTTP wherever the server runs."""

import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_TIMEOUT_S: Final = 60
_LATE: Final = (
    "Calls that move time or end jobs wait for the receivers of webhooks, each of which may take 10 seconds to answer: "
    "`webhooks()` shows how they did."
)


class MockServerError(Exception):
    """The server refused. The text is its own sentence: for a scenario with mistakes, the whole report.

    `status` is the HTTP status with which it refused; None when it gave no answer.
    """

    __module__ = "mockserver"  # where it is imported from, which is what reports show

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class Transport:
    """Calls the control API of one workspace."""

    def __init__(self, url: str, *, token: str | None = None, ca_file: Path | None = None) -> None:
        """`url` is the workspace's base URL, `token` what the control API asks for, `ca_file` the CA to trust for HTTPS."""
        self._parts = urlsplit(url)
        self._url = url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._ca_file = ca_file

    def call(self, method: str, path: str, options: Mapping[str, Any] | None = None) -> Any:
        """Call `/_mock/PATH` and return what it says, a file as bytes; `options` go into a GET's query, else into the body.

        Raises MockServerError when it refuses, or doesn't answer.
        """
        if self._url and self._parts.scheme not in ("http", "https"):
            raise MockServerError(f"{self._url} is no address of a server: it must begin with http:// or https://.")
        target = f"{self._parts.path}/_mock/{path}"
        body = None
        if method == "GET":
            target += f"?{urlencode(options)}" if options else ""
        else:
            body = json.dumps(options or {})
        connection = self._connection()
        connected = False
        try:
            connection.connect()
            connected = True
            connection.request(method, target, body, self._headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            if connected and isinstance(error, TimeoutError):
                raise MockServerError(
                    f"{self._url} hasn't answered {method} /_mock/{path} within {_TIMEOUT_S} seconds. {_LATE}"
                ) from error
            raise MockServerError(f"No mock server answers at {self._url}: {error}") from error
        finally:
            connection.close()
        content_type = response.headers.get_content_type()
        said: Any = content if content_type == "application/octet-stream" else content.decode("utf-8", "replace")
        try:
            said = json.loads(content) if content_type.endswith("json") else said
        except ValueError as error:
            raise MockServerError(f"What answers at {self._url} is no mock server: {said[:80]!r}") from error
        if response.status >= 400:
            sentence = said.get("detail") if isinstance(said, dict) else None
            other = f"What answers at {self._url} is no mock server, or an older one: {response.status} for {target}."
            raise MockServerError(sentence or other, response.status)
        return said

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
        context = ssl.create_default_context(cafile=self._ca_file)
        return http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
