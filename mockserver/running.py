"""The server as a program: what it prints, how it logs, how it ends."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable

import click

from mockserver.app import CannotListen, Server
from mockserver.config import Settings
from mockserver.scenario.mistakes import ScenarioError
from mockserver.version import VERSION

_GREETING = """\
mockserver {version} answers on {url}
Scenario {scenario}: {summary}
Try one of these:
  Claudio     curl -s {url}/claudio/jobs/submit -d '{{"key": "k", "secret": "s", "job_name": "First", "audio_files": \
[{{"audio_filename": "a.mp3", "audio_location": "https://example.com/a.mp3"}}]}}'
  Rev.ai      curl -s {url}/speechtotext/v1/jobs -H 'Authorization: Bearer token' -H 'Content-Type: application/json' \
-d '{{"media_url": "https://example.com/a.mp3"}}'
  Transcribe  curl -s {url} --aws-sigv4 aws:amz:us-east-1:transcribe --user key:secret \
-H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: Transcribe.StartTranscriptionJob' \
-d '{{"TranscriptionJobName": "first", "LanguageCode": "en-US", "Media": {{"MediaFileUri": "s3://bucket/a.mp3"}}}}'
Stop it with Ctrl-C."""


def run(settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM. Ends the process with 0; returns 1 after a sentence on why it couldn't start."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(message)s", stream=sys.stderr)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings))
            _end()
    except (ScenarioError, CannotListen) as error:
        click.echo(str(error), err=True)
        return 1
    return 0


def _end() -> None:
    """End the process at once, as everything is closed and deleted.

    Python would wait for its threads first, of which one may be asking a name server for a webhook's host: that takes seconds.
    """
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Server(settings) as server:
        scenario = server.scenario
        # What was imported stays: the garbage collector needn't go through it again and again.
        gc.collect()
        gc.freeze()
        click.echo(_GREETING.format(version=VERSION, url=server.url, scenario=scenario.name, summary=scenario.summary))
        await stop.wait()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's loop where there is one; None takes asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
