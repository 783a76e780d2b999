"""The examples of docs/control.md, run."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mockserver import MockServer

PAGE = (Path(__file__).parent.parent / "docs" / "control.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ (curl .*)\n(\{.*)?", PAGE, re.MULTILINE)
PENDING = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_curl_lines_print_what_they_say() -> None:
    assert len(EXAMPLES) == 5
    with MockServer() as mock:
        here = mock.url.removeprefix("http://")
        for command, printed in EXAMPLES:
            mock.use(PENDING)
            mock.create_job("revai", {"media_url": "https://example.com/a.mp3"}, None)
            done = subprocess.run(
                ["sh", "-c", command.replace("localhost:8080", here)],
                capture_output=True,
                text=True,
                check=True,
                timeout=30,
            )
            said = json.loads(done.stdout)
            if printed:
                assert _without_chance(said) == _without_chance(json.loads(printed))
            else:
                wanted = json.loads(command.partition(" -d ")[2].strip("'"))
                assert (said["status"], said.get("failure")) == (wanted["status"], wanted.get("failure"))


def _without_chance(said: dict[str, object]) -> dict[str, object]:
    """Return an answer without what is abridged on the page, and with no job's id, which depends on the calls before."""
    text = re.sub(r'"job": "\w+"', '"job": ""', json.dumps({name: said[name] for name in said if name != "detail"}))
    kept: dict[str, object] = json.loads(text)
    return kept
