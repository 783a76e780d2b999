"""Whether what a rule does fits the operations that it is about: faults and errors differ in what they can break."""

from collections.abc import Collection, Iterable
from typing import Final

from mockserver.scenario.consequences import ErrorInFull
from mockserver.scenario.faults import FAULTS, Breaks, Fault
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.scenario.when import When
from mockserver.yamlfile.parts import KEY, Place
from mockserver.yamlfile.wording import listing, no_such

_BEFORE_BODY: Final = ("body", "media", "name", "metadata", "status")
"""What is known of a request only once its body is read."""


_SOCKET_FAULTS: Final = frozenset(name for name, kind in FAULTS.items() if kind.breaks is Breaks.SOCKET)


def mistakes_of_fault(
    fault: Fault, when: When, keys: Collection[str], vocabulary: Vocabulary
) -> list[tuple[Place, str]]:
    """Return what can't go together with a fault in a rule with these `keys`."""
    name, breaks = fault.name, fault.kind.breaks
    mistakes: list[tuple[Place, str]] = []
    if breaks is not Breaks.ANSWER:
        sends = "leaves the WebSocket to its provider until then" if breaks is Breaks.SOCKET else "sends no answer"
        mistakes += [
            ((key, KEY), f"found `{key}` beside `{name}`, which {sends}; expected one of them")
            for key in ("error", "respond")
            if key in keys
        ]
    if breaks is Breaks.UPLOAD:
        mistakes += [
            (("when", *place, KEY), f"`{place[-1]}` isn't known yet when `{name}` comes, before the body is read")
            for place in when.places_of(*_BEFORE_BODY)
        ]
        mistakes += [
            ((key, KEY), f"found `{key}` beside `{name}`, which comes before the body is read; write a rule for each")
            for key in ("limit", "delay", "hold")
            if key in keys
        ]
    meant = _meant(when, vocabulary)
    if breaks is Breaks.UPLOAD and not meant & vocabulary.with_body:
        sentence = f"`{name}` breaks a request's body, and no operation here has one, {_one_of(vocabulary.with_body)}"
        mistakes.append((("fault",), sentence))
    if breaks is Breaks.SOCKET and not meant & vocabulary.websockets:
        sentence = f"`{name}` breaks a WebSocket, and no operation here is one, {_one_of(vocabulary.websockets)}"
        mistakes.append((("fault",), sentence))
    if fault.operates and breaks is not Breaks.SOCKET and "respond" not in keys and meant <= vocabulary.websockets:
        others = _one_of(_SOCKET_FAULTS)
        sentence = f"`{name}` breaks an answer, and a WebSocket has none but with `respond` beside it, {others}"
        mistakes.append((("fault",), sentence))
    return mistakes


def mistakes_of_late_body(when: When, keys: Collection[str], vocabulary: Vocabulary) -> list[tuple[Place, str]]:
    """Return what can't go together with a delay of an answer's body."""
    if "respond" in keys or not _meant(when, vocabulary) <= vocabulary.websockets:
        return []
    return [(("delay", "before"), "a WebSocket has no body that could be late, expected a delay of the handshake")]


def mistakes_of_error(
    error: str | ErrorInFull, when: When, keys: Collection[str], vocabulary: Vocabulary
) -> list[tuple[Place, str]]:
    """Return what can't go together with an error that comes in the middle of a conversation."""
    if not isinstance(error, ErrorInFull) or error.after is None:
        return []
    if "fault" in keys:
        return [
            (("fault", KEY), "found `fault` beside an error with `after`, expected one of them: write a rule for each")
        ]
    fit = frozenset(
        operation
        for provider in vocabulary.providers_with(Kind.ERROR, error.name)
        for operation in vocabulary.providers[provider].websockets
    )
    if _meant(when, vocabulary) & fit:
        return []
    sentence = "`after` waits for the middle of a WebSocket, and no operation here is one with"
    return [(("error", "after"), f"{sentence} `{error.name}`, {_one_of(fit)}")]


def mistakes_of_members(
    error: ErrorInFull, providers: Iterable[str], vocabulary: Vocabulary
) -> list[tuple[Place, str]]:
    """Return a mistake for each member that the error has at none of the providers."""
    written = error.model_extra or {}
    known = frozenset().union(*(vocabulary.providers[provider].members(error.name) for provider in providers))
    return [
        (
            (member, KEY),
            f"{no_such(f'member of `{error.name}`', member, known)} (where it is meant, write it under `members`)",
        )
        for member in written
        if member not in known
    ]


def _meant(when: When, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the operations that a rule can be about, as far as it names them or their providers."""
    return vocabulary.names(Kind.OPERATION, when.provider) if when.operation is None else frozenset(when.operation)


def _one_of(names: Collection[str]) -> str:
    return f"expected one of: {listing(names)}" if names else "and there is none"
