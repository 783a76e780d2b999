"""What the server says first: where it is, its scenario, and a line to paste for each service."""

from collections.abc import Sequence

from mockserver.gateway.provider import Provider
from mockserver.scenario.matching import Scenario
from mockserver.version import VERSION


def greeting(url: str, scenario: Scenario, providers: Sequence[Provider]) -> str:
    """Return the greeting of a server, or of a workspace, that is reached at `url`."""
    samples = [(provider.title, provider.sample.replace("{url}", url)) for provider in providers if provider.sample]
    width = max((len(title) for title, _ in samples), default=0)
    return "\n".join(
        [
            f"mockserver {VERSION} answers on {url}",
            f"Scenario {scenario.name}: {scenario.summary}",
            "Submit a job with one of these:",
            *(f"  {title:<{width}}  {sample}" for title, sample in samples),
            f"Its clock, scenario and workspaces are at {url}/_mock (docs/control.md).",
        ]
    )
