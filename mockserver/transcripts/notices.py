"""A notice as a PDF of one page, written by hand: a few lines of text need no library."""

from collections.abc import Sequence

_PAGE = (595, 842)  # A4, in points
_LEFT, _TOP, _LEADING = 72, 770, 20


def pdf_notice(title: str, lines: Sequence[str]) -> bytes:
    """Return a PDF with a title and lines under it, none of which is broken. What Latin-1 can't carry becomes a `?`."""
    text = "\n".join(
        [
            f"BT /F1 16 Tf {_LEFT} {_TOP} Td {_LEADING} TL {_string(title)} Tj T* T*",
            "/F1 11 Tf",
            *(f"{_string(line)} Tj T*" for line in lines),
            "ET",
        ]
    ).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
        % _PAGE,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    # The second line tells tools that move files that this one is binary (PDF 32000-1, 7.5.2).
    pdf = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % place for place in places)
    pdf += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(pdf)


def _string(text: str) -> str:
    """Return text as a literal string of PDF."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    plain = plain.encode("latin-1", "replace").decode("latin-1")
    return "(" + plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
