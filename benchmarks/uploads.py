"""Tells by how much a large upload raises the server's memory: as a plain body, as aws-chunked, and downloaded again."""

import argparse
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHUNK = os.urandom(1024 * 1024)
SCOPE = "20260101/us-east-1/s3/aws4_request"
SIGNED = {
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": f"AWS4-HMAC-SHA256 Credential=AK/{SCOPE}, SignedHeaders=host, Signature={'0' * 64}",
}


def rss_mib(pid: int) -> tuple[float, float]:
    """Return a process's resident memory in MiB, now and at its highest."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    now, peak = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("VmRSS", "VmHWM"))
    assert now is not None
    assert peak is not None
    return int(now[1]) / 1024, int(peak[1]) / 1024


def plain(mib: int) -> Iterator[bytes]:
    """Yield a body of so many MiB."""
    for _ in range(mib):
        yield CHUNK


def framed(mib: int) -> Iterator[bytes]:
    """Yield it as aws-chunked."""
    for _ in range(mib):
        yield b"%x\r\n%b\r\n" % (len(CHUNK), CHUNK)
    yield b"0\r\n\r\n"


def main() -> None:
    """Start a server, upload and download, and print what that cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=1024, help="the size of the upload")
    mib = parser.parse_args().mib
    command = [sys.executable, "-m", "mockserver.cli", "serve", "--port", "0", "--log-level", "warning"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = next(int(found[1]) for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def call(method: str, body: Iterator[bytes] | bytes | None, **headers: str) -> None:
            connection.request(method, "/bench-bucket/key", body, {**SIGNED, **headers}, encode_chunked=True)
            answer = connection.getresponse()
            while answer.read(1024 * 1024):
                pass
            assert answer.status == 200, answer.status

        call("PUT", b"first")  # which loads what only S3 needs
        connection.request("POST", "/", b"{}", {**SIGNED, "X-Amz-Target": "Transcribe.ListTranscriptionJobs"})
        connection.getresponse().read()  # which waits for what is loaded in the background
        before, _ = rss_mib(server.pid)
        print(f"before: {before:.1f} MiB")
        chunked = {"Transfer-Encoding": "chunked"}
        streaming = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", **chunked}
        for name, method, body, headers in (
            ("PUT, plain", "PUT", plain(mib), chunked),
            ("PUT, aws-chunked", "PUT", framed(mib), streaming),
            ("GET", "GET", None, {}),
        ):
            call(method, body, **headers)
            now, peak = rss_mib(server.pid)
            print(f"{name}, {mib} MiB: {now - before:+.1f} MiB, at its highest {peak - before:+.1f} MiB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
