"""Templates of scenarios (Jinja2), kept within bounds: what they may reach, how long they may go on, how much they may say.

The bound on time is one on steps (turns of loops, calls, and what is asked of Faker), so that it doesn't depend on the
machine's speed. What a single filter or call may be given is bounded too, as nothing could interrupt it; filters whose cost
can't be told from what they are given aren't there, nor those that draw from no seed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from inspect import unwrap
from typing import Any, Final

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mockserver.templates.fakes import Fake
from mockserver.templates.sizes import size_of
from mockserver.templates.weights import MOST_CHARS, SIZE_OF_STEP, weigh

_MOST_STEPS: Final = 100_000
_MOST_BITS: Final = 4096
_STEPS: Final = " steps"
"""The context's own count of steps, under a name that no template can write."""
_WITHOUT: Final = frozenset({"pprint", "random", "striptags", "urlize", "wordwrap", "xmlattr"})
_OWNERS: Final = (str, bytes, int, float, list, tuple)
"""Values whose methods can be costly."""


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%", "<<"})

    def call(self, context: Context, called: Any, *args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        owner = getattr(unwrap(called), "__self__", None)  # Jinja wraps `format`
        if isinstance(called, Fake):
            _step(context, called.steps(given))
        elif isinstance(owner, _OWNERS):
            _step(context, weigh(called.__name__, owner, given, is_method=True))
        else:
            _step(context)
        return super().call(context, called, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _step(context, 1 + (size_of(left) + size_of(right)) // SIZE_OF_STEP)
        _refuse_large(operator, left, right)
        return super().call_binop(context, operator, left, right)


def fill(text: str, names: Mapping[str, object]) -> str:
    """Return a template with `names` filled in. Raises whatever it raises, and SecurityError beyond a bound."""
    written: list[str] = []
    chars = 0
    for piece in compiled(text).generate({**names, _STEPS: [0]}):
        chars += len(piece)
        if chars > MOST_CHARS:
            raise SecurityError(f"it says more than {MOST_CHARS:,} characters")
        written.append(piece)
    return "".join(written)


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    """Let a loop go on for as long as there are steps left."""
    for item in items:
        _step(context)
        yield item


@pass_context
def _weighed(context: Context, value: Any) -> Any:
    """Return a value that something is about to go through from end to end."""
    size = size_of(value)
    if size > MOST_CHARS:
        raise SecurityError(f"a value grows beyond {MOST_CHARS:,} characters")
    _step(context, 1 + size // SIZE_OF_STEP)
    return value


def _within_bounds(name: str) -> Callable[..., Any]:
    """Return one of Jinja's filters, which refuses what would be costly."""

    @pass_context
    def filtered(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, Iterator):
            value = list(_counted(context, value))
        acting = args[0] if name == "map" and args and isinstance(args[0], str) else name
        _step(context, weigh(acting, value, [*args, *kwargs.values()]))
        return _plain.call_filter(name, value, args, kwargs, context, context.eval_ctx)

    return filtered


def _sum(values: Iterable[Any], attribute: str | int | None = None, start: float = 0) -> Any:
    """Add up numbers. Jinja's own adds lists as well, which takes the square of their length."""
    if not isinstance(start, int | float):
        raise SecurityError("`sum` adds numbers only")
    return _jinjas_sum(_plain, values, attribute, start)


def _step(context: Context, steps: float = 1) -> None:
    taken = context[_STEPS]
    taken[0] += steps
    if taken[0] > _MOST_STEPS:
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
    if size > MOST_CHARS:
        raise SecurityError(f"a value grows beyond {MOST_CHARS:,} characters")
    if operator == "%" and isinstance(left, str):
        raise SecurityError("`%` formats no text here; use `~` or `format`")


_plain: Final = ImmutableSandboxedEnvironment()
_jinjas_sum: Final = _plain.filters["sum"]
_plain.filters["sum"] = _sum
_environment: Final = _Environment(autoescape=False)
_environment.filters = {name: _within_bounds(name) for name in _plain.filters if name not in _WITHOUT}
_environment.filters |= {"_counted": _counted, "_weighed": _weighed}
del _environment.globals["lipsum"]  # it draws from no seed
GLOBALS: Final = frozenset(_environment.globals)
"""What Jinja has in every template, such as `range`."""


def _filtered(node: nodes.Node, name: str) -> nodes.Expr:
    assert isinstance(node, nodes.Expr)
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def parsed(text: str) -> nodes.Template:
    """Return what a template says. Raises TemplateSyntaxError, and RecursionError for one that is nested too deeply."""
    return _environment.parse(text)


@lru_cache(maxsize=256)
def compiled(text: str) -> Template:
    """Return a template in which everything counts that is gone through from end to end. Raises what `parsed` does."""
    tree = parsed(text)
    for loop in tree.find_all(nodes.For):
        loop.iter = _filtered(loop.iter, "_counted")
    for comparison in tree.find_all(nodes.Compare):
        comparison.expr = _filtered(comparison.expr, "_weighed")
        for operand in comparison.ops:
            operand.expr = _filtered(operand.expr, "_weighed")
    for joined in list(tree.find_all(nodes.Concat)):
        joined.nodes = [_filtered(nodes.Concat(joined.nodes, lineno=joined.lineno), "_weighed")]
    return _environment.from_string(tree)
