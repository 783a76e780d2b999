"""HTTPS: certificates of a CA made on the spot, one for each host name that clients ask for (SNI)."""

import re
import socket
import ssl
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mockserver.gateway.localnames import is_local_name

if TYPE_CHECKING:
    import trustme

CA_FILE: Final = "ca.pem"
_KEY_FILE: Final = "ca-key.pem"
_ADDRESSES: Final = ("localhost", "127.0.0.1", "::1")
_NAMES_KEPT: Final = 256
_HOST_NAME: Final = re.compile(
    r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)

CA_VARIABLES: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""The environment variables by which Python, requests, AWS's SDKs and Node.js are told of a CA, each the path of its file."""


class NoCertificates(Exception):
    """There can be no HTTPS. The text says why and what to do."""


class Certificates:
    """A CA of our own. It signs for this machine, for local names, and for the host names that are to be answered as well."""

    def __init__(self, names: Sequence[str], folder: Path | None = None) -> None:
        """`names` are addresses, and globs of host names. The CA is kept in `folder`, and found there the next time.

        Without a folder it is made anew each time, in a temporary one. Raises NoCertificates.
        """
        self._certified = (*_ADDRESSES, *(name for name in names if "*" not in name))
        self._names = tuple(name.lower() for name in names)
        self._temporary = tempfile.TemporaryDirectory(prefix="mockserver-tls-") if folder is None else None
        self._folder = Path(self._temporary.name) if self._temporary else folder or Path()
        self._ca = _kept_ca(self._folder)
        self._context_for = lru_cache(_NAMES_KEPT)(self._make_context)

    @property
    def ca_file(self) -> Path:
        """Where the CA's certificate is, for clients to trust."""
        return self._folder / CA_FILE

    def context(self) -> ssl.SSLContext:
        """Return what a server listens with. Raises NoCertificates."""
        try:
            context = self._make_context(*self._certified, *_machine_names())
        except ValueError as error:
            raise NoCertificates(f"There can be no certificate for {', '.join(self._certified)}: {error}.") from error
        context.sni_callback = self._choose
        return context

    def close(self) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        """Show the client a certificate for the name that it asked for, where that is one of ours and well-formed."""
        if name is not None and self._is_ours(name.lower()):
            with suppress(ValueError):
                connection.context = self._context_for(name.lower())

    def _is_ours(self, name: str) -> bool:
        return is_local_name(name) or any(fnmatchcase(name, known) for known in self._names)

    def _make_context(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        self._ca.issue_cert(*names).configure_cert(context)
        return context


def own_context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Return what a server listens with that has a certificate of the user's own. Raises NoCertificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key, _no_pass_phrase)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise NoCertificates(
            f"The certificate in {certificate} can't be used with the key in {key or certificate}: {error}."
        ) from error
    return context


def _kept_ca(folder: Path) -> "trustme.CA":
    try:
        import trustme
    except ImportError as error:
        raise NoCertificates(
            "HTTPS with certificates made on the spot needs the package trustme: pip install 'mockserver[tls]'. "
            "Or bring your own with --tls-certificate and --tls-key."
        ) from error
    certificate, key = folder / CA_FILE, folder / _KEY_FILE
    try:
        if certificate.exists() or key.exists():
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_pass_phrase)  # do they match?
            return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        ca = trustme.CA(organization_name="mockserver")
        key.touch(mode=0o600)
        ca.private_key_pem.write_to_path(key)
        ca.cert_pem.write_to_path(certificate)
    except (OSError, ValueError) as error:
        raise NoCertificates(
            f"The CA can't be kept in {folder}: {error}. {CA_FILE} and {_KEY_FILE} must belong together, or both be missing. "
            "Choose another --tls-folder."
        ) from error
    return ca


def _machine_names() -> list[str]:
    """Return this machine's host name, for clients that don't say which name they ask for; none where it has no proper one."""
    name = socket.gethostname()
    return [name] if _HOST_NAME.fullmatch(name) else []


def _no_pass_phrase() -> str:
    """Keep OpenSSL from asking for one at the terminal."""
    raise ValueError("its key has a pass phrase, which must be taken off first (openssl pkey -in KEY -out PLAIN)")
