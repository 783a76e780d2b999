"""The framing `aws-chunked`, by which SDKs send bodies whose checksum comes after them (transcribe.md §7.2).

`HEX[;chunk-signature=…]CRLF bytes CRLF`, again and again, a chunk of size 0, then trailers `name:value CRLF` and an empty line.
"""

from collections.abc import Callable
from typing import Final

from mockserver.providers.transcribe.signatures.chunks import ReceivedChunks

_LONGEST_LINE: Final = 4096
_MOST_TRAILERS: Final = 16
_SIZE_DIGITS: Final = 16
_SIGNATURE: Final = b"chunk-signature="


class BrokenChunks(Exception):
    """The body isn't framed as aws-chunked says. The text says how."""


class ChunkedDecoder:
    """Takes a framed body in pieces of any size and hands over the bytes in it, without keeping them.

    `chunks` has what is to be known of its chunks when their signatures are checked.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self.chunks = ReceivedChunks()
        self._line = bytearray()
        self._step: Callable[[bytes], bytes] = self._size_line
        self._left = 0
        self._ended = False
        self.trailers: dict[str, str] = {}

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises BrokenChunks."""
        while piece:
            piece = self._step(piece)

    def finish(self) -> None:
        """Take note that nothing more comes. Raises BrokenChunks where something is missing."""
        # After the chunk of size 0 some clients leave the empty line out.
        if not self._ended or self._line:
            raise BrokenChunks("It ends before its last chunk does.")

    def _size_line(self, piece: bytes) -> bytes:
        line, rest = self._take_line(piece)
        if line is not None:
            size, _, extension = line.partition(b";")
            digits = size.strip()
            if not digits or len(digits) > _SIZE_DIGITS or digits.strip(b"0123456789abcdefABCDEF"):
                raise BrokenChunks(f"A chunk's size is {bytes(digits[:40])!r}, which is no hexadecimal number.")
            self._left = int(digits, 16)
            self.chunks.begin(self._left, extension.strip().removeprefix(_SIGNATURE).decode("latin-1"))
            self._ended = self._left == 0
            if self._ended:
                self.chunks.end()
            self._step = self._trailer_line if self._ended else self._data
        return rest

    def _data(self, piece: bytes) -> bytes:
        taken, rest = piece[: self._left], piece[self._left :]
        self._left -= len(taken)
        self._write(taken)
        self.chunks.update(taken)
        if not self._left:
            self.chunks.end()
            self._step = self._data_end
        return rest

    def _data_end(self, piece: bytes) -> bytes:
        line, rest = self._take_line(piece)
        if line is not None:
            if line:
                raise BrokenChunks("A chunk is longer than its size says.")
            self._step = self._size_line
        return rest

    def _trailer_line(self, piece: bytes) -> bytes:
        line, rest = self._take_line(piece)
        if line:
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon or len(self.trailers) >= _MOST_TRAILERS:
                raise BrokenChunks("What follows the last chunk are no trailers, or too many.")
            self.trailers[name.strip().lower()] = value.strip()
        elif line is not None:
            self._step = self._nothing
        return rest

    def _nothing(self, piece: bytes) -> bytes:
        if piece.strip(b"\r\n"):
            raise BrokenChunks("It goes on after its end.")
        return b""

    def _take_line(self, piece: bytes) -> tuple[bytes | None, bytes]:
        """Return a line without its end once it is complete, and what follows it."""
        part, end, rest = piece.partition(b"\n")
        self._line += part
        if len(self._line) > _LONGEST_LINE:
            raise BrokenChunks("A line between its chunks is too long.")
        if not end:
            return None, b""
        line = bytes(self._line).removesuffix(b"\r")
        self._line.clear()
        return line, rest
