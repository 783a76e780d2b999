"""Streaming: audio in over a WebSocket, hypotheses out while it comes in (revai.md §2.16)."""
