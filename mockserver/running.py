"""The server as a program: what it prints, how it logs, how it ends."""

import asyncio
import gc
import logging
import os
import shlex
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from mockserver.app import PROVIDERS, CannotListen, Server
from mockserver.config import Settings
from mockserver.control.greeting import greeting
from mockserver.gateway.certificates import CA_VARIABLES, NoCertificates
from mockserver.scenario.mistakes import ScenarioError

_LOG_FORMAT = "%(asctime)s %(message)s"


def run(settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM. Ends the process with 0; returns 1 after a sentence on why it couldn't start."""
    level = settings.log_level.upper()
    logging.basicConfig(level=level, format=_LOG_FORMAT, datefmt="%H:%M:%S", stream=sys.stderr)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings))
            _end()
    except (ScenarioError, CannotListen, NoCertificates) as error:
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
        # What was imported stays: the garbage collector needn't ever go through it.
        gc.freeze()
        gc.enable()
        click.echo(greeting(server.url, server.scenario, PROVIDERS))
        if server.https_url is not None:
            click.echo(_about_https(server.https_url, server.ca_file))
        click.echo("Stop it with Ctrl-C.")
        reloader = server.reloader(partial(click.echo, err=True)).run() if settings.reload else None
        watching = None if reloader is None else asyncio.create_task(reloader)
        await stop.wait()
        if watching is not None:
            watching.cancel()


def _about_https(url: str, ca_file: Path | None) -> str:
    """Return what to say of HTTPS, with the line by which clients are told of the CA."""
    said = f"It answers on {url} as well."
    if ca_file is not None:
        variables = " ".join(f"{name}={shlex.quote(str(ca_file))}" for name in CA_VARIABLES)
        said += f" Clients trust it after:\n  export {variables}"
    return said


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's loop where there is one; None takes asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
