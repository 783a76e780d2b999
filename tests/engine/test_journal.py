"""The journal and its bounds."""

import uuid

from mockserver.engine.journal import Entry, Journal, JournalLimits
from mockserver.engine.randomness import Seed


def entry(number: int, body: bytes = b"") -> Entry:
    return Entry(str(number), number, 0, "GET", "/", None, None, body=body)


def test_it_keeps_the_latest_entries_in_order() -> None:
    journal = Journal(Seed(1), "default", JournalLimits(entries=3))
    for number in range(1, 6):
        journal.add(entry(number))
    assert [kept.number for kept in journal] == [3, 4, 5]
    assert len(journal) == 3
    assert journal.forgotten == 2
    journal.clear()
    assert (len(journal), journal.forgotten) == (0, 0)


def test_who_came_first_stands_first_whenever_he_was_answered() -> None:
    journal = Journal(Seed(1), "default", JournalLimits(entries=3))
    for number in (2, 1, 4, 3):
        journal.add(entry(number))
    assert [kept.number for kept in journal] == [1, 3, 4]


def test_it_keeps_within_its_bytes() -> None:
    journal = Journal(Seed(1), "default", JournalLimits(bytes=10))
    for number, size in enumerate([4, 4, 4, 11, 2]):
        journal.add(entry(number, b"x" * size))
        assert sum(len(kept.body) for kept in journal) <= 10
    assert [kept.number for kept in journal] == [4]


def test_what_the_requests_themselves_hold_is_counted() -> None:
    journal = Journal(Seed(1), "default", JournalLimits(bytes=100))
    for number in range(1, 4):
        journal.add(Entry(str(number), number, 0, "GET", "/" + "a" * 19, None, None, headers=((b"x" * 10, b"y" * 10),)))
    assert [kept.number for kept in journal] == [2, 3]


def test_request_ids_are_uuids_that_count() -> None:
    journal = Journal(Seed(1), "default")
    (first, first_id), (second, second_id) = journal.next_request(), journal.next_request()
    assert (first, second) == (1, 2)
    assert uuid.UUID(second_id).version == 4
    assert uuid.UUID(second_id).int - uuid.UUID(first_id).int == 1
    assert Journal(Seed(1), "default").next_request() == (1, first_id)
    assert Journal(Seed(2), "default").next_request() != (1, first_id)
    assert Journal(Seed(1), "other").next_request() != (1, first_id)
