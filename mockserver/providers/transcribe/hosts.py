"""The real host names of Amazon Transcribe and Amazon S3, and how those of one lead to the other (transcribe.md §1.1, §7.3).

They are botocore's: AWS, China, FIPS and dual-stack endpoints.
"""

import re
from typing import Final

TRANSCRIBE_HOSTS: Final = (
    "transcribe.*.amazonaws.com",
    "fips.transcribe.*.amazonaws.com",
    "transcribe.*.api.aws",
    "transcribe-fips.*.api.aws",
    "transcribe.*.amazonaws.com.cn",
    "cn.transcribe.*.amazonaws.com.cn",
    "transcribe-fips.*.amazonaws.com.cn",
    "transcribe.*.api.amazonwebservices.com.cn",
)
STORAGE_HOSTS: Final = (
    "s3.amazonaws.com",
    "s3.*.amazonaws.com",
    "s3-*.amazonaws.com",
    "*.s3.amazonaws.com",
    "*.s3.*.amazonaws.com",
    "*.s3-*.amazonaws.com",
    "s3.*.amazonaws.com.cn",
    "*.s3.*.amazonaws.com.cn",
)

_BUCKET_IN_HOST: Final = re.compile(
    r"(?P<bucket>[a-z0-9.-]+?)\.(?:s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?|(?:s3\.)?localhost)"
)
_ENDPOINT: Final = "s3"
_TRANSCRIBE_IN_URL: Final = re.compile(
    r"(?<=://)(?:(?:fips|cn)\.)?transcribe(?:-fips)?\.(?P<region>[a-z0-9-]+)"
    r"\.(?:amazonaws\.com|api\.aws|api\.amazonwebservices\.com)(?P<china>\.cn)?(?=[:/]|$)",
    re.IGNORECASE,
)


def bucket_in_host(host: str) -> str | None:
    """Return the bucket that stands before the host's name: `my-bucket.localhost`, `my-bucket.s3.eu-west-1.amazonaws.com`."""
    match = _BUCKET_IN_HOST.fullmatch(host.partition(":")[0].lower())
    return match["bucket"] if match and match["bucket"] != _ENDPOINT else None


def at_storage(url: str) -> str:
    """Return a URL with the storage's host in place of Amazon Transcribe's; one of any other host as it is.

    By that host there are no objects, so links to results lead to `s3.REGION.amazonaws.com` (transcribe.md §3.1).
    """
    return _TRANSCRIBE_IN_URL.sub(r"s3.\g<region>.amazonaws.com\g<china>", url, count=1)
