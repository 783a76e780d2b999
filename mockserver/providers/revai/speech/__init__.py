"""Asynchronous speech-to-text: jobs from submission to what they yield (revai.md §2.1-2.9, §3, §5)."""
