"""Settings: from the command line, else from `MOCKSERVER_*`, else the defaults here."""

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PREFIX = "MOCKSERVER_"

LogLevel = Literal["debug", "info", "warning", "error"]


_NEEDED_BY = {
    "tls_port": ("tls", "tls_certificate"),
    "tls_folder": ("tls",),
    "tls_names": ("tls",),
    "tls_key": ("tls_certificate",),
}
"""Which settings, one of them, must be given for another to change anything."""


class Settings(BaseModel):
    """How a server runs. Each field is also an environment variable: `MOCKSERVER_PORT`, `MOCKSERVER_SCENARIO`, …

    pydantic-settings would read those as well, but costs a tenth of the server's start-up time and of its memory.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Only this machine reaches the default.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    scenario: str = Field("happy_path", description="Scenario with which each workspace begins: a name, or a file.")
    parameters: dict[str, str | int | float | bool] = Field(
        {}, description="Values of the scenario's parameters, by commas: `polls=3,wait=5s`."
    )
    reload: bool = Field(False, description="Take up edits of the scenario's files while the server runs.")
    scenarios: Path | None = Field(
        None, description="Folder with scenarios of your own. They come before the shipped ones."
    )
    seed: int | None = Field(None, ge=0, description="Seed of everything made up, in place of the scenario's.")
    log_level: LogLevel = Field(
        "info", description="Least severity that is logged. `info` logs each request on a line."
    )
    public_url: str | None = Field(None, description="What links in answers begin with, where clients come by a proxy.")
    webhook_hosts: tuple[str, ...] = Field(
        (), description="Hosts outside of loopback and the private ranges that webhooks may go to; `*` for all."
    )
    tls: bool = Field(False, description="Serve HTTPS as well, with certificates made on the spot.")
    tls_certificate: Path | None = Field(
        None, description="A certificate of your own for HTTPS, in place of made ones."
    )
    tls_port: int = Field(8443, ge=0, le=65535, description="Port of HTTPS; 0 takes a free one.")
    tls_folder: Path | None = Field(
        None, description="Folder that keeps the CA, whose certificate (`ca.pem`) clients are to trust."
    )
    tls_names: tuple[str, ...] = Field(
        (), description="Host names that HTTPS answers to beside those of this machine and of the services; globs."
    )
    tls_key: Path | None = Field(None, description="Its private key, where the certificate's file doesn't hold it.")
    control_token: str | None = Field(
        None, description="Token that calls of the control API must bring (`Authorization: Bearer`)."
    )
    control_hosts: tuple[str, ...] = Field(
        (), description="Host names beside local ones by which the control API may be called; globs."
    )
    max_workspaces: int = Field(1_000, ge=1, description="How many workspaces may be open at once.")
    journal_entries: int = Field(1_000, ge=0, description="How many requests each workspace's journal keeps.")
    journal_bytes: int = Field(
        16 * 1024**2,
        ge=0,
        description="How many bytes of addresses, headers and bodies each workspace's journal keeps.",
    )
    max_file_bytes: int = Field(20 * 1024**3, ge=0, description="How many bytes of uploads each workspace keeps.")

    @model_validator(mode="before")
    @classmethod
    def _fill_in_from_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Take what isn't given from the environment, where a variable that is empty counts as not set."""
        found = {name: os.environ.get(_variable(name)) for name in cls.model_fields}
        return {name: value for name, value in found.items() if value} | given

    @field_validator("webhook_hosts", "tls_names", "control_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        """Take `a.example,b.example` as the environment has it."""
        return tuple(host.strip() for host in value.split(",") if host.strip()) if isinstance(value, str) else value

    @field_validator("parameters", mode="before")
    @classmethod
    def _split_parameters(cls, value: object) -> object:
        """Take `a=1,b=2` as the environment has it, or a sequence of such as the command line does.

        One that is given leaves the others as the environment has them.
        """
        return _pairs(os.environ.get(_variable("parameters"), "")) | _pairs(value)

    @property
    def https(self) -> bool:
        """Whether HTTPS is served: asked for, or brought a certificate for."""
        return self.tls or self.tls_certificate is not None

    @field_validator("tls_port", "tls_folder", "tls_names", "tls_key")
    @classmethod
    def _check_https(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what would change nothing, as no HTTPS is served, or none of that kind."""
        assert info.field_name is not None
        needed = _NEEDED_BY[info.field_name]
        if not any(info.data.get(name) for name in needed):
            asked_for = " or ".join(f"--{name.replace('_', '-')} ({_variable(name)})" for name in needed)
            raise ValueError(f"It changes nothing without {asked_for}.")
        return value

    @field_validator("scenarios")
    @classmethod
    def _check_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("There is no such folder.")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("It must begin with http:// or https://.")
        return value


class SettingsError(Exception):
    """Settings are wrong. The text has a sentence for each, one a line."""


def read_settings(**given: Any) -> Settings:
    """Return the settings: what is given (None counts as not given), else the environment's. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


def unknown_variables() -> list[str]:
    """Return a sentence for each variable of the environment that looks like a setting and is none."""
    known = [_variable(name) for name in Settings.model_fields]
    sentences = []
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            sentences.append(f"{name} is no setting." + (f" Did you mean {nearest[0]}?" if nearest else ""))
    return sentences


def _variable(name: str) -> str:
    return f"{_PREFIX}{name.upper()}"


def _pairs(written: object) -> dict[str, Any]:
    """Return values by their names: of `a=1,b=2`, or of a sequence of such as `a=1`."""
    if isinstance(written, dict):
        return written
    several = written.split(",") if isinstance(written, str) and written else written
    pairs: dict[str, Any] = {}
    for one in several if isinstance(several, tuple | list) else ():
        name, mark, text = str(one).partition("=")
        if not (name.strip() and mark):
            raise ValueError(f"`{one}` is no name with a value, such as polls=3 (on the command line `--set polls=3`).")
        pairs[name.strip()] = text.strip()
    return pairs


def _sentence(mistake: "ErrorDetails") -> str:
    name, value = str(mistake["loc"][0]), mistake["input"]
    found = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    if mistake["type"] == "value_error":
        return f"{name} ({_variable(name)}) is {found!r}: {mistake['ctx']['error']}"
    if mistake["type"] == "extra_forbidden":
        return f"{name} is no setting. There are: {', '.join(Settings.model_fields)}."
    return f"{name} ({_variable(name)}) is {found!r}: {_EXPECTED.get(mistake['type'], mistake['msg'])}."


_EXPECTED = {
    "int_parsing": "it takes a whole number",
    "greater_than_equal": "it is too small",
    "less_than_equal": "it is too large",
    "literal_error": "it takes debug, info, warning or error",
    "bool_parsing": "it takes true or false",
}
