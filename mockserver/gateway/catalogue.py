"""The catalogue of errors: every name with what each provider answers under it, rendered as a client would get it."""

from collections.abc import Iterable
from typing import NamedTuple

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import worded
from mockserver.gateway.provider import Provider
from mockserver.gateway.unsent import nowhere, unsent
from mockserver.scenario.matching import Scenario


class NamedAnswer(NamedTuple):
    """What one provider answers under one name, to a request for its first operation."""

    name: str
    provider: Provider
    answer: Answer

    @property
    def body(self) -> str:
        """The body as text, on one line."""
        assert isinstance(self.answer.body, bytes)
        return " ".join(self.answer.body.decode().split())


def catalogue(providers: Iterable[Provider]) -> list[NamedAnswer]:
    """Return all errors by name, and under each name by provider in their order."""
    answers = [
        NamedAnswer(name, provider, _sample(provider).error(name).answer)
        for provider in providers
        for name in provider.errors
    ]
    return sorted(answers, key=lambda one: one.name)


def failures(providers: Iterable[Provider]) -> list[tuple[str, Provider, str]]:
    """Return the ways in which jobs fail by name, and under each name by provider in their order, with its words."""
    named = [(name, provider, words) for provider in providers for name, words in provider.failures.items()]
    return sorted(named, key=lambda one: one[0])


def members_of_error(provider: Provider, name: str) -> frozenset[str]:
    """Return the members that the body of an error may have: its own, and those that all of its provider's may have."""
    return provider.error_members | worded(_sample(provider), name).members.keys()


def _sample(provider: Provider) -> Call:
    call = unsent(provider, provider.operations[0], nowhere(Scenario("none")), Call)
    call.account = call.workspace.accounts.of(provider.name)[0]
    return call
