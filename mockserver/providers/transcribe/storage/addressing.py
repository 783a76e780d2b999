"""Which bucket and key a request means, by path or by host, and whether it is meant for S3 at all (DESIGN §6)."""

import re
from typing import Final

from mockserver.gateway.addressing import Arrival
from mockserver.providers.transcribe import authentication
from mockserver.providers.transcribe.results.places import is_service_bucket

_BUCKET_IN_HOST: Final = re.compile(r"(?P<bucket>[a-z0-9.-]+?)\.(?:s3[.-][a-z0-9.-]*amazonaws\.com|(?:s3\.)?localhost)")
_ENDPOINT: Final = "s3"


def segments(arrival: Arrival) -> list[str]:
    """Return the raw bucket and key, as far as they are there. A key may begin and end with slashes, and hold several."""
    path = arrival.rest.removeprefix("/")
    bucket = bucket_in_host(arrival.request.host)
    if bucket is None:
        bucket, _, path = path.partition("/")
    return [part for part in (bucket, path) if part]


def bucket_in_host(host: str) -> str | None:
    """Return the bucket that stands before the host's name: `my-bucket.localhost`, `my-bucket.s3.eu-west-1.amazonaws.com`."""
    match = _BUCKET_IN_HOST.fullmatch(host.partition(":")[0].lower())
    return match["bucket"] if match and match["bucket"] != _ENDPOINT else None


def is_meant(arrival: Arrival) -> bool:
    """Tell whether a request without a prefix is S3's: by its signature, or by a bucket that is known."""
    if authentication.is_for_storage(arrival):
        return True
    addressed = segments(arrival)
    return bool(addressed) and (is_service_bucket(addressed[0]) or _is_known(arrival, addressed[0]))


def _is_known(arrival: Arrival, bucket: str) -> bool:
    return arrival.workspace is not None and arrival.workspace.objects.bucket(bucket) is not None
