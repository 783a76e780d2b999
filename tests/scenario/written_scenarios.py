"""Strategies for scenarios as people may write them, with every key that there is (see `WRITTEN`)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from mockserver.scenario.faults import FAULTS, Breaks, FaultName, FrameName

Written = st.SearchStrategy[Any]

WRITTEN: Final[dict[str, set[str]]] = defaultdict(set)
"""The keys that are written here, by the part that they are of as the JSON Schema names it."""


def part(name: str, required: Mapping[str, Written], optional: Mapping[str, Written] | None = None) -> Written:
    """Return a mapping with the keys of a part: those required, and some of the optional ones."""
    WRITTEN[name] |= {*required, *(optional or {})}
    others = {key: written for key, written in (optional or {}).items() if key not in required}
    mapping = st.fixed_dictionaries(dict(required), optional=others)

    @st.composite
    def written(draw: st.DrawFn) -> Any:  # by this name alone, as Hypothesis would write out all that it is made of
        return draw(mapping)

    return written()


def alternatives(of: Written) -> Written:
    """Return one, or a list of some."""
    return of | st.lists(of, min_size=1, max_size=2)


characters = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20)
texts = characters.filter(lambda text: "${" not in text).map(lambda text: f"a{text}")  # never what reads as a number
flags = st.booleans()
times = st.integers(0, 500).map(lambda ms: f"{ms}ms") | st.floats(0, 100).map(lambda seconds: round(seconds, 3))
some_time = st.sampled_from(["80ms", "2s", "1h", 1.5])
two_times = st.just(["1s", "5s"])
spans = times | part("UniformTime", {"uniform": two_times})
names = st.sampled_from(["one", "two", "three"])
globs = alternatives(st.text("abc*?-/.", min_size=1, max_size=8))
headers = st.dictionaries(st.sampled_from(["X-Team", "Accept"]), st.sampled_from(["a", "b c"]), min_size=1)
members = st.just({"more": [1, None, {"deep": "text"}]})
statuses = st.sampled_from(["queued", "in_progress", "completed", "failed"])
phases = st.sampled_from(["calm", "storm"])
addresses = st.just("http://127.0.0.1:9000/done")

counts = st.integers(1, 9)
numbers = counts | part("UniformPolls", {"uniform": st.just([1, 4])})
polls = numbers | part("PollsInFull", {"count": numbers}, {"per": st.sampled_from(["job", "reader"])})
needs = st.sampled_from(["any", "all"])
_ENDS: Final = {"polls": polls, "for": spans, "signal": st.just("go")}
holds = st.one_of(
    *(part("Hold", {key: end}) for key, end in _ENDS.items()),
    part("Hold", {"polls": polls, "for": spans, "needs": needs}, {"signal": _ENDS["signal"]}),
)
stays = spans | st.just("manual") | holds
details = {"failure": st.just("internal")}, {"detail": texts}
failures = st.just("internal") | part("FailedWith", *details)
failures_for_a_time = part(
    "FailedWith", details[0] | {"polls": polls, "for": spans, "needs": needs}, _ENDS | details[1]
)


def stage(key: str, says: Written) -> Written:
    return part("StageItem", {key: says})


going = st.lists(st.just({"queued": "1s"}) | stage("queued", stays) | stage("in_progress", stays), max_size=3)
gone = st.just("gone") | stage("gone", st.none())
ends_well = st.just(["completed"]) | st.tuples(stage("completed", stays), gone).map(list)
ends_badly = st.tuples(stage("failed", failures)).map(list) | st.tuples(stage("failed", failures_for_a_time), gone).map(
    list
)


def timelines(end: Written) -> Written:
    return st.builds(lambda before, last: [*before, *last], going, end)


_MATCH: Final[Mapping[str, Written]] = {
    "method": alternatives(st.sampled_from(["GET", "POST"])),
    "path": st.just("/jobs/*"),
    "header": st.dictionaries(st.just("X-Team"), globs, min_size=1),
    "query": st.dictionaries(st.just("limit"), globs, min_size=1),
    "body": st.just({"$.Settings.MaxSpeakerLabels": 3, "$.a": ["x*", None]}),
    "credential": globs,
    "region": globs,
    "media": globs,
    "name": globs,
    "metadata": globs,
    "phase": alternatives(phases),
}
_ABOUT: Final[Mapping[str, Written]] = {"provider": st.just("revai"), "operation": alternatives(st.just("GetJob"))}
matches = part("Match", {"method": _MATCH["method"]}, {**_MATCH, **_ABOUT})
_NESTED: Final = {
    "not": part("Match", {"any": st.lists(matches, min_size=1, max_size=2)}),
    "any": st.lists(part("Match", {"not": matches}), min_size=1, max_size=2),
}
_COUNTS: Final[Mapping[str, Written]] = {"chance": st.sampled_from(["5%", 0.5])}


def whens(required: Mapping[str, Written] | None = None, more: Mapping[str, Written] | None = None) -> Written:
    """Return what a rule depends on. `more` are keys that only some rules may have."""
    keys = {**_MATCH, **_NESTED, **_COUNTS, **(more or {})}
    calls = part("When", required or {}, {**keys, "call": st.sampled_from([2, "2..4", "3.."])})
    return calls if "call" in (required or {}) else calls | part("When", required or {}, {**keys, "every": counts})


webhooks_of_job = st.sampled_from(["never", "early"]) | part(
    "TellingPart", {"times": counts}, {"delay": some_time, "early": flags}
)
_SAID: Final[Mapping[str, Written]] = {
    "when": whens(),
    "transcript": st.just("interview"),
    "duration": spans,
    "webhook": webhooks_of_job,
}
jobs = part("JobRule", {"timeline": timelines(ends_badly)}, _SAID) | part(
    "JobRule", {"results_expire": spans}, {**_SAID, "timeline": timelines(ends_well)}
)

progress = part("ProgressPart", {"messages": counts}, {"bytes": counts, "audio": some_time})
limits = st.just("10/s") | part("LimitInFull", {"rate": st.just("100/m")}, {"burst": counts})
before = {"before": st.sampled_from(["answer", "body"])}
delays = st.one_of(
    times,
    part("UniformDelay", {"uniform": two_times}, before),
    part("LatencyDelay", {"median": st.just("80ms"), "p99": st.just("2s")}, before),
    part("NormalDelay", {"mean": times, "deviation": times}, before),
    part("FixedDelay", {"fixed": times}, before),
)
_SOME_HEADERS: Final = {"headers": headers, "status": st.integers(200, 599)}
errors = st.just("server_error") | part(
    "ErrorInFull", {"name": st.just("server_error")}, {**_SOME_HEADERS, "members": members}
)
late_errors = part("ErrorInFull", {"name": st.just("server_error"), "after": progress}, {"headers": headers})
responds = part("Respond", {"body": texts | st.just({"a": [1, None]})}, _SOME_HEADERS) | part(
    "Respond", {"body_file": st.just("maintenance.html")}, _SOME_HEADERS
)
thens = phases | part("Then", {"phase": phases}, {"signal": st.just("go")})

_SAID_OF_FAULTS: Final[Mapping[str, Written]] = {
    "bytes_per_second": counts,
    "frame": st.sampled_from(FrameName).map(str),
    "for": some_time,
    "code": st.sampled_from([1000, 1012, 4321]),
    "reason": texts,
    "carried_out": flags,
}


def fault(name: FaultName) -> Written:
    """Return a fault, with some of what may be said of it."""
    kind = FAULTS[name]
    says = {**_SAID_OF_FAULTS, "after": progress if kind.breaks is Breaks.SOCKET else counts}
    taken = {key: says[key] for key in kind.takes}
    must = {"bytes_per_second"} & kind.takes
    required = {"name": st.just(str(name)), **{key: taken.pop(key) for key in must}}
    full = part("FaultInFull", required, taken)
    return full if must else st.just(str(name)) | full


def faults(such: Callable[[Breaks], bool]) -> Written:
    return st.one_of(*(fault(name) for name, kind in FAULTS.items() if such(kind.breaks)))


_ACTS: Final[Mapping[str, Written]] = {"delay": delays, "hold": st.just(True) | some_time, "then": thens}
of_job = whens(
    {"call": counts, "per": st.sampled_from(["job", "operation"])},
    {"status": statuses, "not": part("Match", {"status": alternatives(statuses)})},
)
of_revai = whens(_ABOUT)
requests = st.one_of(
    part("RequestRule", {"error": errors}, {**_ACTS, "when": whens() | of_job, "times": counts}),
    part("RequestRule", {"respond": responds, "when": of_revai}, {**_ACTS, "limit": limits}),
    part("RequestRule", {"limit": limits}, _ACTS),
    part("RequestRule", {"error": late_errors}),
    part("RequestRule", {"fault": faults(lambda breaks: breaks is Breaks.ANSWER)}, {"error": errors, **_ACTS}),
    part("RequestRule", {"fault": faults(lambda breaks: breaks in (Breaks.EXCHANGE, Breaks.SOCKET))}, _ACTS),
    part("RequestRule", {"fault": faults(lambda breaks: breaks is Breaks.UPLOAD)}, {"then": thens}),
)


def with_ids(rules: Written, name: str) -> Written:
    """Return a list of rules, some of which have an id."""
    WRITTEN[name].add("id")
    return st.lists(st.tuples(rules, flags), max_size=3).map(
        lambda pairs: [
            {"id": f"rule {number}", **rule} if named else rule for number, (rule, named) in enumerate(pairs)
        ]
    )


clocks = part("ClockPart", {"frozen": st.just(True)}, {"start": st.just("2018-05-05T23:23:22.29Z")}) | part(
    "ClockPart", {"speed": st.just(60)}
)
sessions = {"session_token": names, "session_lasts": some_time}
transcribe_accounts = part(
    "TranscribeAccount", {"access_key_id": names}, {"signatures": st.sampled_from(["off", "well_formed"])}
) | part(
    "TranscribeAccount",
    {"access_key_id": names, "secret_access_key": names, "signatures": st.just("verified"), **sessions},
)
accounts = part(
    "Accounts",
    {},
    {
        "claudio": st.lists(part("ClaudioAccount", {"key": names}, {"secret": names}), min_size=1, max_size=2),
        "revai": st.lists(
            part("RevaiAccount", {"token": names}, {"email": texts, "balance_seconds": counts}), min_size=1, max_size=2
        ),
        "transcribe": st.lists(transcribe_accounts, min_size=1, max_size=2),
    },
)
externals = part(
    "ExternalStorage",
    {"endpoint_url": addresses},
    {"access_key_id": names, "secret_access_key": names, "region": names},
)
providers = part(
    "ProvidersPart",
    {},
    {
        "claudio": part(
            "ClaudioSettings",
            {},
            {
                "webhook": addresses,
                "pages": st.sampled_from(["current", "older"]),
                "paths": st.just({"SubmitJob": "/v2/jobs"}),
                "methods": st.just({"PollJob": ["GET"]}),
                "link_life": some_time,
                "retention": some_time,
                "blank_audio": st.just("*silent*"),
            },
        ),
        "revai": part(
            "RevAiSettings",
            {},
            {
                "summary_after": times,
                "translation_after": times,
                "failed_outputs": st.just(["summary", "es"]),
                "stream_idle": some_time,
            },
        ),
        "transcribe": part(
            "TranscribeSettings",
            {},
            {
                "concurrent_jobs": counts,
                "queued_jobs": counts,
                "vocabularies": counts,
                "vocabulary_filters": counts,
                "retention": some_time,
                "named_must_exist": flags,
                "events": addresses,
                "signed_by": st.sampled_from(["machine", "workspace"]),
                "media_must_exist": flags,
                "storage": part("StorageSettings", {}, {"external": externals, "create_buckets": flags}),
            },
        ),
    },
)
behaviours = st.sampled_from(["observed", "documented"])
waiting_for_go = {"timeline": [{"queued": {"signal": "go"}}, "completed"]}
switched_off = part("JobRule", {"id": st.just("everything_else"), "off": st.just(True)})
WRITTEN["RequestRule"].add("off")  # though no shipped rule for requests has an id


def without_one(scenario: dict[str, Any], off: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario in which a rule of what it extends, if anything, is switched off."""
    return {**scenario, "jobs": [*scenario["jobs"], off]} if "extends" in scenario else scenario


whole_scenarios = part(
    "ScenarioFile",
    {
        "summary": texts,
        "phases": st.just(["calm", "storm"]),
        "jobs": with_ids(jobs, "JobRule").map(lambda rules: [*rules, waiting_for_go]),
        "requests": with_ids(requests, "RequestRule"),
    },
    {
        "extends": st.sampled_from(["happy_path", ["flaky", "slow_queue"]]),
        "seed": st.integers(-(2**60), 2**60),
        "clock": clocks,
        "accounts": accounts,
        "webhooks": part("WebhooksPart", {}, {"attempts": counts, "every": some_time}),
        "quirks": st.dictionaries(st.sampled_from(["claudio", "transcribe"]), behaviours)
        | st.just({"revai": {"timestamp_digits": "documented"}}),
        "providers": providers,
    },
)
scenarios = whole_scenarios | st.builds(without_one, whole_scenarios, switched_off)
