"""Measures this server against a bare aiohttp application, side by side in one run, and prints the ratios.

Throughput and latency of GetJob (by wrk, from Debian's packages), the time from start to the first answer, and memory at rest
and after many requests. The two take turns, so that a machine whose speed drifts treats both alike.
"""

import argparse
import http.client
import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
SCENARIO = HERE / "benchmark.yaml"
Command = Callable[[int], list[str]]


def ours(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "mockserver.cli", "serve", "--port", str(port)),
        *("--scenario", str(SCENARIO), "--log-level", "warning"),
    ]


def bare(port: int) -> list[str]:
    return [sys.executable, str(HERE / "bare.py"), str(port)]


def bare_on_uvloop(port: int) -> list[str]:
    return [*bare(port), "--uvloop"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def request(port: int, method: str, path: str, body: str = "") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        headers = {"Authorization": "Bearer token", "Content-Type": "application/json"}
        connection.request(method, path, body or None, headers)
        return connection.getresponse().read()
    finally:
        connection.close()


@contextmanager
def server(command: Command) -> Iterator[tuple[int, int, float]]:
    """Run a server; give its port, its process id and the seconds from its start to its first answer."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                request(port, "GET", "/_mock/health")
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{' '.join(command(port))} ended with {process.returncode}.") from None
                time.sleep(0.002)
        yield port, process.pid, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def submit(port: int) -> str:
    """Submit a job, and return the path of its status. The bare application answers any path alike."""
    answer = request(port, "POST", "/speechtotext/v1/jobs", '{"media_url": "https://example.com/a.mp3"}')
    try:
        return f"/speechtotext/v1/jobs/{json.loads(answer)['id']}"
    except (ValueError, KeyError):
        return "/speechtotext/v1/jobs/Umx5c6F7pH7r"


def load(port: int, path: str, connections: int, seconds: int) -> tuple[float, float]:
    """Ask for one path as fast as it goes. Return requests a second, and the 99th percentile of latency in ms."""
    printed = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"),
            *("-H", "Authorization: Bearer token", f"http://127.0.0.1:{port}{path}"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in printed:
        raise SystemExit(f"Some answers were errors:\n{printed}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", printed)
    assert rate
    assert tail
    return float(rate[1]), float(tail[1]) * {"us": 0.001, "ms": 1, "s": 1000}[tail[2]]


def memory_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert resident
    return int(resident[1]) / 1024


def measure(command: Command, connections: int, seconds: int) -> dict[str, float]:
    with server(command) as (port, pid, start_s):
        idle = memory_mib(pid)
        path = submit(port)
        rate, tail = load(port, path, connections, seconds)
        return {"requests/s": rate, "p99 ms": tail, "start ms": start_s * 1000, "idle MiB": idle}


def soak(requests: int) -> None:
    """Show this server's memory while it answers so many requests."""
    with server(ours) as (port, pid, _):
        path = submit(port)
        rate, _ = load(port, path, 8, 2)
        seconds = max(1, round(requests / rate / 5))
        readings = [memory_mib(pid)]
        answered = 2 * rate
        for _ in range(5):
            rate, _ = load(port, path, 8, seconds)
            answered += rate * seconds
            readings.append(memory_mib(pid))
    print(f"\nmemory over {answered:,.0f} requests: " + " → ".join(f"{reading:.1f}" for reading in readings) + " MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5, help="how often each server is measured")
    parser.add_argument("--seconds", type=int, default=4, help="how long each measurement of throughput lasts")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--soak", type=int, metavar="REQUESTS", help="also show memory over so many requests")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk isn't installed: apt-get install wrk.")
    commands: dict[str, Command] = {"this server": ours, "bare": bare, "bare, uvloop": bare_on_uvloop}
    results: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            results[name].append(measure(command, options.connections, options.seconds))
    figures = list(next(iter(results.values()))[0])
    print(f"{'median of ' + str(options.rounds):16}" + "".join(f"{figure:>14}" for figure in figures))
    for name, rounds in results.items():
        print(f"{name:16}" + "".join(f"{statistics.median(r[figure] for r in rounds):14.2f}" for figure in figures))
    for yardstick in ("bare", "bare, uvloop"):
        ratios = [
            statistics.median(
                a[figure] / b[figure] for a, b in zip(results["this server"], results[yardstick], strict=True)
            )
            for figure in figures
        ]
        print(f"{'÷ ' + yardstick:16}" + "".join(f"{ratio:14.2f}" for ratio in ratios))
    if options.soak:
        soak(options.soak)


if __name__ == "__main__":
    main()
