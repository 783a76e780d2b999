"""Any valid scenario survives being loaded, dumped and loaded; and in two processes the same things are drawn."""

import subprocess
import sys
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.yamlfile.source import decode
from mockserver.yamlfile.tree import read_tree

LIBRARY = scenario_library(Settings())

times = st.one_of(
    st.integers(0, 500).map(lambda ms: f"{ms}ms"),
    st.floats(0, 100, allow_nan=False).map(lambda seconds: round(seconds, 3)),
    st.just({"uniform": ["1s", "5s"]}),
)
numbers = st.one_of(
    st.integers(1, 9), st.lists(st.integers(1, 9), min_size=2, max_size=2).map(lambda two: {"uniform": sorted(two)})
)
polls = st.one_of(
    numbers, st.builds(lambda count, per: {"count": count, "per": per}, numbers, st.sampled_from(["job", "reader"]))
)
both = st.builds(lambda polls, time: {"polls": polls, "for": time, "needs": "all"}, polls, times)
ends = st.one_of(
    times,
    st.just("manual"),
    st.builds(lambda polls: {"polls": polls}, polls),
    st.just({"signal": "go", "for": "5s"}),
    both,
)
going = st.builds(lambda status, end: {status: end}, st.sampled_from(["queued", "in_progress"]), ends)
last = st.one_of(
    st.just(["completed"]),
    st.just([{"failed": "internal"}]),
    st.builds(lambda end: [{"completed": end}, "gone"], ends),
    st.just([{"failed": {"failure": "internal", "for": "5s"}}, "gone"]),
)
timelines = st.builds(lambda before, end: before + end, st.lists(going, max_size=4), last)
globs = st.text("abc*?-/.", min_size=1, max_size=8)
jobs = st.fixed_dictionaries(
    {"timeline": timelines},
    optional={
        "when": st.fixed_dictionaries(
            {}, optional={"media": globs, "credential": st.lists(globs, min_size=1, max_size=2)}
        ),
        "webhook": st.sampled_from(["never", "early", {"delay": "5s", "times": 2}]),
        "duration": times,
        "transcript": st.just("interview"),
        "results_expire": times,
    },
)
jobs = jobs.filter(lambda job: "results_expire" not in job or job["timeline"][-1] == "completed")
texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1)
scenarios = st.fixed_dictionaries(
    {"summary": texts.filter(lambda text: "${" not in text), "jobs": st.lists(jobs, max_size=3)},
    optional={
        "seed": st.integers(-(2**60), 2**60),
        "extends": st.sampled_from(["happy_path", ["flaky", "slow_queue"]]),
    },
)


class _WithoutAliases(yaml.SafeDumper):
    """Writes what comes twice out twice, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(data: Any) -> str:
    return yaml.dump(data, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False)


@given(scenarios)
def test_a_scenario_survives_being_dumped(data: dict[str, Any]) -> None:
    once = dumped(data)
    first = LIBRARY.parse(once, "x.yaml")
    tree = read_tree(decode(once, "x.yaml", LIBRARY.language))
    assert dumped(tree.data) == once
    assert LIBRARY.parse(dumped(tree.data), "x.yaml") == first


PROGRAM = """
import json, urllib.request
from mockserver import MockServer

yaml = '''
summary: drawn
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
seed: 11
jobs:
  - timeline: [{queued: {polls: {uniform: [1, 4]}}}, {in_progress: {uniform: [1s, 9s]}}, completed]
requests:
  - when: {operation: GetJob, chance: 40%}
    error: service_unavailable
'''
with MockServer() as mock:
    mock.use(yaml)
    endpoint = mock.revai

    def call(path, body=None):
        request = urllib.request.Request(
            endpoint.base_url + path, body, {"Authorization": "Bearer t", "Content-Type": "application/json"}
        )
        try:
            answer = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        said = answer.read()
        print(answer.status, answer.headers["X-Mockserver-Request-Id"], said)
        return said

    for _ in range(3):
        job = json.loads(call("/jobs", b'{"media_url": "https://example.com/a.mp3"}'))["id"]
        for _ in range(6):
            call("/jobs/" + job)
        print(mock.job(job)["timeline"])
        mock.clock.advance("10s")
        call("/jobs/" + job + "/transcript")
"""


def test_the_same_seed_and_calls_give_the_same_bytes_in_two_processes() -> None:
    printed = [
        subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True).stdout
        for _ in range(2)
    ]
    assert printed[0] == printed[1]
    assert "monologues" in printed[0]
