import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.transcripts.documents import speaker_text, word_document
from mockserver.transcripts.model import Punctuation, Transcript, Turn, Word

MADE_MS = 1_525_562_603_290  # 2018-05-05T23:23:23.290Z
FIELDS = (("Claimant", "Wendell Okafor-Prynne"), ("Pages", "12"))
PARAGRAPHS = (("Agent", "How can I help?"), ("Customer", "A kettle & a <spout>.\nPlease."), (None, "End."))
CALL = f"word_document('General Transcription', fields={FIELDS}, paragraphs={PARAGRAPHS}, made_ms={MADE_MS})"

any_text = st.text(st.characters(codec=None), max_size=30)


def example() -> bytes:
    return word_document("General Transcription", fields=FIELDS, paragraphs=PARAGRAPHS, made_ms=MADE_MS)


def test_a_document_opens_and_holds_what_was_put_in() -> None:
    document = Document(io.BytesIO(example()))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "General Transcription",
        "Agent: How can I help?",
        "Customer: A kettle & a <spout>.\nPlease.",
        "End.",
    ]
    (table,) = document.tables
    assert tuple(tuple(cell.text for cell in row.cells) for row in table.rows) == FIELDS


def test_a_document_says_when_it_was_made_and_nothing_of_how() -> None:
    properties = Document(io.BytesIO(example())).core_properties
    made = datetime(2018, 5, 5, 23, 23, 23, tzinfo=UTC)
    assert (properties.created, properties.modified) == (made, made)
    assert (properties.title, properties.author, properties.comments) == ("General Transcription", "", "")


def test_a_document_without_fields_has_no_table() -> None:
    assert Document(io.BytesIO(word_document("T", paragraphs=[], made_ms=0))).tables == []


def test_the_same_document_has_the_same_bytes_whenever_and_wherever_it_is_made() -> None:
    script = f"import sys; from mockserver.transcripts.documents import *; sys.stdout.buffer.write({CALL})"
    for hash_seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone}
        there = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
        assert there.stdout == example()
    with zipfile.ZipFile(io.BytesIO(example())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_different_documents_have_different_bytes() -> None:
    assert word_document("A", paragraphs=[], made_ms=0) != word_document("A", paragraphs=[], made_ms=1000)


@pytest.mark.parametrize(
    "text", ["\0", "a\x1bb", "\ud800", "\udfff.", "\ufffe", "x" * 1000, "", "\t\r\n", "\U0001f600"]
)
def test_any_text_makes_a_document(text: str) -> None:
    content = word_document(text, fields=[(text, text)], paragraphs=[(text, text), (None, text)], made_ms=0)
    assert len(Document(io.BytesIO(content)).paragraphs) == 3


@given(title=any_text, name=any_text, speaker=st.one_of(st.none(), any_text), text=any_text)
@settings(deadline=None, max_examples=20)
def test_no_text_raises(title: str, name: str, speaker: str | None, text: str) -> None:
    content = word_document(title, fields=[(name, text)], paragraphs=[(speaker, text)], made_ms=MADE_MS)
    assert zipfile.is_zipfile(io.BytesIO(content))


def test_characters_that_xml_cannot_carry_are_replaced() -> None:
    document = Document(io.BytesIO(word_document("T", paragraphs=[(None, "a\0b\ud800c")], made_ms=0)))
    assert document.paragraphs[1].text == "a\ufffdb\ufffdc"


def test_speaker_text() -> None:
    turns = (
        Turn(0, (Word("Hello", 1_900, 2_000, 1.0), Punctuation("."))),
        Turn(1, (Word("Yes", 3_661_000, 3_662_000, 1.0), Punctuation("?"))),
    )
    assert speaker_text(Transcript("en", ("Agent", "Customer"), turns, 4_000_000)) == (
        "[00:00:01] Agent:\nHello.\n\n[01:01:01] Customer:\nYes?\n\n"
    )
    assert speaker_text(Transcript("en", (), (), 0)) == ""
