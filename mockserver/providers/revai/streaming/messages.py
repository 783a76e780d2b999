"""The messages of the service, each a JSON object in a text frame (revai.md §2.16)."""

from typing import Any, Final

from mockserver.providers.revai.streaming.hypotheses import Hypothesis
from mockserver.providers.revai.transcript_view import render_json

EOS: Final = "EOS"
"""The text by which the client says that no more audio comes."""


def connected(job_id: str) -> dict[str, Any]:
    """Return the first message: audio may be sent from now on."""
    return {"type": "connected", "id": job_id}


def hypothesis(told: Hypothesis, *, detailed_partials: bool, with_speaker: bool) -> dict[str, Any]:
    """Return the message about a hypothesis. A partial one has words and nothing else; only with `detailed_partials` times."""
    turn = told.turn
    message = {"type": "partial", "ts": turn.start_ms / 1000, "end_ts": turn.end_ms / 1000}
    elements: list[dict[str, Any]] = render_json((turn,))["monologues"][0]["elements"]
    if told.is_final:
        speaker = {"speaker_id": turn.speaker} if with_speaker else {}
        return {**message, "type": "final", **speaker, "elements": elements}
    words = [{**element, "value": element["value"].lower()} for element in elements if element["type"] == "text"]
    if not detailed_partials:
        words = [{"type": "text", "value": word["value"]} for word in words]
    return {**message, "elements": words}
