"""The journal and its bounds."""

from mockserver.engine.journal import Entry, Journal, JournalLimits


def entry(number: int, body: bytes = b"") -> Entry:
    return Entry(str(number), number, 0, "GET", "/", None, None, body=body)


def test_it_keeps_the_latest_entries_in_order() -> None:
    journal = Journal(JournalLimits(entries=3))
    for _ in range(5):
        journal.add(entry(journal.next_number()))
    assert [kept.number for kept in journal] == [3, 4, 5]
    assert len(journal) == 3


def test_it_keeps_within_its_bytes() -> None:
    journal = Journal(JournalLimits(bytes=10))
    for number, size in enumerate([4, 4, 4, 11, 2]):
        journal.add(entry(number, b"x" * size))
        assert sum(len(kept.body) for kept in journal) <= 10
    assert [kept.number for kept in journal] == [4]
