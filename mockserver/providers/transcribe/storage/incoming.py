"""An object's body on its way in: unframed, checked, and written to disk as it comes."""

from collections.abc import Mapping
from typing import Final

from mockserver.engine.files import Upload
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import chunk_chain
from mockserver.providers.transcribe.signatures.chunks import SIGNED_CHUNKS, SIGNED_CHUNKS_AND_TRAILERS
from mockserver.providers.transcribe.signatures.refusals import Refused
from mockserver.providers.transcribe.storage import checksums
from mockserver.providers.transcribe.storage.checksums import PREFIX, Digests
from mockserver.providers.transcribe.storage.chunked import BrokenChunks, ChunkedDecoder
from mockserver.providers.transcribe.storage.refusals import said

_SHA256: Final = "x-amz-content-sha256"
_STREAMING: Final = "STREAMING-"
_HEX_DIGITS: Final = 64


class Incoming:
    """Receives the body of PutObject or UploadPart.

    What is wrong with it is told when it is asked for (`accepted`), since only then is it known who asks, and for what.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._announced = headers.get("x-amz-trailer", "").strip().lower()
        hashed = {"md5", *checksums.named_in(headers), self._announced.removeprefix(PREFIX)}
        self._sha256 = headers.get(_SHA256, "")
        if len(self._sha256) == _HEX_DIGITS:
            hashed.add("sha256")
        self._digests = Digests(hashed)
        self._decoder = ChunkedDecoder(self._keep) if _is_framed(headers) else None
        self._broken: BrokenChunks | None = None
        self.upload = Upload("", headers.get("Content-Type"))

    @property
    def md5(self) -> bytes:
        digest = self._digests.get("md5")
        assert digest is not None
        return digest

    def write(self, chunk: bytes) -> None:
        if self._decoder is None:
            self._keep(chunk)
        elif self._broken is None:
            try:
                self._decoder.feed(chunk)
            except BrokenChunks as error:
                self._broken = error

    def finish(self) -> None:
        if self._decoder is not None and self._broken is None:
            try:
                self._decoder.finish()
            except BrokenChunks as error:
                self._broken = error

    def discard(self) -> None:
        self.upload.discard()

    def accepted(self, call: Call) -> tuple[str, str] | None:
        """Return the checksum that the client gave, which is right, as algorithm and Base64; None where it gave none.

        Raises S3's error for a body that is broken, or isn't the one that its headers or trailers tell of.
        """
        if self._broken is not None:
            raise call.error("incomplete_body", str(self._broken))
        self._check_signatures(call)
        self._check_length(call)
        check_content_md5(call, self.md5)
        if len(self._sha256) == _HEX_DIGITS:
            check_content_sha256(call, self._digests.get("sha256"))
        given = checksums.named_in({**self._headers, **self._trailers(call)})
        for algorithm, text in given.items():
            check_checksum(call, algorithm, text, self._digests.get(algorithm))
        return next(iter(given.items()), None)

    def _keep(self, data: bytes) -> None:
        self._digests.update(data)
        self.upload.write(data)

    def _check_signatures(self, call: Call) -> None:
        if self._decoder is None or self._sha256 not in (SIGNED_CHUNKS, SIGNED_CHUNKS_AND_TRAILERS):
            return
        chain = chunk_chain(call)
        if chain is None:
            return
        try:
            self._decoder.chunks.check(chain)
            if self._sha256 == SIGNED_CHUNKS_AND_TRAILERS:
                chain.check_trailers(self._decoder.trailers)
        except Refused as refused:
            raise said(call, refused) from refused

    def _check_length(self, call: Call) -> None:
        said = self._headers.get("x-amz-decoded-content-length")
        if self._decoder is None or said is None:
            return
        if said != str(self.upload.size):
            raise call.error(
                "incomplete_body",
                f"X-Amz-Decoded-Content-Length is {said[:40]}, but the chunks hold {self.upload.size} bytes.",
            )

    def _trailers(self, call: Call) -> Mapping[str, str]:
        trailers = {} if self._decoder is None else self._decoder.trailers
        if checksums.is_checksum(self._announced) and self._announced not in trailers:
            raise call.error("malformed_trailer", f"The trailer {self._announced} is announced, but doesn't come.")
        return trailers


def check_content_md5(call: Call, md5: bytes) -> None:
    """Raise S3's error where the header Content-MD5 doesn't tell of these bytes."""
    said = call.headers.get("Content-MD5")
    if said is None:
        return
    digest = checksums.decoded(said, len(md5))
    if digest is None:
        raise call.error("invalid_digest", "Content-MD5 takes the Base64 of an MD5.")
    if digest != md5:
        raise call.error("bad_digest", f"The MD5 of the body is {md5.hex()}, Content-MD5 says {digest.hex()}.")


def check_content_sha256(call: Call, sha256: bytes | None) -> None:
    """Raise S3's error where the header x-amz-content-sha256, which is a digest, doesn't tell of these bytes."""
    said = call.headers[_SHA256]
    computed = "" if sha256 is None else sha256.hex()
    if said.lower() != computed:
        raise call.error(
            "content_sha256_mismatch",
            "The body isn't the one that was signed.",
            ClientComputedContentSHA256=said,
            S3ComputedContentSHA256=computed,
        )


def check_checksum(call: Call, algorithm: str, said: str, computed: bytes | None) -> None:
    """Raise S3's error where a checksum isn't one, or isn't that of these bytes. Without `computed` it is trusted."""
    digest = checksums.decoded_checksum(algorithm, said)
    if digest is None:
        text = f"Value for {PREFIX}{algorithm} header is invalid."
        raise call.error("bad_request", text, Message=text)
    if computed is not None and digest != computed:
        text = f"The {algorithm.upper()} you specified did not match the calculated checksum."
        raise call.error("bad_digest", text, Message=text)


def _is_framed(headers: Mapping[str, str]) -> bool:
    encodings = headers.get("Content-Encoding", "").lower().replace(" ", "").split(",")
    return "aws-chunked" in encodings or headers.get(_SHA256, "").startswith(_STREAMING)
