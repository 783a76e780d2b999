"""The text of a file: its bytes as lines, and mistakes that point into them."""

import re
from dataclasses import dataclass, field
from typing import Any

from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import FileError, Mistake

_MOST_BYTES = 256 * 1024
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


@dataclass(frozen=True)
class Source:
    """A file's text, as YAML sees it. `file` is its name in messages."""

    file: str
    text: str
    language: Language[Any]
    _lines: list[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lines", _UNREADABLE.sub("\ufffd", self.text).splitlines())

    def mistake(self, line: int, column: int, message: str) -> Mistake:
        """Return a mistake at a line and column that count from 0, as YAML's marks do."""
        shown = self._lines[line] if line < len(self._lines) else ""
        return Mistake(self.file, line + 1, column + 1, message, shown)

    def warning(self, line: int, message: str) -> Mistake:
        """Return a warning about a line that counts from 1, at what stands on it."""
        shown = self._lines[line - 1]
        column = len(shown) - len(shown.lstrip(" -")) + 1
        return Mistake(self.file, line, column, message, shown, "warning")

    def error(self, line: int, column: int, message: str) -> FileError:
        """Return what is raised when nothing can be read beyond a mistake at a line and column that count from 0."""
        return self.language.error([self.mistake(line, column, message)])

    def error_at_index(self, index: int, message: str) -> FileError:
        """Return what is raised when nothing can be read beyond a character of the text."""
        before = self.text[:index].splitlines(keepends=True)
        ends_line = not before or before[-1] != before[-1].splitlines()[0]
        return self.error(len(before) - (not ends_line), 0 if ends_line else len(before[-1]), message)


def decode(content: bytes | str, file: str, language: Language[Any]) -> Source:
    """Return the text of a file. Raises the language's error when it is too large, or not readable UTF-8."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > _MOST_BYTES:
        sentence = f"found {len(raw):,} bytes, expected at most {_MOST_BYTES:,}"
        raise Source(file, "", language).error(0, 0, sentence)
    text = raw.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    source = Source(file, text, language)
    if match := _UNREADABLE.search(text):
        raise source.error_at_index(match.start(), _unreadable(match[0]))
    return source


def _unreadable(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"found the byte 0x{ord(char) - 0xDC00:02x}, which is no UTF-8, expected the file to be saved as UTF-8"
    return f"found the character U+{ord(char):04X}, expected readable text"
