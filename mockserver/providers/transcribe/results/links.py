"""Links to results: plain ones into the client's bucket, presigned ones into the service's own (transcribe.md §3.1)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode

from mockserver.engine.clock import utc
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.results.places import Result

VALID_S = 900
_DATE = "%Y%m%dT%H%M%SZ"
_KEY_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class BadLink(Exception):
    """A link doesn't open what it is used for. `error` is the name of S3's error, the text a sentence."""

    def __init__(self, error: str, sentence: str) -> None:
        super().__init__(sentence)
        self.error = error


def link(result: Result, base_url: str, now_ms: int, seed: Seed, region: str) -> str:
    """Return the URL at which a result is downloaded. That of a result in the service's bucket is valid for 15 minutes."""
    path = f"/{result.bucket}/{quote(result.key)}"
    if result.own_bucket:
        return base_url + path
    key_id, session_token = _service_credentials(seed)
    date = utc(now_ms).strftime(_DATE)
    query = {
        "X-Amz-Security-Token": session_token,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": date,
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Expires": str(VALID_S),
        "X-Amz-Credential": f"{key_id}/{date[:8]}/{region}/s3/aws4_request",
        "X-Amz-Signature": _signature(seed, result.bucket, result.key, date, str(VALID_S)),
    }
    return f"{base_url}{path}?{urlencode(query)}"


def check_link(bucket: str, key: str, query: Mapping[str, str], now_ms: int, seed: Seed) -> None:
    """Raise BadLink unless the query of a link into the service's bucket is one that was handed out and still valid."""
    date, expires = query.get("X-Amz-Date", ""), query.get("X-Amz-Expires", "")
    signature = query.get("X-Amz-Signature")
    if signature is None:
        raise BadLink("access_denied", "Results in the service's bucket open with the whole link, its query included.")
    if signature != _signature(seed, bucket, key, date, expires):
        raise BadLink("signature_mismatch", "The link isn't as GetTranscriptionJob gave it: path or query was changed.")
    expired_ms = (int(datetime.strptime(date, _DATE).replace(tzinfo=UTC).timestamp()) + int(expires)) * 1000
    if now_ms >= expired_ms:
        raise BadLink(
            "expired_link",
            f"The link expired {(now_ms - expired_ms) / 1000:g} s ago. GetTranscriptionJob gives a fresh one each time.",
        )


@lru_cache(maxsize=256)
def _service_credentials(seed: Seed) -> tuple[str, str]:
    """Return the access key id and the session token with which the service signs links in a workspace of this seed."""
    key_id = "ASIA" + seed.token(16, "transcribe", "access key", alphabet=_KEY_ID_ALPHABET)
    return key_id, seed.token(21, "transcribe", "session token")


def _signature(seed: Seed, *signed: str) -> str:
    """Return 64 hexadecimal digits. They are the mock server's own, of the shape of AWS's."""
    return "".join(seed.bytes("transcribe", "link", half, *signed).hex() for half in (1, 2))
