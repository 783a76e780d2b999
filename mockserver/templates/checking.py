"""What is wrong with a template, as far as that can be seen before it is filled in."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from jinja2 import TemplateSyntaxError, meta, nodes

from mockserver.templates.fakes import Fakes
from mockserver.templates.sandbox import GLOBALS, compiled, parsed
from mockserver.yamlfile.wording import did_you_mean, no_such

_MEMBERS: Final[Mapping[str, frozenset[str]]] = {
    "request": frozenset({"id", "method", "path", "headers", "query", "params", "json"}),
    "job": frozenset({"id", "status", "name", "media", "metadata"}),
    "clock": frozenset({"now", "now_ms"}),
}
"""What stands in every template, by its name, with its members."""
NAMES: Final = frozenset({*_MEMBERS, "faker"})


def mistake_in(text: str) -> str | None:
    """Return a sentence on the first mistake in a template; None when there is none to be seen."""
    try:
        tree = parsed(text)
        compiled(text)
    except TemplateSyntaxError as error:
        line = f" (line {error.lineno} of the template)" if "\n" in text else ""
        return f"this template can't be read: {(error.message or '').rstrip('.')}{line}"
    except RecursionError:
        return "this template can't be read: it is nested too deeply"
    return next(_wrong_names(tree), None)


def _wrong_names(tree: nodes.Template) -> Iterator[str]:
    for name in sorted(meta.find_undeclared_variables(tree) - NAMES - GLOBALS):
        yield no_such("name in a template", name, NAMES)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    for member in tree.find_all(nodes.Getattr):
        if isinstance(member.node, nodes.Name) and member.node.name not in own:
            sentence = _wrong_member(member.node.name, member.attr)
            if sentence:
                yield sentence


def _wrong_member(owner: str, member: str) -> str | None:
    if owner == "faker":
        if hasattr(_fakes(), member):
            return None
        return f"`faker.{member}` is nothing that can be made up here{did_you_mean(member, _fakes().names())}"
    known = _MEMBERS.get(owner)
    if known is None or member in known or (hasattr(dict, member) and not member.startswith("_")):
        return None
    return no_such(f"member of `{owner}`", member, known)


@cache
def _fakes() -> Fakes:
    from faker import Faker

    return Fakes(Faker(), 0)
