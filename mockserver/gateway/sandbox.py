"""Templates of scenarios (Jinja2), kept within bounds: what they may reach, how long they may go on, how much they may say.

The bound on time is one on steps (turns of loops, and calls), so that it doesn't depend on the machine's speed.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_STEPS: Final = 100_000
_MOST_CHARS: Final = 1024 * 1024
_MOST_BITS: Final = 4096
_STEPS: Final = " steps"
"""The context's own count of steps, under a name that no template can write."""


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%", "<<"})

    def call(self, context: Context, called: Any, *args: Any, **kwargs: Any) -> Any:
        _step(context)
        return super().call(context, called, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _step(context)
        _refuse_large(operator, left, right)
        return super().call_binop(context, operator, left, right)


def fill(text: str, names: Mapping[str, object]) -> str:
    """Return a template with `names` filled in. Raises whatever it raises, and SecurityError beyond a bound."""
    written: list[str] = []
    chars = 0
    for piece in _compiled(text).generate({**names, _STEPS: [0]}):
        chars += len(piece)
        if chars > _MOST_CHARS:
            raise SecurityError(f"it says more than {_MOST_CHARS:,} characters")
        written.append(piece)
    return "".join(written)


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    """Let a loop go on for as long as there are steps left."""
    for item in items:
        _step(context)
        yield item


def _step(context: Context) -> None:
    steps = context[_STEPS]
    steps[0] += 1
    if steps[0] > _MOST_STEPS:
        raise SecurityError(f"it takes more than {_MOST_STEPS:,} steps")


def _refuse_large(operator: str, left: Any, right: Any) -> None:
    """Refuse arithmetic whose result alone would fill the memory."""
    if isinstance(left, int) and isinstance(right, int):
        growth = {"**": right, "<<": 0, "*": 1}.get(operator, 0)
        bits = left.bit_length() * growth if operator != "<<" else left.bit_length() + right
        if bits > _MOST_BITS:
            raise SecurityError("a number grows too large")
        return
    sizes = [len(side) if hasattr(side, "__len__") else 0 for side in (left, right)]
    factors = [side for side in (left, right) if isinstance(side, int)]
    size = sum(sizes) * (max(factors, default=1) if operator == "*" else 1)
    if size > _MOST_CHARS:
        raise SecurityError(f"a value grows beyond {_MOST_CHARS:,} characters")
    if operator == "%" and isinstance(left, str):
        raise SecurityError("`%` formats no text here; use `~` or `format`")


_environment: Final = _Environment(autoescape=False)
_environment.filters["_counted"] = _counted


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    tree = _environment.parse(text)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, "_counted", [], [], None, None, lineno=loop.lineno)
    return _environment.from_string(tree)
