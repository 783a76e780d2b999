"""Rev.ai: asynchronous speech-to-text under `/speechtotext/v1` and the older `/revspeech/v1beta`."""

from mockserver.providers.revai.provider import RevAi

__all__ = ["RevAi"]
