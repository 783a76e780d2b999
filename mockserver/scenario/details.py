"""A closer look at a request, for the rules that depend on more than its address, headers and credential."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.engine.lifecycle import Status


@dataclass(frozen=True, slots=True)
class Details:
    """What takes a closer look to know.

    `job` is the id of the job that the request is about, where there is such a job, `job_number` what tells it from others
    that have or had this id, and `status` its status before this request; `media` (file names or URLs), `name` and
    `metadata` are of that job, or of the one that is being submitted. `document` returns the body as JSON has it (None
    without one), `region` is the one that the request is signed for.
    """

    job: str | None = None
    job_number: int | None = None
    status: Status | None = None
    media: Sequence[str] = ()
    name: str | None = None
    metadata: str | None = None
    region: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    document: Callable[[], object] = lambda: None
