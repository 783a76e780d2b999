"""What the tests of the storage side share: a client that speaks S3 by hand, and its XML."""

import io
from typing import Any
from xml.etree import ElementTree

from aiohttp import ClientResponse
from yarl import URL

from tests.conftest import Client, MakeClient
from tests.providers.transcribe_support import FROZEN, signed

_NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
STRICT = f"{FROZEN}\nproviders: {{transcribe: {{storage: {{create_buckets: false}}}}}}"


class Storage:
    """Calls S3 at `/s3`. Addresses are sent as they are written."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, method: str, address: str, body: Any = None, **headers: str) -> ClientResponse:
        """`headers` are written with underscores for hyphens."""
        url = URL(str(self.client.make_url("/")) + f"s3/{address}", encoded=True)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = io.BytesIO(body) if isinstance(body, bytes) and body else body
        response = await self.client.session.request(method, url, data=data, headers=signed(service="s3") | named)
        await response.read()
        return response

    async def put(self, address: str, body: Any = b"hello", **headers: str) -> ClientResponse:
        response = await self.call("PUT", address, body, **headers)
        assert response.status == 200, await response.text()
        return response

    async def get(self, address: str, **headers: str) -> bytes:
        response = await self.call("GET", address, **headers)
        assert response.status in (200, 206), await response.text()
        return await response.read()

    async def xml(self, method: str, address: str, body: Any = None, **headers: str) -> ElementTree.Element:
        """Return the document that a call answers with, its tags without the namespace."""
        response = await self.call(method, address, body, **headers)
        assert response.status == 200, await response.text()
        document = ElementTree.fromstring(await response.text())
        for element in document.iter():
            assert element.tag.startswith(_NAMESPACE)
            element.tag = element.tag.removeprefix(_NAMESPACE)
        return document

    async def refused(self, method: str, address: str, body: Any = None, **headers: str) -> tuple[int, str, str]:
        """Return status, code and message of the error that a call answers with."""
        response = await self.call(method, address, body, **headers)
        text = await response.text()
        assert response.status >= 400, text
        assert response.headers["Content-Type"] == "application/xml"
        error = ElementTree.fromstring(text)
        assert error.tag == "Error"
        assert error.findtext("RequestId") == response.headers["x-amz-request-id"]
        return response.status, error.findtext("Code", ""), error.findtext("Message", "")


async def make_storage(make_client: MakeClient, scenario: str = FROZEN, **options: Any) -> Storage:
    return Storage(await make_client(scenario=scenario, **options))


def texts(document: ElementTree.Element, path: str) -> list[str | None]:
    """Return the texts of all elements at a path."""
    return [element.text for element in document.iterfind(path)]
