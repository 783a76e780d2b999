"""Claudio (Loom Analytics): asynchronous transcription of medical and legal dictation, with documents out."""

from mockserver.providers.claudio.provider import Claudio

__all__ = ["Claudio"]
