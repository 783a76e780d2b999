"""Parameters: `${name}` or `${name:-default}` in a file's values, filled in before anything is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mockserver.yamlfile.wording import shortened

MARK: Final = "${"
_ONE = re.compile(r"\$(\$\{)|\$\{([^}]*)\}")
_SPELLING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The values that are given, as text. `used` collects the names that were asked for, with the values that they got."""

    given: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def fill_in(self, text: str) -> str:
        """Return text with its parameters filled in; `$${` stands for `${`. Raises ValueError with a sentence."""
        return _ONE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        spelt = _SPELLING.fullmatch(found[2])
        if spelt is None:
            raise ValueError(
                f"found `{shortened(found[0])}`, expected a parameter such as `${{polls}}` or `${{polls:-2}}`; "
                "write `$${` for text that looks like one"
            )
        name, default = spelt[1], spelt[2]
        value = self.given.get(name, default)
        if value is None:
            raise ValueError(
                f"found `${{{name}}}`, for which no value is given, expected one (`--set {name}=…`) or a default "
                f"(`${{{name}:-…}}`)"
            )
        self.used[name] = value
        return value


def is_one(text: str) -> bool:
    """Tell whether text is one parameter and nothing else."""
    found = _ONE.fullmatch(text)
    return found is not None and not found[1]
