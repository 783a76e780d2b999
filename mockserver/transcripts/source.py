"""Where providers get transcripts from: made up or from a fixture, and kept for as long as they are asked for again."""

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.model import LONGEST_MS, Transcript, Turn
from mockserver.transcripts.synthesis import speech, synthesize
from mockserver.transcripts.verbatim import clean, interject, interjected

_MADE_UP_MS = (20_000, 180_000)
_TRANSCRIPTS_KEPT = 64
# A word takes about 200 bytes: 50 MB in all, the longest recordings of a few jobs or the short ones of many.
_WORDS_KEPT = 250_000


class Transcripts:
    """Every transcript of the server. What was not used for long is forgotten, and made again, the same, on request.

    Threads may share it. None waits while another has a transcript made; two that want the same one may both make it.
    """

    def __init__(self, library: FixtureLibrary) -> None:
        self._library = library
        self._kept: OrderedDict[object, Transcript] = OrderedDict()
        self._words_kept = 0
        self._lock = Lock()

    def get(
        self,
        seed: Seed,
        identity: tuple[object, ...],
        *,
        duration_ms: int | None,
        fixture: str | None = None,
        speakers: int = 2,
        language: str = "en",
        verbatim: bool = False,
    ) -> Transcript:
        """Return what was said in the media of `identity`, which lasts `duration_ms` milliseconds.

        With None for it, a fixture is as long as it says, and a made-up transcript as long as the seed has it (some
        minutes at most). `speakers` and `language` are for a made-up transcript; a fixture has its own. With
        `verbatim` there is also what was not meant: fillers and sounds. Raises FixtureError for a fixture that is unknown
        or wrong.
        """
        written = None if fixture is None else self._library.load(fixture)
        # The seed's own digest tells identities apart as it does: 1 and True are not the same to it.
        key = (seed.bytes("transcript", *identity), duration_ms, written, speakers, language, verbatim)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if written is not None:
            heard = written.perform(seed, identity, duration_ms)
            transcript = heard if verbatim else clean(heard)
        else:
            length_ms = int(seed.uniform(*_MADE_UP_MS, "duration", *identity)) if duration_ms is None else duration_ms
            made_up = synthesize(seed, identity, length_ms, speakers=speakers, language=language)
            transcript = interjected(made_up) if verbatim else made_up
        with self._lock:
            self._keep(key, transcript)
        return transcript

    def of_job(
        self, seed: Seed, job: Job, *, speakers: int = 2, language: str = "en", verbatim: bool = False
    ) -> Transcript:
        """Return what was said in a job's media, the same each time. The arguments and errors are those of `get`."""
        return self.get(
            seed,
            _identity(job.provider, job.number),
            duration_ms=job.duration_ms,
            fixture=job.transcript,
            speakers=speakers,
            language=language,
            verbatim=verbatim,
        )

    def live(self, seed: Seed, job: Job, *, speakers: int = 2, language: str = "en") -> Iterator[Turn]:
        """Return what is being said in a job's media while nobody knows their end: the turns of a fixture, or without end.

        It is told verbatim. The arguments and errors are those of `get`.
        """
        identity = _identity(job.provider, job.number)
        if job.transcript is not None:
            return iter(self.get(seed, identity, duration_ms=None, fixture=job.transcript, verbatim=True).turns)
        return interject(speech(seed, identity, speakers=speakers, language=language), language, LONGEST_MS)

    def fixture_ms(self, seed: Seed, provider: str, number: int, fixture: str) -> int:
        """Return how long a fixture takes, in milliseconds, as the provider's job of that number will have it.

        Raises FixtureError for a fixture that is unknown or wrong.
        """
        return self.get(seed, _identity(provider, number), duration_ms=None, fixture=fixture).duration_ms

    def _keep(self, key: object, transcript: Transcript) -> None:
        if key in self._kept:
            return
        self._kept[key] = transcript
        self._words_kept += len(transcript.words)
        while len(self._kept) > _TRANSCRIPTS_KEPT or (self._words_kept > _WORDS_KEPT and len(self._kept) > 1):
            _, forgotten = self._kept.popitem(last=False)
            self._words_kept -= len(forgotten.words)


def _identity(provider: str, number: int) -> tuple[object, ...]:
    return (provider, "job", number)
