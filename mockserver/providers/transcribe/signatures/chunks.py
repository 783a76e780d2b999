"""The signatures within a body that is uploaded in signed chunks (STREAMING-AWS4-HMAC-SHA256-PAYLOAD, transcribe.md §7.2)."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.version4 import Signature, sign, signing_key

SIGNED_CHUNKS: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_CHUNKS_AND_TRAILERS: Final = f"{SIGNED_CHUNKS}-TRAILER"
_CHUNK, _TRAILER = "AWS4-HMAC-SHA256-PAYLOAD", "AWS4-HMAC-SHA256-TRAILER"
_TRAILER_SIGNATURE: Final = "x-amz-trailer-signature"
_NOTHING = hashlib.sha256().hexdigest()
_LEAST: Final = 8192
_HASH_BYTES: Final = 32


class Chunks:
    """Checks the chunks of one body in their order: each is signed together with the signature before it."""

    def __init__(self, signature: Signature, secret: str) -> None:
        """`signature` is that of the request, which begins the chain."""
        self._key = signing_key(secret, signature.scope)
        self._moment = f"{signature.date}\n{signature.scope}"
        self._before = signature.given
        self._number = 0

    def check(self, chunk_sha256: str, given: str) -> None:
        """Take the next chunk, by the hash (in hex) of its decoded bytes. Raises Refused when `given` didn't sign it here.

        The last chunk, which is empty, is signed as well.
        """
        self._number += 1
        if not self._signs(given, _CHUNK, _NOTHING, chunk_sha256):
            raise Refused(Kind.CHUNK_MISMATCH, number=self._number)

    def check_trailers(self, trailers: Mapping[str, str]) -> None:
        """Take what follows the last chunk, its signature among it. Raises Refused when that didn't sign the others here."""
        told = "".join(f"{name}:{value}\n" for name, value in trailers.items() if name != _TRAILER_SIGNATURE)
        if not self._signs(trailers.get(_TRAILER_SIGNATURE, ""), _TRAILER, hashlib.sha256(told.encode()).hexdigest()):
            raise Refused(Kind.TRAILER_MISMATCH)

    def _signs(self, given: str, algorithm: str, *hashes: str) -> bool:
        expected = sign(self._key, "\n".join((algorithm, self._moment, self._before, *hashes)))
        self._before = expected
        return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


class ReceivedChunks:
    """The chunks of one body as they come: the hash and the signature of each, until it is known whose secret signed them.

    Once one has followed another that is smaller than S3 takes, nothing more is kept, which bounds their number.
    """

    def __init__(self) -> None:
        self._kept = bytearray()
        self._given = b""
        self._hash = hashlib.sha256()
        self._size = _LEAST
        self._too_small = False

    def begin(self, size: int, given: str) -> None:
        """Take note of the next chunk, of `size` bytes, and its signature. The last one has none."""
        self._too_small = self._too_small or (0 < self._size < _LEAST and size > 0)
        self._size, self._hash = size, hashlib.sha256()
        try:
            self._given = bytes.fromhex(given)
        except ValueError:
            self._given = b""

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def end(self) -> None:
        if not self._too_small:
            self._kept += self._hash.digest() + self._given[:_HASH_BYTES].ljust(_HASH_BYTES, b"\0")

    def check(self, chain: Chunks) -> None:
        """Raise Refused unless each was signed, in this order."""
        if self._too_small:
            raise Refused(Kind.SMALL_CHUNK, least=_LEAST)
        for at in range(0, len(self._kept), 2 * _HASH_BYTES):
            middle = at + _HASH_BYTES
            chain.check(self._kept[at:middle].hex(), self._kept[middle : middle + _HASH_BYTES].hex())
