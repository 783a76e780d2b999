"""Accounts: what credit they have left, changed by hand, and taken away."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.engine.accounts import Account
from mockserver.gateway.call import Call


class AccountView(TypedDict):
    """An account as it stands now."""

    provider: str
    key: Annotated[str, Field(description="The token, API key or access key id that opens it, or a glob of these.")]
    email: str
    balance_seconds: Annotated[float | None, Field(description="What credit is left; null is credit without end.")]
    revoked: bool


@strict
class ChangeAccount(TypedDict, total=False):
    """What is to change."""

    balance_seconds: Annotated[
        float | None, Field(ge=0, description="The credit in seconds of audio; null for no end.")
    ]
    revoked: Annotated[bool, Field(description="Whether its credential is refused from now on.")]


async def list_accounts(surroundings: Surroundings, call: Call, __: Any) -> list[AccountView]:
    accounts = call.workspace.accounts
    return [_shown(account) for provider in _with_accounts(surroundings) for account in accounts.of(provider)]


async def change_account(surroundings: Surroundings, call: Call, options: ChangeAccount) -> AccountView:
    provider, key = call.params["provider"], call.params["key"]
    found = [account for account in call.workspace.accounts.of(provider) if account.settings.key == key]
    if provider not in _with_accounts(surroundings) or not found:
        known = ", ".join(f"{view['provider']} {view['key']}" for view in await list_accounts(surroundings, call, {}))
        raise call.error("not_found", f"{provider} has no account {key!r}. There are: {known}.")
    account = found[0]
    if "balance_seconds" in options:
        account.balance_seconds = options["balance_seconds"]
    if "revoked" in options:
        account.revoked = options["revoked"]
    shown = _shown(account)
    call.workspace.events.tell("account", call.workspace.clock.now(), **shown)
    return shown


def _with_accounts(surroundings: Surroundings) -> list[str]:
    return [name for name, provider in surroundings.providers.items() if provider.accounts_of is None]


def _shown(account: Account) -> AccountView:
    settings = account.settings
    return {
        "provider": settings.provider,
        "key": settings.key,
        "email": settings.email,
        "balance_seconds": account.balance_seconds,
        "revoked": account.revoked,
    }


ENDPOINTS = (
    Endpoint(
        "ListAccounts",
        "GET",
        "/_mock/accounts",
        "List the accounts with their credit.",
        list_accounts,
        gives=list[AccountView],
    ),
    Endpoint(
        "ChangeAccount",
        "PATCH",
        "/_mock/accounts/{provider}/{key}",
        "Change an account's balance, revoke its credential, or let it in again.",
        change_account,
        takes=ChangeAccount,
        gives=AccountView,
        errors=("not_found",),
    ),
)
