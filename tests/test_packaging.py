"""What the Dockerfile relies on: the wheel alone brings everything, and runs as a user without rights."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel was installed, and nothing else."""
    work = tmp_path_factory.mktemp("wheel")
    source = work / "source"
    # Only what the Dockerfile copies goes in, so that the wheel needs nothing else.
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    source.mkdir()
    for name in " ".join(copied).split():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(work), str(source)], check=True)
    (wheel,) = work.glob("mockserver-*.whl")
    target = work / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    for folder in (work, work.parent, target):
        folder.chmod(0o755)
    return target


def test_scenarios_and_fixtures_come_with_the_wheel(installed: Path) -> None:
    shipped = installed / "mockserver" / "shipped"
    for folder in ("scenarios", "fixtures/transcripts"):
        names = {path.name for path in (ROOT / folder).glob("*.yaml")}
        assert names
        assert {path.name for path in (shipped / folder).glob("*.yaml")} == names
    assert (installed / "mockserver" / "py.typed").exists()


def test_it_runs_from_the_wheel(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from mockserver.cli import main; main()", "scenarios"],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "happy_path" in done.stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_it_serves_as_a_user_without_rights_with_scenarios_mounted(installed: Path, tmp_path: Path) -> None:
    mounted = tmp_path / "scenarios"
    mounted.mkdir()
    (mounted / "own.yaml").write_text("summary: mounted\nextends: happy_path\n")
    for folder in (tmp_path, mounted, *tmp_path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    done = _as_nobody(installed, _SERVE_AND_ASK, MOCKSERVER_SCENARIOS=str(mounted))
    assert done.stdout.splitlines()[-1] == "Scenario own: mounted 0 0", done.stderr


_SERVE_AND_ASK = """
import os, signal, subprocess, sys
assert os.geteuid() == 65534
command = [sys.executable, "-c", "from mockserver.cli import main; main()"]
server = subprocess.Popen([*command, "serve", "--scenario", "own", "--port", "0"], stdout=subprocess.PIPE, text=True)
first, second = server.stdout.readline(), server.stdout.readline()
port = first.rsplit(":", 1)[1].strip()
healthy = subprocess.run([*command, "healthcheck", "--port", port]).returncode
server.send_signal(signal.SIGTERM)
print(second.strip(), healthy, server.wait())
"""


def _as_nobody(installed: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            user=65534,
        )
    except PermissionError:
        pytest.skip("the interpreter itself lies where other users can't go")
