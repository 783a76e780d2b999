"""Where each emulated service is for a workspace, with a credential that leads there, and ready clients of its SDK."""

from dataclasses import dataclass
from typing import Any, Final

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_AWS_SERVICES: Final = ("transcribe", "s3")


@dataclass(frozen=True, slots=True)
class ClaudioEndpoint:
    """Where Claudio's API is, and a credential that it takes."""

    base_url: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class RevAiEndpoint:
    """Where Rev.ai's API is, and a token that it takes. `url` is what `RevAiAPIClient(token, url=…)` wants."""

    url: str
    access_token: str

    @property
    def base_url(self) -> str:
        """The address under which version 1 of the API hangs."""
        return f"{self.url}/speechtotext/v1"

    @property
    def websocket_url(self) -> str:
        """What `RevAiStreamingClient(token, config, url=…)` wants."""
        return self.url.replace("http", "ws", 1)

    def client(self) -> Any:
        """Return `rev_ai.apiclient.RevAiAPIClient`. Raises ImportError where the package rev-ai isn't installed."""
        from rev_ai.apiclient import RevAiAPIClient

        return RevAiAPIClient(self.access_token, url=self.url)


@dataclass(frozen=True, slots=True)
class TranscribeEndpoint:
    """Where Amazon Transcribe and its storage are, and credentials that they take, named like boto3's arguments."""

    endpoint_url: str
    aws_access_key_id: str
    aws_secret_access_key: str
    aws_session_token: str | None = None
    region_name: str = "us-east-1"

    def client_arguments(self) -> dict[str, str]:
        """Return the keyword arguments for `boto3.client("transcribe", **arguments)`."""
        return {
            "endpoint_url": self.endpoint_url,
            "aws_access_key_id": self.aws_access_key_id,
            "aws_secret_access_key": self.aws_secret_access_key,
            "region_name": self.region_name,
            **({} if self.aws_session_token is None else {"aws_session_token": self.aws_session_token}),
        }

    def boto3(self, service: str = "transcribe", **options: Any) -> Any:
        """Return `boto3.client(service, …)`, for `transcribe` or `s3`.

        Raises ValueError for another service, and ImportError where boto3 isn't installed.
        """
        if service not in _AWS_SERVICES:
            raise ValueError(f"{service!r} isn't emulated: of AWS there are {' and '.join(_AWS_SERVICES)}.")
        import boto3

        return boto3.client(service, **self.client_arguments() | options)

    def environment(self) -> dict[str, str]:
        """Return the environment variables by which every AWS SDK and the CLI find us, and nobody else."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.aws_secret_access_key,
            "AWS_REGION": self.region_name,
            "AWS_DEFAULT_REGION": self.region_name,
            "AWS_EC2_METADATA_DISABLED": "true",
            **({} if self.aws_session_token is None else {"AWS_SESSION_TOKEN": self.aws_session_token}),
        }
