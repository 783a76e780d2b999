"""How what is said or written sounds: counted from two small tables of English words."""

from collections.abc import Iterable
from typing import NamedTuple

from mockserver.transcripts import wordlists

POSITIVE = wordlists.words(
    "agree amazing appreciate awesome beautiful benefit best better brilliant cheerful delighted delightful easy enjoy "
    "enjoyed excellent excited fantastic fine free friend friendly fun glad good grateful great happily happy help helpful "
    "hope improve joy joyful kind love loved lovely nice peace perfect perfectly pleasant pleased pretty proud resolved "
    "safe succeed success successful superb thank thanks welcome win wonderful yay"
)
NEGATIVE = wordlists.words(
    "afraid angry annoyed annoying awful bad broken cancel complain complaint concern crash crime cruel cry damage damaged "
    "dead die difficult disappointed disappointing disaster fail failed failure fault fear frustrated frustrating hate "
    "hated horrible hurt impossible kill late lose loss lost mad mess miserable missing pain poor problem ridiculous rude "
    "sad sadly scared sick sorry suffer terrible trouble ugly unacceptable unhappy upset war waste weak worried worry worse "
    "worst wrong"
)
_NEGATIONS = wordlists.words("cannot hardly neither never no none nor not without")


class Sentiment(NamedTuple):
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


def sentiment(words: Iterable[str]) -> Sentiment:
    """Return how words in a row sound. A negation turns the word after it around: "not good", "don't worry"."""
    positive = negative = 0
    before = ""
    for word in words:
        text = word.casefold().replace("’", "'")
        turned = before in _NEGATIONS or before.endswith("n't")
        if text in POSITIVE or text in NEGATIVE:
            good = (text in POSITIVE) is not turned
            positive += good
            negative += not good
        before = text
    return Sentiment(positive, negative)
