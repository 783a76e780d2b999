"""The settings of a scenario: its clock, accounts, webhooks and quirks."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag, ValidationInfo, field_validator

from mockserver.engine.accounts import AccountSettings, Signatures
from mockserver.engine.clock import FASTEST
from mockserver.scenario.parts import GlobText, Text, vocabulary_of
from mockserver.scenario.times import Moment, Time
from mockserver.scenario.vocabulary import Kind
from mockserver.yamlfile.parts import KEY, Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import did_you_mean, found, no_such


class ClockPart(Part):
    """The time in the workspace. Left out: the machine's."""

    start: Moment | None = Field(None, description="The first time that the clock shows, with its zone. Left out: now.")
    frozen: bool = Field(False, description="The clock stands until it is advanced by hand.")
    speed: float | None = Field(None, gt=0, le=FASTEST, description="How many seconds pass in a real one.")

    @field_validator("speed")
    @classmethod
    def _moves(cls, speed: float, info: ValidationInfo) -> float:
        if info.data.get("frozen"):
            raise ValueError("found a speed for a frozen clock, expected one of `speed` and `frozen: true`")
        return speed


class ClaudioAccount(Part):
    """Who may call Claudio."""

    key: GlobText = Field(description="The API key; may be a glob.")
    secret: Text | None = Field(None, description="The API secret. Left out: any.")

    def settings(self) -> AccountSettings:
        return AccountSettings("claudio", key=self.key, secret=self.secret)


class RevaiAccount(Part):
    """Who may call Rev.ai."""

    token: GlobText = Field(description="The access token; may be a glob.")
    email: Text = Field("dev@example.com", description="The address that GetAccount shows.")
    balance_seconds: float | None = Field(
        None, ge=0, le=1e12, description="The credit, in seconds of audio. Left out: without end."
    )

    def settings(self) -> AccountSettings:
        return AccountSettings("revai", key=self.token, email=self.email, balance_seconds=self.balance_seconds)


class TranscribeAccount(Part):
    """Who may call Amazon Transcribe and its S3."""

    access_key_id: GlobText = Field(description="The access key id; may be a glob.")
    secret_access_key: Text | None = Field(None, description="The secret, with which signatures are verified.")
    signatures: Literal["off", "well_formed", "verified"] = Field(
        "well_formed",
        description="How far a request's signature is looked at: `off` lets unsigned requests in, `well_formed` looks at "
        "its form, `verified` also at who signed what, when and with which secret.",
    )
    session_token: Text | None = Field(
        None, description="The session token that must come with the key where signatures are verified. Left out: none."
    )
    session_lasts: Time | None = Field(
        None,
        description="How long after the workspace's beginning, on its clock, the session token is valid. "
        "Left out: without end.",
    )

    @field_validator("signatures")
    @classmethod
    def _has_a_secret(cls, signatures: str, info: ValidationInfo) -> str:
        if signatures == "verified" and info.data.get("secret_access_key", "") is None:
            raise ValueError("found `verified` and no secret, expected a `secret_access_key` to verify signatures with")
        return signatures

    @field_validator("session_token")
    @classmethod
    def _is_verified(cls, token: str, info: ValidationInfo) -> str:
        if info.data.get("signatures", "verified") != "verified":
            raise ValueError("found a session token that nobody looks at, expected `signatures: verified` with it")
        return token

    @field_validator("session_lasts")
    @classmethod
    def _has_a_token(cls, lasts: float, info: ValidationInfo) -> float:
        if info.data.get("session_token", "") is None:
            raise ValueError("found how long a session token lasts and no token, expected a `session_token` with it")
        return lasts

    def settings(self) -> AccountSettings:
        return AccountSettings(
            "transcribe",
            self.access_key_id,
            self.secret_access_key,
            signatures=Signatures(self.signatures),
            session_token=self.session_token,
            session_ms=None if self.session_lasts is None else round(self.session_lasts),
        )


_LEFT_OUT = "Left out: any well-formed credential is let in."


class Accounts(Part):
    """Who may come in. The first account that a credential fits is its own."""

    claudio: list[ClaudioAccount] | None = Field(None, min_length=1, description=f"Claudio's accounts. {_LEFT_OUT}")
    revai: list[RevaiAccount] | None = Field(None, min_length=1, description=f"Rev.ai's accounts. {_LEFT_OUT}")
    transcribe: list[TranscribeAccount] | None = Field(
        None, min_length=1, description=f"Amazon Transcribe's accounts. {_LEFT_OUT}"
    )


class WebhooksPart(Part):
    """How webhooks are delivered."""

    attempts: int = Field(3, ge=1, le=1000, description="How often delivery is tried in all.")
    every: Time = Field(30_000.0, description="The time between two tries.")


Behaviour = Literal["observed", "documented"]


def _behaviour(value: object) -> object:
    expected = "`observed`, `documented`, or a mapping of quirks to these"
    if value not in ("observed", "documented"):
        meant = did_you_mean(value, ("observed", "documented")) if isinstance(value, str) else ""
        raise ValueError(f"found {found(value)}, expected {expected}{meant}")
    return value


ProviderQuirks = Annotated[
    Annotated[Behaviour, BeforeValidator(_behaviour), Tag("<all>")] | Annotated[dict[str, Behaviour], Tag("<each>")],
    ways("all", each=""),
]


def check_quirks(quirks: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Check the names of quirks; those of providers were."""
    vocabulary = vocabulary_of(info)
    mistakes: list[tuple[Place, str]] = []
    for provider, choice in quirks.items():
        known = vocabulary.names(Kind.QUIRK, [provider])
        unknown = [quirk for quirk in choice if quirk not in known] if isinstance(choice, dict) else []
        for quirk in unknown:
            sentence = no_such(f"quirk of {provider}", quirk, known, "which has none")
            mistakes.append(((provider, quirk, KEY), sentence))
    if mistakes:
        raise mistakes_at(mistakes)
    return quirks
