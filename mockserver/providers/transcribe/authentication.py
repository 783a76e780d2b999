"""Who signed a request, for Amazon Transcribe and its storage (transcribe.md §1.1, §8)."""

import hashlib
import time
from typing import Final

from mockserver.engine.accounts import Account, AccountSettings, Signatures
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.signatures import reading, version2
from mockserver.providers.transcribe.signatures.chunks import Chunks
from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.request import SignedRequest
from mockserver.providers.transcribe.signatures.verifying import (
    STORAGE,
    TRANSCRIBE,
    Now,
    Secrets,
    Service,
    read,
    verify,
)

DEFAULT_REGION: Final = "us-east-1"
ACCOUNT_ID: Final = "111122223333"

_ACCOUNTS = "transcribe"
"""Whose accounts in a scenario hold for both services."""

_LET_IN_UNSIGNED: Final = {
    TRANSCRIBE: (frozenset({Signatures.OFF}), "an account with `signatures: off`"),
    STORAGE: (frozenset({Signatures.OFF, Signatures.WELL_FORMED}), "an account without `signatures: verified`"),
}
"""Which accounts take unsigned requests. Links into a client's own bucket open so, where not all accounts are verified."""


def admitted(call: Call, service: Service) -> Account:
    """Return the account that a request opens, as far as that one wants signatures to be looked at. Raises Refused.

    Of what the storage is sent only the declared hash is looked at: that it is right is known once the body was read.
    """
    body_sha256 = hashlib.sha256(call.body.raw).hexdigest() if service is TRANSCRIBE else None
    request = signed_request(call.arrival, body_sha256)
    try:
        signature = read(request, service)
    except Refused:
        account = _first_with(frozenset({Signatures.OFF}), call.workspace)
        if account is None:
            raise
        return account
    if signature is None:
        let_in, unless = _LET_IN_UNSIGNED[service]
        account = _first_with(let_in, call.workspace)
        if account is None:
            raise Refused(Kind.UNSIGNED, unless=unless)
        return account
    account = call.workspace.accounts.find(_ACCOUNTS, call.credential or "")
    if account is None:
        raise Refused(Kind.UNKNOWN_KEY, access_key_id=signature.access_key_id)
    if account.settings.signatures is Signatures.VERIFIED:
        verify(request, signature, service, _secrets(account.settings, call.workspace), _now(call.workspace))
    return account


def chunk_chain(call: Call) -> Chunks | None:
    """Return what checks the chunks of an upload; None for an account whose signatures aren't verified."""
    settings = call.account.settings
    if settings.signatures is not Signatures.VERIFIED:
        return None
    signature = reading.read(signed_request(call.arrival))
    assert settings.secret is not None, "The scenario language wants a secret where signatures are verified."
    return None if signature is None else Chunks(signature, settings.secret)


def signed_request(arrival: Arrival, body_sha256: str | None = None) -> SignedRequest:
    """Return a request as its signer saw it."""
    request = arrival.request
    target = request.raw_path if request.raw_path.startswith("/") else request.rel_url.raw_path_qs
    resource = arrival.path
    if arrival.workspace_name is not None:
        resource = resource.removeprefix(f"/w/{arrival.workspace_name}")
    if arrival.prefix is not None:
        resource = resource.removeprefix(f"/{arrival.prefix}")
    return SignedRequest(arrival.method, target, request.headers, body_sha256, resource or "/")


def access_key_id(arrival: Arrival, service: Service) -> str | None:
    """Return the access key id that a request names, whatever else is wrong with its signature; None without one."""
    request = signed_request(arrival)
    scoped = reading.key_and_scope(request)
    if scoped is not None:
        return scoped[0]
    return version2.access_key_id(request) if service is STORAGE else None


def is_for_storage(arrival: Arrival) -> bool:
    """Tell whether a request is signed as those to S3 are."""
    request = signed_request(arrival)
    scoped = reading.key_and_scope(request)
    if scoped is not None:
        return scoped[1].service == STORAGE.name
    return version2.access_key_id(request) is not None


def region(arrival: Arrival) -> str:
    """Return the region that a request is for, which only its credential tells."""
    scoped = reading.key_and_scope(signed_request(arrival))
    return DEFAULT_REGION if scoped is None else scoped[1].region


def _first_with(signatures: frozenset[Signatures], workspace: World) -> Account | None:
    accounts = workspace.accounts.of(_ACCOUNTS)
    fitting = (account for account in accounts if account.settings.signatures in signatures)
    return next((account for account in fitting if not account.revoked), None)


def _secrets(settings: AccountSettings, workspace: World) -> Secrets:
    assert settings.secret is not None, "The scenario language wants a secret where signatures are verified."
    age_ms = workspace.clock.now() - workspace.began_ms
    left_ms = None if settings.session_ms is None else settings.session_ms - age_ms
    return Secrets(settings.secret, settings.session_token, left_ms)


def _now(workspace: World) -> Now:
    """Return the time that clients sign by, which no scenario changes unless it says that they go by the workspace's clock."""
    if settings_of(workspace).signed_by == "workspace":
        return Now(workspace.clock.now(), "That is the workspace's clock.")
    return Now(int(time.time() * 1000), "That is the machine's time; `signed_by: workspace` takes the workspace's.")
