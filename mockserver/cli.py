"""The command line. What a command needs is imported when it runs, so that none waits for another's."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.version import VERSION

if TYPE_CHECKING:
    from mockserver.config import Settings
    from mockserver.scenario.library import ScenarioLibrary
    from mockserver.scenario.matching import Scenario
    from mockserver.tools.validation import Format

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_set_option = click.option(
    "--set", "parameters", metavar="NAME=VALUE", multiple=True, help="Value of one of the scenario's parameters."
)
_scenarios_option = click.option(
    "--scenarios", type=_FOLDER, help="Folder with scenarios of your own. They come before the shipped ones."
)
_seed_option = click.option(
    "--seed", type=click.IntRange(0), help="Seed of all that is made up, in place of the scenario's."
)
_OF_SETTINGS = ("parameters", "scenarios", "seed")

_QUESTION_OPTIONS = (
    click.option("--header", "headers", metavar="NAME=VALUE", multiple=True, help="A header that the request has."),
    click.option("--query", metavar="NAME=VALUE", multiple=True, help="A parameter of its query."),
    click.option(
        "--body", metavar="JSON", help="Its body. A submission that is planned has what it says beside its own."
    ),
    click.option("--credential", help="The token, API key or access key id."),
    click.option("--region", help="The region that it is signed for."),
    click.option("--phase", help="The phase of the scenario.  [its first]"),
    click.option("--media", multiple=True, help="File name or URL of one of the job's media."),
    click.option("--name", help="The job's name."),
    click.option("--metadata", help="The job's metadata."),
)


def _question_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command be told what a request is like."""
    for option in reversed(_QUESTION_OPTIONS):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="mockserver")
def main() -> None:
    """One local server that stands in for Claudio, Rev.ai and Amazon Transcribe.

    Every option can also be set by an environment variable: MOCKSERVER_PORT=9000.
    """


@main.command()
@click.option("--scenario", metavar="NAME|FILE", help="With which scenario to begin.  [happy_path]")
@_set_option
@_scenarios_option
@click.option("--reload/--no-reload", default=None, help="Take up edits of the scenario while the server runs.")
@click.option("--host", help="Address to listen on; 0.0.0.0 lets other machines in.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.  [8080]")
@_seed_option
@click.option("--public-url", metavar="URL", help="What links in answers begin with, behind a proxy.")
@click.option("--webhook-hosts", metavar="HOSTS", help="Public hosts that webhooks may go to, by commas; * for all.")
@click.option("--tls/--no-tls", default=None, help="Serve HTTPS as well, with certificates made on the spot.")
@click.option("--tls-port", type=click.IntRange(0, 65535), help="Port of HTTPS; 0 takes a free one.  [8443]")
@click.option("--tls-folder", type=click.Path(file_okay=False, path_type=Path), help="Folder that keeps their CA.")
@click.option("--tls-names", metavar="HOSTS", help="More host names that HTTPS answers to, by commas.")
@click.option("--tls-certificate", type=_FILE, help="A certificate of your own, in place of made ones.")
@click.option("--tls-key", type=_FILE, help="Its private key.")
@click.option("--control-token", help="Token that calls of the control API must bring.")
@click.option("--control-hosts", metavar="HOSTS", help="More host names by which the control API may be called.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning", "error"]), help="[info]")
def serve(**options: Any) -> None:
    """Start the server."""
    # Nothing of what is imported is garbage, and to look for it again and again takes a sixth of the start.
    gc.disable()
    from mockserver.running import run

    sys.exit(run(_settings(options)))


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|FOLDER|NAME...")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="[text]")
@click.option("--strict", is_flag=True, help="Take warnings for mistakes.")
@_set_option
@_scenarios_option
def validate(files: tuple[str, ...], form: "Format", strict: bool, **options: Any) -> None:
    """Check scenarios, and tell all mistakes at once."""
    from mockserver.tools.validation import check_all, printed

    settings = _settings(options)
    library = _library(settings)
    checked = check_all(library, files, settings.parameters)
    fine = [one for one in checked if one.usable and not (strict and one.warnings)]
    if form == "text":
        for one in checked:
            click.echo(printed([one], form), err=one not in fine)
    else:
        click.echo(printed(checked, form))
    sys.exit(0 if len(fine) == len(checked) else 1)


@main.command("scenarios")
@_scenarios_option
def list_scenarios(scenarios: Path | None) -> None:
    """List the scenarios that can be named, with their summaries."""
    summaries = _library(_settings({"scenarios": scenarios})).summaries()
    width = max(len(name) for name, _ in summaries)
    for name, summary in summaries:
        click.echo(f"{name:<{width}}  {summary}")


@main.command()
@click.argument("scenario", metavar="NAME|FILE")
@click.option("--provider", metavar="NAME", required=True, help="The service that is called: claudio, revai, ….")
@click.option("--operation", metavar="NAME", required=True, help="The operation that is called, such as GetJob.")
@click.option("--method", help="The HTTP method.  [the operation's own]")
@click.option("--path", help="The path.  [the operation's own]")
@click.option("--form", metavar="NAME=VALUE", multiple=True, help="A field of the form that it sends.")
@click.option("--file", "files", metavar="FIELD=NAME", multiple=True, help="A file of that form, by its name.")
@click.option(
    "--call", "number", type=click.IntRange(1, 10_000), default=1, help="The how-manieth such call it is.  [1]"
)
@click.option(
    "--job-status", type=click.Choice(["queued", "in_progress", "completed", "failed"]), help="The job's status."
)
@click.option("--format", "form_", type=click.Choice(["text", "json"]), default="text", help="[text]")
@_question_options
@_set_option
@_seed_option
@_scenarios_option
def explain(scenario: str, provider: str, operation: str, number: int, form_: str, **options: Any) -> None:
    """Tell which rules would act on a request, and on what the others fail."""
    import asyncio

    from mockserver.tools import explanation
    from mockserver.tools.asking import Question, operation_named, provider_named

    settings = _settings({name: options.pop(name) for name in _OF_SETTINGS})
    loaded = _loaded(settings, scenario)
    try:
        asked = provider_named(provider)
        called = operation_named(asked, loaded, operation)
        found = asyncio.run(explanation.explained(loaded, asked, called, Question(**options), number))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(explanation.as_json(found) if form_ == "json" else explanation.as_text(found))


@main.command()
@click.argument("scenario", metavar="NAME|FILE")
@click.option("--provider", "providers", metavar="NAME", multiple=True, help="Only one provider; may be given again.")
@click.option("--operation", metavar="NAME", help="What submits the job.  [each provider's transcription]")
@click.option("--mermaid", is_flag=True, help="Print diagrams for Markdown pages in place of tables.")
@_question_options
@_set_option
@_seed_option
@_scenarios_option
def plan(scenario: str, providers: tuple[str, ...], operation: str | None, mermaid: bool, **options: Any) -> None:
    """Show what a submission would go through, in each provider's own words."""
    import asyncio

    from mockserver.app import places
    from mockserver.tools import plan_shown
    from mockserver.tools.asking import Question
    from mockserver.tools.plan import planned, submissions
    from mockserver.transcripts.source import Transcripts

    settings = _settings({"scenario": scenario} | {name: options.pop(name) for name in _OF_SETTINGS})
    loaded, transcripts = _loaded(settings, scenario), Transcripts(places(settings).transcripts)
    try:
        found = [
            asyncio.run(planned(loaded, provider, submission, Question(**options), transcripts))
            for provider, submission in submissions(loaded, providers, operation)
        ]
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo("\n\n".join(plan_shown.diagrams(found) if mermaid else plan_shown.tables(found, loaded)))


@main.command("schema")
@_scenarios_option
def show_schema(scenarios: Path | None) -> None:
    """Print the JSON Schema of scenarios, for editors."""
    import json

    from mockserver.scenario.schema import json_schema

    library = _library(_settings({"scenarios": scenarios}))
    click.echo(json.dumps(json_schema(library.vocabulary, library.places), indent=2, ensure_ascii=False))


@main.command("errors")
@click.option("--provider", metavar="NAME", help="Only the errors of one provider: claudio, revai, transcribe or s3.")
@click.option("--failures", "of_jobs", is_flag=True, help="The ways in which jobs fail (`failed: NAME`) instead.")
def list_errors(provider: str | None, of_jobs: bool) -> None:
    """List the errors that scenarios may name, with what each provider answers under it."""
    from mockserver.app import PROVIDERS
    from mockserver.gateway.catalogue import catalogue, failures
    from mockserver.yamlfile.wording import no_such

    asked = [one for one in PROVIDERS if provider in (None, one.name)]
    if not asked:
        raise click.UsageError(no_such("provider", str(provider), [one.name for one in PROVIDERS]))
    listed = (
        failures(asked)
        if of_jobs
        else [(one.name, one.provider, f"{one.answer.status}  {one.body}") for one in catalogue(asked)]
    )
    last = None
    for name, owner, says in listed:
        if name != last:
            click.echo(name)
        click.echo(f"  {owner.name:<10}  {says}")
        last = name


@main.command()
@click.option("--host", envvar="MOCKSERVER_HOST", default="127.0.0.1", help="Address of the server.  [127.0.0.1]")
@click.option("--port", envvar="MOCKSERVER_PORT", default=8080, type=int, help="Port of the server.  [8080]")
def healthcheck(host: str, port: int) -> None:
    """Ask a running server whether it answers. Ends with 0 when it does, else with 1."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=3)
    try:
        connection.request("GET", "/_mock/health")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        click.echo(f"No mock server answers on {host}, port {port}: {error}", err=True)
        sys.exit(1)
    click.echo("It answers." if status == 200 else f"It answers with {status}.")
    sys.exit(0 if status == 200 else 1)


def _settings(options: dict[str, Any]) -> "Settings":
    """Return the settings, or end with a sentence for each that is wrong."""
    from mockserver.config import SettingsError, read_settings, unknown_variables

    for sentence in unknown_variables():
        click.echo(sentence, err=True)
    try:
        return read_settings(**{name: value for name, value in options.items() if value != ()})
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def _loaded(settings: "Settings", scenario: str) -> "Scenario":
    """Return a scenario with the seed that the settings have for it, or end with its mistakes."""
    from dataclasses import replace

    from mockserver.scenario.mistakes import ScenarioError

    try:
        loaded = _library(settings).load(scenario, settings.parameters)
        return loaded if settings.seed is None else replace(loaded, seed=settings.seed)
    except ScenarioError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _library(settings: "Settings") -> "ScenarioLibrary":
    from mockserver.app import scenario_library

    return scenario_library(settings)


if __name__ == "__main__":
    main()
