"""Links: plain ones to uploads, whose ids nobody guesses, and signed ones to a job's files, which expire (claudio.md, Poll)."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from mockserver.engine.randomness import Seed
from mockserver.gateway.provider import World
from mockserver.providers.claudio.settings import settings_of

FOLDER = "files"
_BASE = f"/claudio/{FOLDER}"
_NAME_CHARS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UPLOAD_PATH = re.compile(rf"{_BASE}/([^/]+)/[^/]+$")
_SIGNATURE = re.compile(r"([0-9]{1,15})-([0-9a-f]{32})")


def base_name(name: str) -> str:
    """Return the last part of a file's name, bounded in length: what may stand in a link and be saved under."""
    last = _CONTROL.sub("_", re.split(r"[/\\]", name)[-1][-_NAME_CHARS:])
    return "file" if last in ("", ".", "..") else last


def disposition(name: str) -> str:
    """Return the Content-Disposition that has a client save a file under its name, in any script (RFC 6266)."""
    last = base_name(name)
    fallback = re.sub(r'[^ -~]|["\\%]', "_", last)
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{_quoted(last)}"


def upload_link(base_url: str, upload_id: str, name: str) -> str:
    """Return the link under which an upload is downloaded and named in submissions."""
    return f"{base_url}{_BASE}/{upload_id}/{_in_link(name)}"


def upload_id(location: str) -> str | None:
    """Return the id of the upload that a link of ours leads to, by whatever host; None for any other location."""
    try:
        path = urlsplit(location).path
    except ValueError:
        return None
    match = _UPLOAD_PATH.search(path)
    return None if match is None else match[1]


def tail(location: str) -> str:
    """Return the file name that a location ends in."""
    return base_name(unquote(re.split("[?#]", location)[0].rstrip("/")))


class JobLinks:
    """Mints links to one job's files, fresh at every call of the API."""

    def __init__(self, workspace: World, base_url: str, job_id: str) -> None:
        """`base_url` begins them: what the client reaches the workspace by."""
        self._seed = workspace.seed
        self._job_id = job_id
        self._expires_ms = workspace.clock.now() + round(settings_of(workspace).link_life)
        self._base = f"{base_url}{_BASE}/{job_id}"

    def to(self, key: str, filename: str) -> str:
        """Return a link to the file `key` of the job, under a name to save it by."""
        digest = _digest(self._seed, self._job_id, key, self._expires_ms)
        return f"{self._base}/{key}/{_in_link(filename)}?signature={self._expires_ms}-{digest}"


def expiry_ms(seed: Seed, job_id: str, key: str, signature: str) -> int | None:
    """Return when the signature ceases to open the file `key` of a job; None when it never did."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None or match[2] != _digest(seed, job_id, key, int(match[1])):
        return None
    return int(match[1])


def _digest(seed: Seed, job_id: str, key: str, expires_ms: int) -> str:
    return seed.bytes("claudio", "link", job_id, key, expires_ms).hex()


@lru_cache(maxsize=1024)
def _in_link(name: str) -> str:
    return _quoted(base_name(name))


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="replace")
