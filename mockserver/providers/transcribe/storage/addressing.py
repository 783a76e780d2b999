"""Which bucket and key a request means, by path or by host, and whether it is meant for S3 at all (DESIGN §6)."""

from urllib.parse import quote, urlsplit

from mockserver.gateway.addressing import Arrival
from mockserver.gateway.call import Call
from mockserver.providers.transcribe import authentication
from mockserver.providers.transcribe.hosts import bucket_in_host
from mockserver.providers.transcribe.results.places import is_service_bucket


def segments(arrival: Arrival) -> list[str]:
    """Return the raw bucket and key, as far as they are there. A key may begin and end with slashes, and hold several."""
    path = arrival.rest.removeprefix("/")
    bucket = bucket_in_host(arrival.request.host)
    if bucket is None:
        bucket, _, path = path.partition("/")
    return [part for part in (bucket, path) if part]


def url_of(call: Call, bucket: str, key: str) -> str:
    """Return the address of an object of that key, as the client of this call reaches the bucket: by path or by host."""
    folder = "" if bucket_in_host(urlsplit(call.base_url).netloc) else f"/{bucket}"
    return f"{call.base_url}{folder}/{quote(key)}"


def is_meant(arrival: Arrival) -> bool:
    """Tell whether a request without a prefix is S3's: by its signature, or by a bucket that is known."""
    if authentication.is_for_storage(arrival):
        return True
    addressed = segments(arrival)
    return bool(addressed) and (is_service_bucket(addressed[0]) or _is_known(arrival, addressed[0]))


def _is_known(arrival: Arrival, bucket: str) -> bool:
    return arrival.workspace is not None and arrival.workspace.objects.bucket(bucket) is not None
