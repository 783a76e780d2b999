"""By what the counts and draws of rules go: neither by where they stand nor by what the rules beside them say."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from mockserver.scenario.rules import RuleT
from mockserver.scenario.when import When

_COUNTS: Final = frozenset({"call", "every", "chance", "per"})
_DIGEST_BYTES: Final = 8


def identified(section: str, named: Iterable[tuple[str, RuleT]]) -> Iterator[tuple[str, str, RuleT]]:
    """Put its identity to each rule and its name: its id, or else what it is about, numbered where several are about that.

    Which call of many it is about doesn't count: a higher chance falls on what a lower one falls on, and on more.
    """
    seen: Counter[str] = Counter()
    for name, rule in named:
        about = f"{section} {_digest(rule.when)}" if rule.id is None else f"{section} id {rule.id}"
        seen[about] += 1
        yield name, f"{about} {seen[about]}", rule


def _digest(when: When) -> str:
    said = when.model_dump(mode="json", exclude_unset=True, exclude=set(_COUNTS))
    return blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=_DIGEST_BYTES).hexdigest()
