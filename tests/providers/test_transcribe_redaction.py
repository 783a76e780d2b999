"""What is personal: each type told by its looks and by what is said around it (transcribe.md §4.2)."""

import pytest

from mockserver.providers.transcribe.results.redaction import RedactedWord, redact
from tests.providers.transcribe_rendering import said


@pytest.mark.parametrize(
    ("text", "redacted", "types"),
    [
        ("Write to ann.lee@example.com, please.", "Write to [PII], please.", ["EMAIL"]),
        ("It is 312-555-0142.", "It is [PII].", ["PHONE"]),
        ("It is 078-05-1120.", "It is [PII].", ["SSN"]),
        ("The card that ends in 4929, please.", "The card that ends in [PII], please.", ["CREDIT_DEBIT_NUMBER"]),
        ("It's 4111 1111 1111 1111 now.", "It's [PII] now.", ["CREDIT_DEBIT_NUMBER"]),
        ("The security code is 123.", "The security code is [PII].", ["CREDIT_DEBIT_CVV"]),
        ("It expires 09/27.", "It expires [PII].", ["CREDIT_DEBIT_EXPIRY"]),
        ("My account number is 12345678.", "My account number is [PII].", ["BANK_ACCOUNT_NUMBER"]),
        ("The routing number is 021000021.", "The routing number is [PII].", ["BANK_ROUTING"]),
        ("My PIN is 4711.", "My [PII] is [PII].", ["NAME", "PIN"]),
        ("I live at 12 Old Elm Street, in town.", "I live at [PII], in town.", ["ADDRESS"]),
        ("This is Rosalind Achterberg.", "This is [PII].", ["NAME"]),
        ("In 1961 I'm told Dr. No met 3 people.", "In 1961 I'm told Dr. [PII] met 3 people.", ["NAME"]),
    ],
)
def test_a_type(text: str, redacted: str, types: list[str]) -> None:
    found = redact(said(text), ["ALL"])
    assert found.text == redacted
    assert [word.entity for word in found.words if isinstance(word, RedactedWord)] == types
    assert redact(said(text), ["PASSPORT"]) == said(text)


def test_a_redacted_word_takes_the_time_of_all_that_it_stands_for() -> None:
    (turn,) = redact(said("This is Rosalind Achterberg."), ["NAME"]).turns
    assert turn.words[-1] == RedactedWord("[PII]", 600, 1_100, 0.9, "NAME")


def test_patterns_take_no_longer_for_hostile_text() -> None:
    text = "a" * 50_000 + "@" * 1_000 + " " + "1-" * 20_000 + " card " + "(" * 5_000
    assert redact(said(text), ["ALL"]).words
