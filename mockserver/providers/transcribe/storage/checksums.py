"""The checksums by which clients have a body checked, computed as it comes in."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

PREFIX: Final = "x-amz-checksum-"


class Hasher(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


# Those that Python computes in C. CRC32C and CRC64NVME would cost a second for some megabytes, so they are taken on trust.
_HASHERS: Final[Mapping[str, Callable[[], Hasher]]] = {
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "crc32": _Crc32,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}
_LENGTHS: Final = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}


class Digests:
    """The digests of one body by the names of their algorithms, of which only those that are asked for are computed."""

    def __init__(self, algorithms: Iterable[str]) -> None:
        self._hashers = {name: _HASHERS[name]() for name in algorithms if name in _HASHERS}

    def update(self, data: bytes) -> None:
        for hasher in self._hashers.values():
            hasher.update(data)

    def get(self, algorithm: str) -> bytes | None:
        """Return a digest; None for one that isn't computed."""
        hasher = self._hashers.get(algorithm)
        return None if hasher is None else hasher.digest()


def named_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the checksums that headers or trailers hold, by algorithm, as they were written."""
    return {name.lower().removeprefix(PREFIX): value for name, value in headers.items() if is_checksum(name)}


def is_checksum(header: str) -> bool:
    """Tell whether a header holds a checksum."""
    name = header.lower()
    return name.startswith(PREFIX) and name.removeprefix(PREFIX) in _LENGTHS


def decoded(text: str, length: int) -> bytes | None:
    """Return the digest that Base64 text holds; None unless it is one of `length` bytes."""
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest if len(digest) == length else None


def decoded_checksum(algorithm: str, text: str) -> bytes | None:
    """Return the checksum that Base64 text holds; None unless it is one of that algorithm."""
    return decoded(text, _LENGTHS[algorithm])
