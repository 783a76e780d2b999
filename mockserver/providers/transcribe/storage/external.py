"""Another S3 that holds media and results: a small client that signs what it sends (transcribe.md §7.4)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from yarl import URL

from mockserver.engine.webhooks import DeliveryFailed
from mockserver.gateway.outgoing import Outgoing, Received
from mockserver.providers.transcribe.settings import ExternalStorage

_OK, _PARTIAL = 200, 206
_READS: Final = frozenset({_OK, _PARTIAL})


class ExternalS3:
    """Calls an S3 by path-style addresses. Raises DeliveryFailed where it gives no answer."""

    def __init__(self, settings: ExternalStorage, outgoing: Outgoing) -> None:
        self._settings = settings
        self._outgoing = outgoing

    async def has_bucket(self, bucket: str) -> bool:
        """Tell whether there is a bucket that we may see."""
        return (await self._call("HEAD", f"/{quote(bucket)}")).status == _OK

    async def size(self, bucket: str, key: str) -> int | None:
        """Return an object's size in bytes; None when there is none that we may read."""
        received = await self._call("HEAD", object_path(bucket, key))
        length = received.headers.get("Content-Length", "0")
        return int(length) if received.status == _OK and length.isdecimal() else None

    async def beginning(self, bucket: str, key: str, most: int) -> bytes:
        """Return the first bytes of an object, `most` of them; none where it can't be read."""
        received = await self._call(
            "GET", object_path(bucket, key), headers={"Range": f"bytes=0-{most - 1}"}, most=most
        )
        return received.body if received.status in _READS else b""

    async def put(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        """Write an object. Raises DeliveryFailed where it isn't taken."""
        received = await self._call("PUT", object_path(bucket, key), body, {"Content-Type": content_type}, most=1000)
        if received.status != _OK:
            said = " ".join(received.body.decode("utf-8", "replace").split())
            raise DeliveryFailed(f"s3://{bucket}/{key} wasn't taken: status {received.status}. {said}")

    async def _call(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, most: int = 0
    ) -> Received:
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        settings = self._settings
        url = settings.endpoint_url.rstrip("/") + path
        request = AWSRequest(method=method, url=url, data=body, headers=dict(headers or {}))
        request.context["payload_signing_enabled"] = True
        credentials = Credentials(settings.access_key_id, settings.secret_access_key)
        S3SigV4Auth(credentials, "s3", settings.region).add_auth(request)
        return await self._outgoing.request(
            method, URL(url, encoded=True), body, dict(request.headers.items()), most=most
        )


def object_path(bucket: str, key: str) -> str:
    """Return the path of an object's address, encoded."""
    return f"/{quote(bucket)}/{quote(key)}"
