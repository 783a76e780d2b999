"""The APIs beside speech-to-text: custom vocabularies, and four that analyse media or text (revai.md §2.11-2.15)."""
