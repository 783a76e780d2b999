"""What all compiled rules have in common: where they stand, what they are about, and on which of that they act."""

from dataclasses import dataclass, field

from mockserver.engine.randomness import Seed
from mockserver.scenario.conditions import UNCOUNTED, Condition, Count, Facts, Turn, Turns


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a rule acts. `rule` says where it stands ("flaky.yaml:12"), `identity` is what its counts and draws go by.

    `turns` is None where nothing depends on a count.
    """

    rule: str
    when: Condition
    turns: Turns | None = None
    identity: str = ""
    deep: bool = field(init=False)
    """Whether it must know details of a request before it can tell whether it acts."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "deep", self.when.deep or (self.turns is not None and self.turns.by_job))

    async def counted(self, facts: Facts, count: Count) -> Turn:
        """Count a request that meets the condition, whatever other rules do to it."""
        if self.turns is None:
            return UNCOUNTED
        anew = facts.phase_number if self.when.phases is not None else 0
        identity = f"{self.identity} phase {anew}" if anew else self.identity
        return await self.turns.counted(identity, facts, count)

    async def acts(self, turn: Turn, count: Count, seed: Seed) -> bool:
        """Tell whether it acts on the request of a turn. To be asked only when no other rule left nothing for it to do."""
        return self.turns is None or await self.turns.taken(turn, count, seed)
