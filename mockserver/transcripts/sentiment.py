"""How what is said sounds: counted from two small tables of English words."""

from collections.abc import Iterable
from dataclasses import dataclass

from mockserver.transcripts import wordlists
from mockserver.transcripts.model import Word

POSITIVE = wordlists.words(
    "agree amazing appreciate beautiful benefit best better brilliant delighted easy enjoy excellent fantastic fine free "
    "friend glad good grateful great happy help helpful hope improve kind love lovely nice peace perfect perfectly "
    "pleased pretty resolved safe success successful thank thanks welcome win wonderful"
)
NEGATIVE = wordlists.words(
    "afraid angry annoyed annoying awful bad broken cancel complain complaint concern crime damaged dead difficult "
    "disappointed disappointing fail failed fear frustrated frustrating hate hurt impossible kill late lose loss missing "
    "pain poor problem ridiculous sad scared sorry suffer terrible trouble unacceptable unhappy upset war waste weak "
    "worried worry worse worst wrong"
)
_NEGATIONS = wordlists.words("cannot hardly neither never no none nor not without")


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How many of the words are positive, and how many negative."""

    positive: int = 0
    negative: int = 0

    @property
    def label(self) -> str:
        """`POSITIVE`, `NEGATIVE`, `MIXED` when it is as much of both, or `NEUTRAL`."""
        if self.positive == self.negative:
            return "MIXED" if self.positive else "NEUTRAL"
        return "POSITIVE" if self.positive > self.negative else "NEGATIVE"

    @property
    def score(self) -> float:
        """From -1 to 1, 0 when nothing is felt: the more that is felt the same, the farther from 0."""
        return (self.positive - self.negative) / (self.positive + self.negative + 1)


def sentiment(words: Iterable[Word]) -> Sentiment:
    """Return how words in a row sound. A negation turns the word after it around: "not good", "don't worry"."""
    positive = negative = 0
    before = ""
    for word in words:
        text = word.text.casefold().replace("’", "'")
        turned = before in _NEGATIONS or before.endswith("n't")
        if text in POSITIVE or text in NEGATIVE:
            good = (text in POSITIVE) is not turned
            positive += good
            negative += not good
        before = text
    return Sentiment(positive, negative)
