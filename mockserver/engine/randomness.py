"""Randomness by identity: whatever looks random is computed from the seed and from what it belongs to.

Nothing is drawn from a shared stream, so one more call in between changes nothing, and the same seed, scenario and calls
give the same bytes (DESIGN §4).
"""

import hashlib
import random
from dataclasses import dataclass

ALPHANUMERIC = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"

_FRACTION_BITS = 53


@dataclass(frozen=True, slots=True)
class Seed:
    """A workspace's seed. `identity` is always "what it belongs to": names and numbers such as `"revai", "job", 3`."""

    value: int

    def bytes(self, *identity: object) -> bytes:
        """Return 16 bytes that depend on the seed and the identity alone."""
        name = "\x1f".join(map(str, (self.value, *identity)))
        return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def integer(self, *identity: object) -> int:
        """Return an integer of 128 bits."""
        return int.from_bytes(self.bytes(*identity), "big")

    def fraction(self, *identity: object) -> float:
        """Return a number from 0 up to, but not including, 1."""
        return (self.integer(*identity) >> (128 - _FRACTION_BITS)) / (1 << _FRACTION_BITS)

    def uniform(self, low: float, high: float, *identity: object) -> float:
        """Return a number between `low` and `high`."""
        return low + (high - low) * self.fraction(*identity)

    def token(self, length: int, *identity: object, alphabet: str = ALPHANUMERIC) -> str:
        """Return `length` characters (21 at most, as 128 bits hold no more) of `alphabet`."""
        number, characters = self.integer(*identity), []
        for _ in range(length):
            number, index = divmod(number, len(alphabet))
            characters.append(alphabet[index])
        return "".join(characters)

    def uuid(self, *identity: object) -> str:
        """Return a UUID of version 4's shape."""
        digits = self.bytes(*identity).hex()
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def random(self, *identity: object) -> random.Random:
        """Return a generator of its own, for things that need many numbers (a transcript's words)."""
        return random.Random(self.integer(*identity))
