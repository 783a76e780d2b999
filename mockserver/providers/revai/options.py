"""What any of the APIs may be asked for: types and limits of the options that they share (revai.md §2.1)."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from mockserver.engine.job import Notification

LANGUAGES: Final = (
    "ar bg ca cmn cs da de el en en-us en-gb en/es es fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl "
    "sv ta te tr auto"
)
TRANSLATION_LANGUAGES: Final = "en en-us en-gb ar pt pt-br pt-pt fr fr-ca es es-es es-la it ja ko de ru"
MOST_CHARACTERS: Final = 500_000
"""How long a text may be that is submitted in place of media or beside them."""

_AUTHORIZATION: Final = re.compile(r"[\x21-\x7e]+ +[\x20-\x7e]+")

Contradiction = tuple[str, str]
"""A field's name, and the sentence about it."""


def _url(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "Required")
    if not _is_url(text):
        raise PydanticCustomError("not_url", "Not a URL")
    return text


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https", "ftp") and bool(parts.hostname) and text.isprintable() and " " not in text


def _authorization(text: str) -> str:
    if _AUTHORIZATION.fullmatch(text) is None:
        raise PydanticCustomError("not_authorization", "Not a scheme and a token")
    return text


def _flag(value: Any) -> Any:
    """Let booleans come as strings, as in a sample of v1beta (revai.md §2.1)."""
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


def one_of(codes: str, *, quirk: str | None = None) -> AfterValidator:
    """Return a check that a code is one of these, in whatever case; with a quirk, unless that is on its observed side.

    The context of validation tells which side that is (Documented); without one no quirk is.
    """
    known = frozenset(codes.split())

    def check(text: str, info: ValidationInfo) -> str:
        is_open = quirk is not None and info.context is not None and not info.context(quirk)
        if text.lower() not in known and not is_open:
            raise PydanticCustomError("not_supported", "Not supported")
        return text

    return AfterValidator(check)


Flag = Annotated[bool, BeforeValidator(_flag)]
ShortUrl = Annotated[str, StringConstraints(max_length=1024), AfterValidator(_url)]
DeleteAfter = Annotated[int, Field(ge=0, le=2_592_000)]
Url = Annotated[str, StringConstraints(max_length=2048), AfterValidator(_url)]


class Options(BaseModel):
    """Options that are not known are ignored, null counts as absent, and nothing is converted but flags."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False, defer_build=True)

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what is wrong with options that are each right by themselves."""
        yield from ()


class AuthHeaders(Options):
    """Headers to send along. Only `Authorization` is supported."""

    Authorization: Annotated[str, AfterValidator(_authorization)] | None = None


class UrlConfig(Options):
    """A URL of the client's, with headers for it."""

    url: Url
    auth_headers: AuthHeaders | None = None

    @property
    def headers(self) -> dict[str, str]:
        return self.auth_headers.model_dump(exclude_none=True) if self.auth_headers else {}


class V1Options(Options):
    """Options that every API has under v1."""

    metadata: Annotated[str, StringConstraints(max_length=512)] | None = None
    callback_url: ShortUrl | None = None
    notification_config: UrlConfig | None = None

    @property
    def notification(self) -> Notification | None:
        """Who wants to be told of the end, and where."""
        config = self.notification_config
        if config is not None:
            return Notification(config.url, config.headers)
        return None if self.callback_url is None else Notification(self.callback_url)

    def contradictions(self) -> Iterator[Contradiction]:
        if self.callback_url is not None and self.notification_config is not None:
            yield "notification_config", "Only one of callback_url and notification_config can be given."


class MediaOptions(V1Options):
    """Options of the APIs under v1 that listen to media."""

    media_url: Url | None = None
    source_config: UrlConfig | None = None

    @property
    def source_url(self) -> str | None:
        """Where the media is, unless it is uploaded."""
        return self.source_config.url if self.source_config else self.media_url

    def contradictions(self) -> Iterator[Contradiction]:
        if self.media_url is not None and self.source_config is not None:
            yield "source_config", "Only one of media_url and source_config can be given."
        yield from super().contradictions()
