"""Notices as PDF: well-formed to the byte, so that every reader opens them."""

import re

import pytest

from mockserver.transcripts.notices import pdf_notice


def _objects(pdf: bytes) -> list[bytes]:
    """Return the objects of a PDF, each found by its place in the table as a reader does."""
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[0])
    assert pdf[start:].startswith(b"xref\n0 ")
    _, count, *rows = pdf[start : pdf.index(b"trailer")].splitlines(keepends=True)[0:]
    assert all(len(row) == 20 for row in rows)
    assert int(count.split()[1]) == len(rows)
    places = [int(row[:10]) for row in rows if row[17:18] == b"n"]
    for number, place in enumerate(places, 1):
        assert pdf[place:].startswith(b"%d 0 obj\n" % number)
    return [pdf[place : pdf.index(b"endobj", place)] for place in places]


def test_every_object_lies_where_the_table_says() -> None:
    pdf = pdf_notice("Gone.", ["One line.", "Another."])

    catalog, pages, page, content, font = _objects(pdf)

    assert pdf.startswith(b"%PDF-1.4\n")
    assert b"/Type /Catalog" in catalog
    assert b"/Count 1" in pages
    assert b"/Contents 4 0 R" in page
    assert b"/Helvetica" in font
    [length] = re.findall(rb"/Length (\d+)", content)
    stream = content[content.index(b"stream\n") + 7 : content.index(b"\nendstream")]
    assert len(stream) == int(length)
    assert [text.decode() for text in re.findall(rb"\((.*?)\) Tj", stream)] == ["Gone.", "One line.", "Another."]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("a (b) c\\d", rb"(a \(b\) c\\d) Tj"),
        ("é ü", b"(\xe9 \xfc) Tj"),
        ("日本", b"(??) Tj"),
        ("a\nb\x00", b"(a b ) Tj"),
    ],
)
def test_no_text_breaks_it(line: str, written: bytes) -> None:
    *_, content, _ = _objects(pdf_notice("Gone.", [line]))

    assert written in content
