"""Pages of lists: newest first, cut before any filter, with a token that leads to the next (transcribe.md §5)."""

import base64

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.errors import refusal

_PAGE = 5
_BAD_TOKEN = "The NextToken isn't valid. Use the token of the previous response and try your request again."


async def page(call: Call, scope: str, size: int | None, token: str | None) -> tuple[list[Job], str | None]:
    """Return a page of what a scope holds, and the token of the next one; None for the last."""
    size, seed = size or _PAGE, call.workspace.seed
    below = None if token is None else _read_token(call, token, scope)
    found = await call.workspace.jobs.newest(scope, size + 1, below=below)
    return found[:size], _token(found[size - 1].number, scope, seed) if len(found) > size else None


def _token(number: int, scope: str, seed: Seed) -> str:
    text = f"{number}.{seed.token(16, 'transcribe', 'page', scope, number)}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_token(call: Call, token: str, scope: str) -> int:
    """Return the number below which a page begins. Raises the error for a token that was not given out for this list."""
    try:
        number = int(base64.urlsafe_b64decode(token.encode()).partition(b".")[0])
    except ValueError as error:
        raise refusal(call, "bad_request", _BAD_TOKEN) from error
    if token != _token(number, scope, call.workspace.seed):
        raise refusal(call, "bad_request", _BAD_TOKEN)
    return number
