"""HTTPS beside HTTP, and the services' real host names (DESIGN §6)."""

import asyncio
import re
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import boto3
import pytest
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from mockserver.app import Server
from mockserver.config import SettingsError, read_settings
from mockserver.gateway.certificates import NoCertificates, own_context

AUTHORIZED = {"Authorization": "Bearer token"}


class ToLoopback(AbstractResolver):
    """Finds every host on this machine, as a network alias would."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def served(**options: Any) -> AsyncIterator[tuple[Server, aiohttp.ClientSession]]:
    """Run a server with HTTPS, and give a client that trusts its CA and finds every host there."""
    async with Server(read_settings(port=0, tls_port=0, **options)) as server:
        trust = ssl.create_default_context(cafile=server.ca_file)
        connector = aiohttp.TCPConnector(ssl=trust, resolver=ToLoopback())
        async with aiohttp.ClientSession(connector=connector) as session:
            yield server, session


async def test_https_is_served_beside_http() -> None:
    async with served(tls=True) as (server, session):
        for url in (server.url, server.https_url, f"https://localhost:{server.tls_port}"):
            async with session.get(f"{url}/_mock/health") as response:
                assert (response.status, (await response.json())["status"]) == (200, "ok")


@pytest.mark.parametrize("host", ["api.rev.ai", "ec1.api.rev.ai"])
async def test_revai_answers_by_its_real_name_with_links_to_itself(host: str) -> None:
    async with served(tls=True) as (server, session):
        url = f"https://{host}:{server.tls_port}/speechtotext/v1/account"
        async with session.get(url, headers=AUTHORIZED) as response:
            assert response.status == 200
            assert "balance_seconds" in await response.json()


async def test_a_real_name_means_its_service_and_no_other() -> None:
    async with served(tls=True) as (server, session):
        for path in ("/_mock/clock", "/jobs/submit"):
            async with session.get(f"https://api.rev.ai:{server.tls_port}{path}", headers=AUTHORIZED) as response:
                assert response.status == 404
                said = await response.json(content_type=None)
                assert "revai" in said["detail"]


async def test_a_name_that_is_nobodys_gets_the_certificate_of_this_machine() -> None:
    async with served(tls=True) as (server, session):
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="Hostname mismatch"):
            await session.get(f"https://other.example:{server.tls_port}/_mock/health")
    async with (
        served(tls=True, tls_names="*.example", control_hosts="other.example") as (server, session),
        session.get(f"https://other.example:{server.tls_port}/_mock/clock") as response,
    ):
        assert response.status == 200


async def test_boto3_needs_nothing_but_the_ca() -> None:
    async with served(tls=True) as (server, _):
        client = boto3.client(
            "transcribe",
            endpoint_url=f"https://localhost:{server.tls_port}",
            region_name="eu-west-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            verify=str(server.ca_file),
        )
        started = await asyncio.to_thread(
            client.start_transcription_job,
            TranscriptionJobName="over-tls",
            Media={"MediaFileUri": "s3://bucket/a.wav"},
            LanguageCode="en-US",
        )
        assert started["TranscriptionJob"]["TranscriptionJobStatus"] == "IN_PROGRESS"


async def test_the_ca_is_kept_where_it_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    async with served(tls=True, tls_folder=folder) as (server, _):
        assert server.ca_file == folder / "ca.pem"
        first = server.ca_file.read_bytes()
    async with served(tls=True, tls_folder=folder) as (server, session):
        assert (folder / "ca.pem").read_bytes() == first
        assert (folder / "ca-key.pem").stat().st_mode & 0o077 == 0
        async with session.get(
            f"https://api.rev.ai:{server.tls_port}/speechtotext/v1/jobs", headers=AUTHORIZED
        ) as page:
            assert page.status == 200


async def test_a_ca_for_one_run_is_gone_after_it() -> None:
    async with served(tls=True) as (server, _):
        assert server.ca_file is not None
        assert server.ca_file.exists()
    assert not server.ca_file.exists()


async def test_a_certificate_of_ones_own(tmp_path: Path) -> None:
    ca = trustme.CA()
    leaf = ca.issue_cert("stt.example", "127.0.0.1")
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "own.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "own.key")
    settings = read_settings(port=0, tls_port=0, tls_certificate=tmp_path / "own.pem", tls_key=tmp_path / "own.key")
    async with Server(settings) as server:
        trust = ssl.create_default_context(cadata=ca.cert_pem.bytes().decode())
        assert server.ca_file is None
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session,
            session.get(f"{server.https_url}/_mock/health") as response,
        ):
            assert response.status == 200


async def start(**options: Any) -> None:
    async with Server(read_settings(port=0, tls_port=0, **options)):
        pytest.fail("It must not start.")


Start = Callable[..., Coroutine[Any, Any, None]]


async def test_what_keeps_https_from_being_served_is_told(tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")
    with pytest.raises(NoCertificates, match=r"The certificate in .*junk\.pem can't be used with the key in"):
        await start(tls_certificate=junk)
    (tmp_path / "ca.pem").write_text("junk")
    (tmp_path / "ca-key.pem").write_text("junk")
    with pytest.raises(NoCertificates, match=r"The CA can't be kept in .*Choose another --tls-folder"):
        await start(tls=True, tls_folder=tmp_path)
    with pytest.raises(NoCertificates, match="The CA can't be kept in"):
        await start(tls=True, tls_folder=junk / "below-a-file")


def test_curl_trusts_it_by_the_file(tmp_path: Path) -> None:
    from mockserver.client import MockServer

    with MockServer(tls=True, tls_folder=tmp_path) as server:
        said = subprocess.run(
            ["curl", "-sS", "--cacert", str(server.ca_file), f"{server.https_url}/_mock/health"],
            capture_output=True,
            text=True,
            check=True,
        )
    assert '"status":"ok"' in said.stdout


@pytest.mark.parametrize("name", ["mockserver", "stt.internal", socket.gethostname()])
async def test_names_of_ones_own_network_are_certified(name: str) -> None:
    async with (
        served(tls=True) as (server, session),
        session.get(f"https://{name}:{server.tls_port}/_mock/health") as response,
    ):
        assert response.status == 200


async def test_a_name_that_no_certificate_can_have_is_no_matter_unless_it_is_asked_for() -> None:
    async with served(tls=True) as (server, session):
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="Hostname mismatch"):
            await session.get(f"https://under_score:{server.tls_port}/_mock/health")
    with pytest.raises(NoCertificates, match=r"There can be no certificate for .*under_score"):
        await start(tls=True, tls_names="fine,under_score")


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        ({"tls_port": 8444}, "--tls (MOCKSERVER_TLS) or --tls-certificate (MOCKSERVER_TLS_CERTIFICATE)"),
        ({"tls_folder": Path("tls")}, "--tls (MOCKSERVER_TLS)"),
        ({"tls_names": "stt.example"}, "--tls (MOCKSERVER_TLS)"),
        ({"tls_key": Path("k.pem")}, "--tls-certificate (MOCKSERVER_TLS_CERTIFICATE)"),
        ({"tls": True, "tls_key": Path("k.pem")}, "--tls-certificate (MOCKSERVER_TLS_CERTIFICATE)"),
    ],
)
def test_options_that_would_change_nothing_are_told(options: dict[str, Any], needed: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"It changes nothing without {needed}.")):
        read_settings(**options)


def made_ca(folder: Path, certificate: trustme.CA | None, key: trustme.CA | None) -> None:
    if certificate is not None:
        certificate.cert_pem.write_to_path(folder / "ca.pem")
    if key is not None:
        key.private_key_pem.write_to_path(folder / "ca-key.pem")


@pytest.mark.parametrize("left_out", ["certificate", "key", "neither"])
async def test_files_in_the_folder_that_are_no_ca_of_ours_stay_as_they_are(tmp_path: Path, left_out: str) -> None:
    made_ca(
        tmp_path,
        None if left_out == "certificate" else trustme.CA(),
        None if left_out == "key" else trustme.CA(),
    )
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(NoCertificates, match=r"ca\.pem and ca-key\.pem must belong together, or both be missing"):
        await start(tls=True, tls_folder=tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_key_with_a_pass_phrase_is_refused_rather_than_asked_about(tmp_path: Path) -> None:
    plain, encrypted, ca = tmp_path / "plain.key", tmp_path / "encrypted.key", trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "own.pem")
    ca.private_key_pem.write_to_path(plain)
    seal = f"openssl pkey -in {plain} -aes256 -passout pass:x -out {encrypted}"
    subprocess.run(seal.split(), check=True)
    with pytest.raises(NoCertificates, match="its key has a pass phrase"):
        own_context(tmp_path / "own.pem", encrypted)
