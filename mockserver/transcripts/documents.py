"""Documents for people to read: Word files, and plain text by speaker."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mockserver.transcripts.model import Transcript, clock_time
from mockserver.xmltext import xml_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_PROPERTY_CHARS = 255


def word_document(
    title: str,
    *,
    fields: Sequence[tuple[str, str]] = (),
    paragraphs: Sequence[tuple[str | None, str]],
    made_ms: int,
) -> bytes:
    """Return a .docx file: the title, a table of the form's `fields` (name, value), then `paragraphs` (speaker, text).

    `made_ms` (epoch ms, up to the year 9999) is the time that the document says it was made at. The same arguments give
    the same bytes. Characters that XML can't carry are replaced.
    """
    from docx import Document

    document = Document()
    document.add_heading(xml_text(title), level=0)
    if fields:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name, value in fields:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(xml_text(name)).bold = True
            cells[1].text = xml_text(value)
    for speaker, text in paragraphs:
        paragraph = document.add_paragraph()
        if speaker is not None:
            paragraph.add_run(xml_text(f"{speaker}: ")).bold = True
        paragraph.add_run(xml_text(text))
    properties = document.core_properties
    properties.title = xml_text(title)[:_PROPERTY_CHARS]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _EPOCH + timedelta(milliseconds=made_ms)
    file = io.BytesIO()
    document.save(file)
    return _without_dates(file)


def speaker_text(transcript: Transcript) -> str:
    """Return the transcript as plain text: for each turn the time of its start, its speaker's name, and the text."""
    return "".join(
        f"[{clock_time(turn.start_ms)}] {transcript.speakers[turn.speaker]}:\n{turn.text}\n\n"
        for turn in transcript.turns
    )


def _without_dates(file: io.BytesIO) -> bytes:
    """Return the zip archive in `file` with one constant date for all members, which the machine's clock had dated."""
    dated = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return dated.getvalue()
