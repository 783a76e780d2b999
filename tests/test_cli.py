"""The command line, as a person uses it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main

CLI = [sys.executable, "-m", "mockserver.cli"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Run `serve` on a free port; give the process, its URL and what it printed at the start."""
    process = subprocess.Popen(
        [*CLI, "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    )
    assert process.stdout is not None
    try:
        printed = [process.stdout.readline()]
        while printed[-1] and not printed[-1].startswith("Stop it"):
            printed.append(process.stdout.readline())
        yield process, re.findall(r"http://\S+", printed[0])[0], printed
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_serve_prints_its_address_the_scenario_and_a_line_for_each_provider() -> None:
    with serving("--scenario", "slow_queue") as (_, url, printed):
        assert url in printed[0]
        assert "slow_queue" in printed[1]
        for provider in ("Claudio", "Rev.ai", "Amazon Transcribe"):
            (line,) = [line for line in printed if line.strip().startswith(provider)]
            command = line.strip().removeprefix(provider).strip()
            answer = subprocess.run(["sh", "-c", f"{command} -w '\\n%{{http_code}}'"], capture_output=True, text=True)
            assert answer.stdout.splitlines()[-1] == "200", answer


def test_with_tls_it_prints_the_line_by_which_clients_trust_it(tmp_path: Path) -> None:
    with serving("--tls", "--tls-port", "0", "--tls-folder", str(tmp_path)) as (_, _, printed):
        said = "\n".join(printed)
    ca_file = tmp_path / "ca.pem"
    assert "It answers on https://127.0.0.1:" in said
    assert f"  export SSL_CERT_FILE={ca_file} REQUESTS_CA_BUNDLE={ca_file} AWS_CA_BUNDLE={ca_file}" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(number: signal.Signals) -> None:
    with serving() as (process, url, _):
        with urllib.request.urlopen(f"{url}/_mock/health", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Traceback" not in errors


def test_it_ends_at_once_whatever_is_under_way(tmp_path: Path) -> None:
    scenario = tmp_path / "waits.yaml"
    scenario.write_text("summary: waits\nrequests:\n  - when: {operation: ListJobs}\n    delay: 1h\n")
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    upload = (
        "POST /claudio/upload/audio HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n"
        "Content-Length: 9999999\r\n\r\n"
        '--B\r\nContent-Disposition: form-data; name="f"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    )
    listing = "GET /speechtotext/v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n"
    with serving("--scenario", str(scenario), TMPDIR=str(uploads)) as (process, url, _), ExitStack() as stack:
        for sent in (upload + "x" * 300_000, listing, upload, "GET /half"):
            port = int(url.rpartition(":")[2])
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            connection.sendall(sent.encode())
        with urllib.request.urlopen(f"{url}/_mock/health", timeout=10):
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert list(uploads.iterdir()) == []


def test_each_request_is_logged_on_one_line() -> None:
    with serving() as (process, url, _):
        request = urllib.request.Request(
            f"{url}/speechtotext/v1/account", headers={"Authorization": "Bearer invalid-1"}
        )
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request, timeout=10)
        process.terminate()
        _, errors = process.communicate(timeout=20)
    (line,) = errors.splitlines()
    assert re.match(r"\d\d:\d\d:\d\d ", line)
    assert line[9:].startswith("revai GetAccount 401 GET /speechtotext/v1/account [happy_path.yaml:")
    assert "error unauthorized" in line
    assert "invalid-1" not in line


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("summary: my own\nextends: happy_path\n")
    with serving(MOCKSERVER_SCENARIOS=str(tmp_path), MOCKSERVER_SCENARIO="mine", MOCKSERVER_LOG_LEVEL="error") as (
        _,
        _,
        printed,
    ):
        assert printed[1] == "Scenario mine: my own\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["serve", "--scenario", "hapy_path"], {}, "happy_path"),
        (["serve"], {"MOCKSERVER_PORT": "much"}, "port (MOCKSERVER_PORT) is 'much': it takes a whole number."),
        (["serve", "--public-url", "example.com"], {}, "It must begin with http:// or https://"),
        (["serve", "--scenarios", "/does/not/exist"], {}, "/does/not/exist"),
        (["serve"], {"MOCKSERVER_SCENARIOS": "/does/not/exist"}, "There is no such folder."),
        (
            ["scenarios", "--scenarios", "/"],
            {"MOCKSERVER_PRT": "1"},
            "MOCKSERVER_PRT is no setting. Did you mean MOCKSERVER_PORT?",
        ),
        (["serve", "--host", "192.0.2.1"], {}, "Can't listen on 192.0.2.1"),
        (["serve", "--host", "no such host"], {}, "Can't listen on no such host"),
        (["validate", "/does/not/exist.yaml"], {}, "/does/not/exist.yaml"),
    ],
)
def test_what_is_wrong_is_a_sentence(arguments: list[str], environment: dict[str, str], said: str) -> None:
    done = run(*arguments, **environment)
    assert done.returncode in (1, 2) or "PRT" in said
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Choose another host or port" in done.stderr


def test_validate_tells_all_mistakes_of_all_files(tmp_path: Path) -> None:
    fine, wrong = tmp_path / "fine.yaml", tmp_path / "wrong.yaml"
    fine.write_text("summary: fine\nextends: happy_path\n")
    wrong.write_text("summary: wrong\njbos: []\nseed: many\n")
    done = run("validate", str(fine), str(wrong))
    assert done.returncode == 1
    assert f"{fine}: fine." in done.stdout
    assert f"{wrong}:2:1: error:" in done.stderr
    assert f"{wrong}:3:7: error:" in done.stderr
    assert f"{wrong}: 2 mistakes." in done.stderr
    assert run("validate", str(fine)).returncode == 0


def test_scenarios_lists_names_and_summaries() -> None:
    listed = run("scenarios").stdout
    for name in ("happy_path", "slow_queue", "out_of_credit", "rate_limited"):
        assert re.search(rf"^{name} +\S", listed, re.MULTILINE)


def test_healthcheck_asks_the_server() -> None:
    with serving() as (_, url, _):
        port = url.rpartition(":")[2]
        assert run("healthcheck", "--port", port).returncode == 0
        assert run("healthcheck", MOCKSERVER_PORT=port, MOCKSERVER_HOST="0.0.0.0").returncode == 0
    done = run("healthcheck", "--port", port)
    assert done.returncode == 1
    assert "No mock server answers" in done.stderr


_MODEL = "mockserver.providers.transcribe.requests.model"


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import mockserver.cli", ("aiohttp", "pydantic", "mockserver.app")),
        ("import mockserver.running", ("faker", "botocore", "docx", "jinja2", "tinytag", "trustme", "cryptography")),
        (f"from {_MODEL} import input_shape; input_shape('StartTranscriptionJob')", ("botocore",)),
    ],
)
def test_what_is_not_needed_yet_is_not_loaded(code: str, unwanted: tuple[str, ...]) -> None:
    code += f"; import sys; print([name for name in sys.modules if name.startswith({unwanted})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_errors_are_listed_with_what_each_provider_answers() -> None:
    done = CliRunner().invoke(main, ["errors"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    at = lines.index("rate_limited")
    assert lines[at + 1 : at + 3] == [
        '  transcribe  400  {"__type":"ThrottlingException","message":"Rate exceeded"}',
        '  revai       429  {"title":"Too Many Requests","status":429}',
    ]


def test_errors_of_one_provider() -> None:
    done = CliRunner().invoke(main, ["errors", "--provider", "revai"])
    assert "out_of_credit" in done.output
    assert "ThrottlingException" not in done.output


def test_failures_of_jobs_are_listed_with_what_each_provider_says() -> None:
    done = CliRunner().invoke(main, ["errors", "--failures"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    at = lines.index("invalid_media")
    assert lines[at + 1 : at + 4] == [
        "  transcribe  Unsupported media format.",
        "  revai       Failed to read media file. Please check your file type",
        "  claudio     The audio file is not a playable audio or video file.",
    ]


def test_errors_of_no_provider() -> None:
    done = CliRunner().invoke(main, ["errors", "--provider", "reavi"])
    assert done.exit_code == 2
    assert "did you mean `revai`?" in done.output


def test_parameters_are_set_from_the_command_line_and_the_environment(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.yaml"
    scenario.write_text("summary: Seed ${seed:-7} and ${word:-none}.\nseed: ${seed:-7}\n")
    assert "fine. Seed 7 and none." in run("validate", str(scenario)).stdout
    assert "fine. Seed 8 and a=b." in run("validate", str(scenario), "--set", "seed=8", "--set", "word=a=b").stdout
    assert "fine. Seed 9 and none." in run("validate", str(scenario), MOCKSERVER_PARAMETERS="seed=9").stdout
    unknown = run("validate", str(scenario), "--set", "sed=8")
    assert (unknown.returncode, "did you mean `seed`?" in unknown.stderr) == (1, True)
    malformed = run("validate", str(scenario), "--set", "seed")
    assert malformed.returncode == 2
    assert malformed.stderr == (
        "parameters (MOCKSERVER_PARAMETERS) is 'seed': `seed` is no name with a value, such as polls=3 "
        "(on the command line `--set polls=3`).\n"
    )
    both = run("validate", str(scenario), "--set", "seed = 8", MOCKSERVER_PARAMETERS="seed=9,word=kept")
    assert "fine. Seed 8 and kept." in both.stdout
    with serving("--scenario", str(scenario), "--set", "seed=8") as (_, _, printed):
        assert printed[1] == "Scenario mine: Seed 8 and none.\n"
