"""Randomness by identity."""

import subprocess
import sys
import uuid

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.randomness import DIGITS, Seed

identities = st.lists(st.one_of(st.integers(), st.text()), min_size=1, max_size=3)


@given(st.integers(), identities)
def test_it_depends_on_seed_and_identity_alone(value: int, identity: list[object]) -> None:
    assert Seed(value).bytes(*identity) == Seed(value).bytes(*identity)
    assert Seed(value).bytes(*identity) != Seed(value + 1).bytes(*identity)
    assert Seed(value).bytes(*identity) != Seed(value).bytes(*identity, "more")
    assert 0 <= Seed(value).fraction(*identity) < 1
    assert 3 <= Seed(value).uniform(3, 4, *identity) <= 4


@given(identities)
def test_tokens_and_uuids_have_their_shapes(identity: list[object]) -> None:
    token = Seed(1).token(12, *identity, alphabet=DIGITS)
    assert len(token) == 12
    assert token.isdigit()
    parsed = uuid.UUID(Seed(1).uuid(*identity))
    assert parsed.version == 4
    assert parsed.variant == uuid.RFC_4122


def test_another_process_draws_the_same() -> None:
    code = "from mockserver.engine.randomness import Seed; print(Seed(7).uuid('a', 1), Seed(7).random('b').random())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.split() == [Seed(7).uuid("a", 1), str(Seed(7).random("b").random())]
