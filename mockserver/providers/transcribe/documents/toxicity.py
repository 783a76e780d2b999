"""How toxic a turn is, by what is said in it (transcribe.md §4.2)."""

from collections.abc import Mapping

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.writing import Document
from mockserver.transcripts.model import Turn
from mockserver.transcripts.wordlists import words

# The categories, and words that give a turn away. Mild ones do: this file is read by people.
_GIVEAWAYS: Mapping[str, frozenset[str]] = {
    "profanity": words("arse bloody bollocks crap damn damned goddamn hell"),
    "hate_speech": words("inferior subhuman vermin"),
    "sexual": words("naked nude sex sexual sexy"),
    "insult": words("coward dumb fool idiot idiotic imbecile jerk loser moron pathetic stupid ugly worthless"),
    "violence_or_threat": words("attack beat burn gun hit kill murder punch shoot stab strangle threat"),
    "graphic": words("blood bloody corpse dismember gore guts mutilated"),
    "harassment_or_abuse": words("bully harass hate shut stalk worthless"),
}
_HARMLESS = (0.001, 0.2)
_TOXIC = (0.6, 0.97)


def toxicity(heard: Heard, turn: Turn) -> Document:
    """Return the scores of a turn, from 0 to 1: high in the categories of which it has a word. The total is the highest."""
    said = {word.text.casefold() for word in turn.words}

    def score(category: str) -> float:
        bounds = _HARMLESS if said.isdisjoint(_GIVEAWAYS[category]) else _TOXIC
        return round(heard.seed.uniform(*bounds, *heard.identity("toxicity", turn.start_ms, category)), 4)

    categories = {category: score(category) for category in _GIVEAWAYS}
    return {
        "text": turn.text,
        "toxicity": max(categories.values()),
        "categories": categories,
        "start_time": turn.start_ms / 1000,
        "end_time": turn.end_ms / 1000,
    }
