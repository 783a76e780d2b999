"""Parameters: `${name}` or `${name:-default}` in a file's values, filled in before anything is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mockserver.yamlfile.wording import shortened

MARK: Final = "${"
_ESCAPED: Final = "$${"
_ONE = re.compile(r"\$(\$\{)|\$\{([^{}]*)\}|\$\{")
_SPELLING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The values that are given, as text. `used` collects the names that were asked for, with the values that they got.

    A name has one value wherever it is asked for, so `defaults` holds one for each.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def fill_in(self, text: str) -> str:
        """Return text with its parameters filled in; `$${` stands for `${`. Raises ValueError with a sentence."""
        return _ONE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[2] is None:
            raise ValueError(_unclosed(found.string[found.start() :]))
        spelt = _SPELLING.fullmatch(found[2])
        if spelt is None:
            raise ValueError(
                f"found `{shortened(found[0])}`, expected a parameter such as `${{polls}}` or `${{polls:-2}}`; "
                "write `$${` for text that looks like one"
            )
        name, default = spelt[1], spelt[2]
        rest = found.string[found.end() :]
        if default is not None and rest.startswith("}") and found.string.count("}") > found.string.count("{"):
            raise ValueError(f"found `}}` after `{shortened(found[0])}`, expected a default without braces")
        if default is not None and self.defaults.setdefault(name, default) != default:
            raise ValueError(
                f"found the default `{shortened(default)}` for `{name}`, which has `{shortened(self.defaults[name])}` "
                "elsewhere, expected the same: a parameter has one value"
            )
        value = self.given.get(name, default)
        if value is None:
            raise ValueError(
                f"found `${{{name}}}`, for which no value is given, expected one (`--set {name}=…`) or a default "
                f"(`${{{name}:-…}}`)"
            )
        self.used[name] = value
        return value


def _unclosed(text: str) -> str:
    if "}" in text:
        return f"found `{shortened(text)}`, expected a parameter whose default has no braces"
    return f"found `{shortened(text)}`, which no `}}` closes; write `$${{` for text that looks like a parameter"


def in_key(text: str) -> str:
    """Return a key, in which `$${` stands for `${` as well. Raises ValueError with a sentence for a parameter in it."""
    if MARK in text.replace(_ESCAPED, ""):
        raise ValueError(
            "found a parameter in a key, expected it in a value; write `$${` for text that looks like a parameter"
        )
    return text.replace(_ESCAPED, MARK)


def is_one(text: str) -> bool:
    """Tell whether text is one parameter and nothing else."""
    found = _ONE.fullmatch(text)
    return found is not None and found[2] is not None
