"""Who may come in, and what credit is left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple


class Signatures(StrEnum):
    """How far the signature of a signed request is looked at."""

    OFF = "off"
    WELL_FORMED = "well_formed"
    VERIFIED = "verified"


class AccountSettings(NamedTuple):
    """One account as a scenario declares it.

    `key` is what identifies the caller (a token, an API key, an access key id) and may be a glob such as `broke*`. `secret`
    belongs to it; None lets any secret in. `balance_seconds` is the credit in seconds of audio; None is credit without end.
    `session_token` must come with the key, for `session_ms` milliseconds from the workspace's beginning; None is without end.
    """

    provider: str
    key: str = "*"
    secret: str | None = None
    email: str = "dev@example.com"
    balance_seconds: float | None = None
    signatures: Signatures = Signatures.WELL_FORMED
    session_token: str | None = None
    session_ms: int | None = None


class InsufficientCredit(Exception):
    """An account can't pay. `balance_seconds` is what it has left."""

    def __init__(self, balance_seconds: float) -> None:
        super().__init__(f"The account has {balance_seconds:g} seconds left.")
        self.balance_seconds = balance_seconds


@dataclass(slots=True)
class Account:
    """An account with its credit as it stands now."""

    settings: AccountSettings
    balance_seconds: float | None = field(init=False)
    revoked: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.balance_seconds = self.settings.balance_seconds

    @property
    def scope(self) -> str:
        """The namespace of its jobs' ids."""
        return self.scope_of()

    def scope_of(self, kind: str | None = None) -> str:
        """Return the namespace of the ids of one kind of its jobs. Each kind has its own; None is the usual one."""
        kinds = self.settings.provider if kind is None else f"{self.settings.provider}.{kind}"
        return f"{kinds}/{self.settings.key}"

    def charge(self, seconds: float) -> None:
        """Use up `seconds` of credit, or raise InsufficientCredit and use up none."""
        if self.balance_seconds is None:
            return
        if seconds > self.balance_seconds:
            raise InsufficientCredit(self.balance_seconds)
        self.balance_seconds -= seconds

    def refund(self, seconds: float) -> None:
        """Give back what was charged and not used after all."""
        if self.balance_seconds is not None:
            self.balance_seconds += seconds


class Accounts:
    """The accounts of one workspace. A provider for which none is declared lets any well-formed credential in."""

    def __init__(self, declared: Iterable[AccountSettings] = ()) -> None:
        self._by_provider: dict[str, list[Account]] = {}
        self.declare(declared)

    def declare(self, declared: Iterable[AccountSettings]) -> None:
        """Have these accounts in place of those of before. Of what is declared as it was, credit and revocation stay."""
        before = {account.settings: account for accounts in self._by_provider.values() for account in accounts}
        self._by_provider = {}
        for settings in declared:
            self._by_provider.setdefault(settings.provider, []).append(
                before.pop(settings) if settings in before else Account(settings)
            )
        for settings, account in before.items():
            if settings == AccountSettings(settings.provider):  # nobody declared it, nor does now
                self._by_provider.setdefault(settings.provider, [account])

    def of(self, provider: str) -> list[Account]:
        """Return the accounts of a provider; one that lets everybody in where none was declared."""
        accounts = self._by_provider.get(provider)
        if accounts is None:
            accounts = self._by_provider[provider] = [Account(AccountSettings(provider))]
        return accounts

    def find(self, provider: str, key: str, secret: str | None = None) -> Account | None:
        """Return the first account that the credential opens, or None. A signed request shows no `secret`: pass None."""
        for account in self.of(provider):
            settings = account.settings
            if account.revoked or not (settings.key == "*" or fnmatchcase(key, settings.key)):
                continue
            if secret is None or settings.secret in (None, secret):
                return account
        return None
