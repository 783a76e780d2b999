"""Any valid scenario survives being loaded, dumped and loaded; and in two processes the same things are drawn."""

import subprocess
import sys
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.scenario.schema import json_schema
from mockserver.yamlfile.source import decode
from mockserver.yamlfile.tree import read_tree
from tests.scenario.written_scenarios import WRITTEN, scenarios

LIBRARY = scenario_library(Settings())
SCHEMA = json_schema(LIBRARY.vocabulary, LIBRARY.places)


class _WithoutAliases(yaml.SafeDumper):
    """Writes what comes twice out twice, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(data: Any) -> str:
    return yaml.dump(data, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios)
def test_a_scenario_survives_being_dumped(data: dict[str, Any]) -> None:
    once = dumped(data)
    first = LIBRARY.parse(once, "x.yaml")
    tree = read_tree(decode(once, "x.yaml", LIBRARY.language))
    assert dumped(tree.data) == once
    assert LIBRARY.parse(dumped(tree.data), "x.yaml") == first
    Draft202012Validator(SCHEMA).validate(data)


def test_scenarios_are_written_with_every_key() -> None:
    parts = {"ScenarioFile": SCHEMA, **SCHEMA["$defs"]}
    for name, definition in parts.items():
        for one in (definition, *definition.get("anyOf", ())):
            assert WRITTEN.get(name, set()) == set(one["properties"]) if "properties" in one else True, name


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
