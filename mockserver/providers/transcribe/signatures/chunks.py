"""The signatures within a body that is uploaded in signed chunks (STREAMING-AWS4-HMAC-SHA256-PAYLOAD, transcribe.md §7.2)."""

import hashlib
import hmac
from typing import Final

from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.version4 import Signature, sign, signing_key

SIGNED_CHUNKS: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_ALGORITHM = "AWS4-HMAC-SHA256-PAYLOAD"
_NOTHING = hashlib.sha256().hexdigest()


class Chunks:
    """Checks the chunks of one body in their order: each is signed together with the signature before it."""

    def __init__(self, signature: Signature, secret: str) -> None:
        """`signature` is that of the request, which begins the chain."""
        self._key = signing_key(secret, signature.scope)
        self._head = f"{_ALGORITHM}\n{signature.date}\n{signature.scope}"
        self._before = signature.given
        self._number = 0

    def check(self, chunk_sha256: str, given: str) -> None:
        """Take the next chunk, by the hash (in hex) of its decoded bytes. Raises Refused when `given` didn't sign it here.

        The last chunk, which is empty, is signed as well.
        """
        self._number += 1
        expected = sign(self._key, "\n".join((self._head, self._before, _NOTHING, chunk_sha256)))
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise Refused(Kind.CHUNK_MISMATCH, number=self._number)
        self._before = expected
