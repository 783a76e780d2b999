"""What tests of SDKs in other languages need: a way to run a script of `node/` against a running server."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NODE = Path(__file__).parent / "node"
_HANGS_S = 120

RunNode = Callable[..., Any]


@pytest.fixture
def run_node() -> RunNode:
    """Return a function that runs a script of `node/` with environment variables, and returns what it printed, read as JSON.

    The test is skipped where there is no Node.js, or where `make test` had no npm to install the packages with.
    """
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        pytest.skip("Node.js or the packages of tests/sdk/node are missing")

    def run(script: str, **environment: str) -> Any:
        done = subprocess.run(
            [node, NODE / script],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=_HANGS_S,
            check=False,
        )
        assert done.returncode == 0, f"{script} failed:\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    return run
