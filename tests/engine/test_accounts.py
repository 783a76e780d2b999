"""Accounts: who is let in, and what it costs them."""

import pytest

from mockserver.engine.accounts import Account, Accounts, AccountSettings, InsufficientCredit


def test_where_none_is_declared_everybody_is_let_in_to_one_account() -> None:
    accounts = Accounts()
    assert accounts.find("revai", "anything") is accounts.find("revai", "else") is not None


def test_the_first_account_that_fits_is_opened() -> None:
    accounts = Accounts(
        [
            AccountSettings("revai", "broke*", balance_seconds=60),
            AccountSettings("revai", "*"),
            AccountSettings("claudio", "k", "s"),
        ]
    )
    broke, other = accounts.find("revai", "broke-1"), accounts.find("revai", "x")
    assert broke is not None
    assert broke.balance_seconds == 60
    assert other is not None
    assert other.balance_seconds is None
    assert accounts.find("claudio", "k", "s") is not None
    assert accounts.find("claudio", "k", "wrong") is None
    assert accounts.find("claudio", "k") is not None
    assert accounts.find("claudio", "other", "s") is None


def test_credit_is_used_up_and_never_overdrawn() -> None:
    account = Account(AccountSettings("revai", balance_seconds=60))
    account.charge(45)
    with pytest.raises(InsufficientCredit, match="15 seconds left") as refused:
        account.charge(16)
    assert refused.value.balance_seconds == 15
    account.charge(15)
    assert account.balance_seconds == 0


def test_what_was_not_used_is_given_back() -> None:
    account = Account(AccountSettings("revai", balance_seconds=60))
    account.charge(45)
    account.refund(30)
    assert account.balance_seconds == 45


def test_credit_without_end_has_none() -> None:
    account = Account(AccountSettings("revai"))
    account.charge(10**9)
    account.refund(1)
    assert account.balance_seconds is None
