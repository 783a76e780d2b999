"""What a provider is to the gateway: a table of operations, a table of errors, and how it knows its callers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.engine.webhooks import Webhook
from mockserver.engine.workspace import Workspace
from mockserver.gateway.answers import Answer, Close
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import ApiError, ErrorTable, Wording
from mockserver.gateway.operations import Match, Operation, PathTable, WrongMethod
from mockserver.scenario.matching import Scenario
from mockserver.transcripts.source import Transcripts
from mockserver.yamlfile.parts import Part

if TYPE_CHECKING:
    from mockserver.gateway.addressing import Arrival
    from mockserver.gateway.call import Call
    from mockserver.gateway.outgoing import Outgoing

World = Workspace[Scenario]

Documented = Callable[[str], bool]
"""Tells whether a scenario asks for a quirk's documented side."""

Side = Literal["observed", "documented"]


class Quirk(NamedTuple):
    """A point on which a provider's documentation and its observed behaviour differ. Scenarios choose (DESIGN §7)."""

    id: str
    observed: str
    documented: str
    evidence: str
    unless_named: Side | None = None
    """The side that holds unless a scenario names this very quirk, whatever it says of the provider's quirks as a whole;
    None for a quirk that goes along with the others."""


class Assumption(NamedTuple):
    """A point that nobody knows: what was chosen, and why."""

    about: str
    chosen: str


class Provider(ABC):
    """One emulated service. A provider keeps no state: whatever changes belongs to a workspace."""

    name: ClassVar[str]
    title: ClassVar[str]
    sample: ClassVar[str] = ""
    """A shell command that submits a job, to be pasted; `{url}` stands for the server's address."""
    hosts: ClassVar[tuple[str, ...]] = ()
    """Globs of the service's real host names. A request that comes by one of them is this provider's (DESIGN §6)."""
    known_by: ClassVar[str] = ""
    """What a request lacks that isn't known as one of its own although its path fits; empty where the path alone decides."""
    operations: tuple[Operation, ...]
    errors: ClassVar[ErrorTable]
    error_members: ClassVar[frozenset[str]] = frozenset()
    """Members that the body of each of its errors may have, beside its own: scenarios may set them."""
    failures: ClassVar[Mapping[str, str]] = {}
    """Why its jobs fail: by the names that scenarios give, its own words, or what is said for people."""
    statuses: ClassVar[Mapping[Status, str]] = {}
    """Its words for the statuses of its jobs."""
    quirks: ClassVar[tuple[Quirk, ...]] = ()
    assumptions: ClassVar[tuple[Assumption, ...]] = ()
    settings: ClassVar[type[Part] | None] = None
    """What scenarios may set of it, under `providers`."""
    scripted: ClassVar[bool] = True
    """Whether scenarios and the journal concern it. They don't concern the control API."""
    regional: ClassVar[bool] = False
    """Whether requests are signed for a region."""
    accounts_of: ClassVar[str | None] = None
    """The provider whose accounts hold here; None where it has its own."""
    credential_in_body: ClassVar[bool] = False
    """Whether the caller is known by the body, so that of a body that can't be read nobody can tell who sent it."""
    body_is_signed: ClassVar[bool] = False
    """Whether callers sign the body, so that of one that can't be read nobody can tell whether the signature is right."""
    goodbye: ClassVar[Close] = Close(1001, "Going away")
    """How its WebSockets are closed when their workspace, or the server, comes to an end."""

    @property
    def by_path(self) -> bool:
        """Whether it is the path of a request alone, as the table has it, by which its operation is known."""
        return not self.known_by

    @cached_property
    def paths(self) -> PathTable:
        return PathTable(self.operations)

    def operations_in(self, scenario: Scenario) -> Sequence[Operation]:
        """Return the operations where a scenario has them. Where they may be moved, `locate` must know it as well."""
        return self.operations

    def locate(self, arrival: "Arrival") -> Match | WrongMethod | None:
        """Return the operation that a request means; None when it means none of this provider."""
        return self.paths.find(arrival.method, arrival.segments)

    def documented(self, scenario: Scenario, quirk_id: str) -> bool:
        """Tell whether a scenario asks for a quirk's documented side rather than the observed one."""
        unless_named = self._unless_named.get(quirk_id)
        if unless_named is None:
            return scenario.documented(self.name, quirk_id)
        named = scenario.documented_by_id(self.name, quirk_id)
        return unless_named == "documented" if named is None else named

    @cached_property
    def _unless_named(self) -> dict[str, Side]:
        return {quirk.id: quirk.unless_named for quirk in self.quirks if quirk.unless_named is not None}

    @abstractmethod
    def credential(self, call: "Call") -> str | None:
        """Return what identifies the caller (a token, an API key, an access key id), unchecked; None when there is none."""

    def may_open(self, call: "Call") -> None:  # noqa: B027
        """Raise the provider's ApiError for a call that isn't to open the workspace that it names.

        Any may, unless a provider says otherwise: workspaces open on first use (DESIGN §6).
        """

    @abstractmethod
    def admit(self, call: "Call") -> None:
        """Let the call in and set its `account`, or raise the provider's ApiError."""

    @abstractmethod
    def render_error(self, call: "Call", wording: Wording) -> Answer:
        """Return an error in the provider's shape."""

    def closing(self, call: "Call", error: ApiError) -> Close | None:
        """Return how an error closes a WebSocket; None refuses the handshake with the error as an answer over HTTP."""
        return None

    def subject(self, call: "Call") -> Subject:
        """Return what a request says itself of what it is about, unchecked: scenarios may depend on it. It never raises."""
        return Subject()

    def transcription(self, media: str, name: str | None) -> Mapping[str, Any]:
        """Return the least that its first operation takes in JSON to have media transcribed, which are at a URL.

        `name` is what scenarios know the job by, where the service lets a client say so. Only providers with jobs are asked.
        """
        return {}

    def headers(self, call: "Call") -> dict[str, str]:
        """Return the headers that each of the provider's answers carries."""
        return {}

    def announce(self, workspace: World, job: Job) -> Iterable[Webhook]:
        """Return the webhooks that tell that a job ended. Only a job with a `notification` is asked for."""
        return ()

    async def deliver(self, workspace: World, job: Job, transcripts: Transcripts, outgoing: "Outgoing") -> None:  # noqa: B027
        """Take the results of a completed job to where its client wants to find them. Only jobs that `deliver` come here."""
