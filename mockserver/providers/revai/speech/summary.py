"""GetTranscriptSummary, as text or as JSON (revai.md §2.7)."""

from typing import Final

from mockserver.gateway.answers import JSON, Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.accepting import accepted
from mockserver.providers.revai.speech.outputs import check_made, summary_of
from mockserver.providers.revai.speech.said import summed_up
from mockserver.transcripts.rendering import off_loop
from mockserver.transcripts.sentences import key_sentences

_TYPES: Final = ("text/plain", JSON)
_PARAGRAPH_SENTENCES, _BULLETS = 3, 5
_NOTHING: Final = "Nothing was said."


async def get_summary(call: Call) -> Answer:
    """Answer with the summary of a job: its longest sentences, as a paragraph or as bullets."""
    job = await call.look_at_own(call.params["id"])
    media_type = accepted(call, _TYPES, "text/plain")
    output = summary_of(job, call.workspace)
    if output is None:
        raise call.error("not_found", f"No summary of job {job.id} was asked for.")
    check_made(call, job, output)
    has_bullets = output.asked["type"] == "bullets"
    count = _BULLETS if has_bullets else _PARAGRAPH_SENTENCES
    points = await off_loop(job.duration_ms, lambda: key_sentences(summed_up(call, job), count)) or [_NOTHING]
    if media_type == JSON:
        return Answer.json({"bullet_points": points} if has_bullets else {"summary": " ".join(points)})
    return Answer.text("\n".join(f"- {point}" for point in points) if has_bullets else " ".join(points))
