"""Text for XML, within Word documents and S3's answers."""

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return text with the replacement character for each one that XML can't carry. It is not escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
