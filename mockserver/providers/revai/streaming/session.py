"""StreamAudio: a session from its options to its close, and the job that it leaves behind (revai.md §2.16)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from mockserver.engine.accounts import InsufficientCredit
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.gateway.answers import Close
from mockserver.gateway.call import Call
from mockserver.gateway.sockets import Socket
from mockserver.providers.revai.apis import custom_vocabularies
from mockserver.providers.revai.retention import kept_ms
from mockserver.providers.revai.settings import settings_of
from mockserver.providers.revai.speech.submission import job_id
from mockserver.providers.revai.streaming import messages
from mockserver.providers.revai.streaming.audio import AudioMeter
from mockserver.providers.revai.streaming.billing import Hold
from mockserver.providers.revai.streaming.closing import END_OF_INPUT, MAX_LIFETIME
from mockserver.providers.revai.streaming.content_types import read_content_type
from mockserver.providers.revai.streaming.deadlines import MAX_LIFETIME_MS, Deadlines
from mockserver.providers.revai.streaming.hypotheses import Hypothesis, Listener
from mockserver.providers.revai.streaming.options import StreamOptions, read_stream_options
from mockserver.providers.revai.streaming.transcript import spoken
from mockserver.providers.revai.timestamps import seconds
from mockserver.providers.revai.versions import Version
from mockserver.transcripts.model import Turn

_MOST_STREAMS: Final = 10


async def stream_audio(call: Call, socket: Socket) -> Close:
    """Take in audio and tell what is said in it, until the client has no more."""
    options = read_stream_options(call)
    if call.workspace.sessions.count(call.account.scope) > _MOST_STREAMS:
        raise call.error("rate_limited", f"The account has {_MOST_STREAMS} streams open, which is the limit.")
    job = await _draft(call, options)
    turns = spoken(call.transcripts, call.workspace.seed, job)
    try:
        hold = Hold(call.account)
    except InsufficientCredit as error:
        raise call.error("out_of_credit", f"Ten minutes are held for a stream. {error}") from error
    return await _Stream(call, socket, await call.submit(job), options, hold).run(turns)


async def _draft(call: Call, options: StreamOptions) -> Job:
    """Return the job of a stream: in progress until the stream ends, and then as the scenario lets its jobs end.

    Raises the provider's `vocabulary_not_found`.
    """
    submission = options.submission()
    if options.custom_vocabulary_id is not None:
        vocabulary = await custom_vocabularies.required(call, options.custom_vocabulary_id)
        submission["spellings"] = vocabulary.submission["spellings"]
    job = await call.draft(
        scope=call.account.scope,
        job_id=lambda number: job_id(Version.V1, call.workspace.seed, number),
        submission=submission,
        media=(),
        duration_ms=0,
        kept_ms=kept_ms(submission),
    )
    timeline = (Stage(Status.IN_PROGRESS), job.timeline[-1])
    return replace(job, timeline=timeline, progress=begin(timeline, call.workspace.clock.now()))


class _Stream:
    """One open stream."""

    def __init__(self, call: Call, socket: Socket, job: Job, options: StreamOptions, hold: Hold) -> None:
        self._call = call
        self._socket = socket
        self._job = job
        self._jobs = call.workspace.jobs  # those of the workspace as it is now: it may be reset meanwhile
        self._clock = call.workspace.clock
        self._options = options
        self._hold = hold
        self._meter = AudioMeter(read_content_type(options.content_type))
        self._start_ms: int = job.submission["stream"]["start_ms"]

    async def run(self, turns: Iterator[Turn]) -> Close:
        """Talk with the client, and return how that ends. However it ends, the job is there afterwards."""
        workspace = self._call.workspace
        idle_ms = round(settings_of(workspace).stream_idle)
        deadlines = Deadlines(self._clock, workspace.agenda, idle_ms, self._socket.end, lambda: self._socket.is_stalled)
        try:
            await self._socket.send(messages.connected(self._job.id))
            return await self._listen(Listener(turns, self._options.longest_segment_ms), deadlines)
        finally:
            deadlines.stop()
            self._hold.settle(self._used_ms)
            await self._jobs.conclude(self._job.scope, self._job.id, self._concluded)

    async def _listen(self, listener: Listener, deadlines: Deadlines) -> Close:
        while (message := await self._socket.receive()) != messages.EOS:
            if isinstance(message, str) or not message:
                continue
            deadlines.audio_came()
            self._meter.feed(message)
            self._socket.audio_ms = self._heard_ms
            self._cover()
            await self._tell(listener.hear(self._start_ms + self._heard_ms))
            if self._heard_ms == MAX_LIFETIME_MS:
                return MAX_LIFETIME
        await self._tell(listener.finish())
        return END_OF_INPUT

    @property
    def _heard_ms(self) -> int:
        return min(self._meter.heard_ms, MAX_LIFETIME_MS)

    @property
    def _lasted_ms(self) -> int:
        return self._clock.now() - self._job.created_ms

    @property
    def _used_ms(self) -> int:
        """What is paid for: the audio, or the time for which the stream is open if that is more (revai.md §7)."""
        return max(self._heard_ms, self._lasted_ms)

    def _cover(self) -> None:
        try:
            self._hold.cover(self._used_ms)
        except InsufficientCredit as error:
            raise self._call.error("out_of_credit", f"What was held for the stream is used up. {error}") from error

    async def _tell(self, hypotheses: Iterable[Hypothesis]) -> None:
        for told in hypotheses:
            await self._socket.send(
                messages.hypothesis(
                    told,
                    detailed_partials=self._options.detailed_partials,
                    with_speaker=self._options.enable_speaker_switch,
                )
            )

    def _concluded(self, job: Job) -> Job:
        lasted: dict[str, Any] = {"stream_duration_seconds": seconds(self._lasted_ms)}
        return replace(job, duration_ms=self._heard_ms, submission={**job.submission, **lasted})
