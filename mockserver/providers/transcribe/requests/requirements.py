"""What the model can't say of a request: how its members need or exclude each other. The kinds of such requirements."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Request = Mapping[str, Any]

_AGAIN = "and try your request again."


class Requirement(NamedTuple):
    """What a request that the model allows must satisfy as well: its name, when it is `unmet`, and what is said then."""

    name: str
    unmet: Callable[[Request], bool]
    message: str


def what_is_unmet(requirements: tuple[Requirement, ...], request: Request) -> str | None:
    """Return the message of the first requirement that a request doesn't meet; None when it meets all."""
    return next((requirement.message for requirement in requirements if requirement.unmet(request)), None)


def inside(request: Request, path: str) -> Any:
    """Return what a request has under a path such as `Settings.VocabularyName`; None where it has nothing."""
    found: Any = request
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def needs(path: str, needed: str) -> Requirement:
    """Require a member that another can't be used without."""
    member, other = path.rpartition(".")[2], needed.rpartition(".")[2]
    return Requirement(
        f"{member}_needs_{other}",
        lambda request: bool(inside(request, path)) and inside(request, needed) is None,
        f"{member} can't be used without {other}. Add {other} {_AGAIN}",
    )


def together(switch: str, number: str) -> Requirement:
    """Require a setting that is switched on to come with its number, and the number with it."""
    return Requirement(
        f"{switch}_with_{number}",
        lambda request: (
            bool(inside(request, f"Settings.{switch}")) != (inside(request, f"Settings.{number}") is not None)
        ),
        f"{switch} and {number} must be used together. Add the one that is missing {_AGAIN}",
    )


def one_of(first: str, second: str) -> Requirement:
    """Require exactly one of two members."""
    return Requirement(
        f"{first}_or_{second}",
        lambda request: (first in request) == (second in request),
        f"Either {first} or {second} field should be provided.",
    )


def only(member: str, value: str, about: str) -> Requirement:
    """Require the one value that is supported."""
    return Requirement(
        f"{member}_{value}",
        lambda request: request[member] != value,
        f"The {member} that you specified isn't supported for {about}. Use {value} {_AGAIN}",
    )


def different(path: str, member: str) -> Requirement:
    """Require the structures of a list to differ in a member."""

    def unmet(request: Request) -> bool:
        values = [item[member] for item in inside(request, path) or () if member in item]
        return len(set(values)) < len(values)

    name = path.rpartition(".")[2]
    return Requirement(
        f"{name}_differ_in_{member}",
        unmet,
        f"Each of {name} must have a {member} of its own. Use different ones {_AGAIN}",
    )
