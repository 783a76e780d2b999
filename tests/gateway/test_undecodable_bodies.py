"""Bodies that can't be decoded get an answer, end the connection, and break nothing."""

import gzip
import logging
import random

import pytest

from tests.conftest import MakeClient

_HALF = gzip.compress(random.Random(1).randbytes(200_000))[:100_000]


@pytest.mark.parametrize("body", [b"no gzip at all", _HALF + b"\xff" * 100_000])
async def test_a_body_that_cannot_be_decoded(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    client = await make_client()
    for _ in range(3):
        response = await client.post("/transcribe", data=body, headers={"Content-Encoding": "gzip"})
        assert response.status == 400
        assert response.headers["Connection"] == "close"
    assert (await client.post("/transcribe", data=b"{}")).status == 400
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
