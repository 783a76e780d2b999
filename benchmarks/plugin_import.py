"""Measures what the pytest plugin costs a run that doesn't use it: the time to import it, once pytest is there."""

import statistics
import subprocess
import sys

_ROUNDS = 15
_CODE = """
import sys, time, pytest
assert "mockserver" not in sys.modules
began = time.perf_counter()
import mockserver.pytest_plugin
print((time.perf_counter() - began) * 1000)
"""


def main() -> None:
    """Print the median over fresh interpreters, and the range."""
    times = [
        float(subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True).stdout)
        for _ in range(_ROUNDS)
    ]
    print(f"import mockserver.pytest_plugin: {statistics.median(times):.2f} ms ({min(times):.2f} to {max(times):.2f})")


if __name__ == "__main__":
    main()
