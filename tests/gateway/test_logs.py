"""What clients do wrong below HTTP is a line in the log, and an answer where there can be one."""

import socket

import pytest

from mockserver import MockServer

_POST = b"POST /claudio/jobs/submit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


def answered(mock: MockServer, sent: bytes) -> bytes:
    """Return all that the server answers to raw bytes until it closes the connection."""
    host, _, port = mock.url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        _POST + b"Content-Length: -1\r\n\r\n",
        _POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        _POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        _POST + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_a_broken_request_is_answered_and_leaves_one_line(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with MockServer() as mock:
        assert answered(mock, sent).split(b" ")[1] == b"400"
    (record,) = [record for record in caplog.records if record.name.startswith(("mockserver", "aiohttp"))]
    assert record.levelname == "INFO"
    assert record.exc_info is None
    assert len(record.getMessage().splitlines()) == 1


def test_a_body_that_nobody_reads_may_be_broken(caplog: pytest.LogCaptureFixture) -> None:
    with MockServer() as mock:
        sent = _POST.replace(b"/claudio/jobs/submit", b"/x") + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
        assert answered(mock, sent).startswith(b"HTTP/1.1 404 ")
    assert [record for record in caplog.records if record.exc_info] == []
