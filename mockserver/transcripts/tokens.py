"""Written text taken apart into words and the marks after them; put together again, it is the same text."""

import re

from mockserver.transcripts.model import Punctuation
from mockserver.transcripts.pacing import Token

# Marks that stand between words even where a script writes no spaces.
_FULL_WIDTH = "。、，！？；："
_MARKS = '.,;:!?…)]}"”»–—-' + _FULL_WIDTH + "،؛؟।"
_TRAILING = re.compile(rf"[{re.escape(_MARKS)}]*$")
_ONE_MARK = re.compile(r"\.{2,}|.")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.){2,}|(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs)\.")


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words of `text` in order, each followed by its marks.

    "don't", "3.5", "10:30", "e.g." and "Dr." stay whole, and an opening quotation mark or bracket stays with its word.
    Marks that stand alone ("well – yes") go to the word before; before the first word they are left out.
    """
    tokens: list[Token] = []
    for chunk in re.sub(rf"(?<=[{_FULL_WIDTH}])(?=[^\s{_FULL_WIDTH}])", " ", text).split():
        word, marks = _apart(chunk)
        if word:
            tokens.append(word)
        if tokens:
            tokens.extend(Punctuation(mark) for mark in marks)
    return tuple(tokens)


def _apart(chunk: str) -> tuple[str, list[str]]:
    """Return the word of a piece without spaces, and the marks at its end."""
    word = _TRAILING.sub("", chunk)
    marks = _ONE_MARK.findall(chunk[len(word) :])
    if marks and _ABBREVIATION.fullmatch(word + marks[0]):
        word += marks.pop(0)
    return word, marks
