"""`edge_client run`: the terminal itself."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, cast

import structlog

from edge_client.commands.options import (
    SubCommands,
    add_config,
    add_language,
    language_of,
    read_config,
)
from edge_client.config import Config
from edge_client.devices.camera_controls import controls_of
from edge_client.devices.cameras import make_video_source
from edge_client.equipment import Equipment, microphone_and_loudspeaker, server_endpoints
from edge_client.kiosk.browser import find_browser
from edge_client.locales import Language, text
from edge_client.logs import set_up_logs
from edge_client.paper.holder import Holder
from edge_client.paper.live import PaperSource, paper_source
from edge_client.running import TerminalRuntime
from edge_client.video import hardware
from signaling.client import CredentialsError, SignalingClient, TerminalKey, load_key

log = structlog.get_logger(__name__)

DIST_VARIABLE = "ETALUUKKU_WEB_DIST"
_REPOSITORY_DIST = Path(__file__).resolve().parents[2] / "web" / "dist"


def add(sub_commands: SubCommands, language: Language) -> None:
    """Add the sub-command."""
    parser = sub_commands("run", help=text(language, "cli.run"))
    add_config(parser, language)
    add_language(parser, language)
    parser.add_argument("--kiosk", action="store_true", help=text(language, "cli.kiosk"))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, out: TextIO) -> int:
    """Run until SIGINT or SIGTERM; SIGUSR1 is a press of the guard button.

    Raises ConfigError, CredentialsError, BoothServerError, TerminalStoppedError.
    """
    if options.kiosk:
        options.overrides.append("screen.kiosk=true")
    config = read_config(options)
    language = language_of(options, config)
    set_up_logs()
    if config.terminal.key_file is None:
        raise CredentialsError(text(language, "run.key_needed"))
    key = TerminalKey(config.terminal.id, load_key(config.terminal.key_file))
    asyncio.run(_run(config, key, language, out))
    return 0


async def _run(config: Config, key: TerminalKey, language: Language, out: TextIO) -> None:
    runtime = build(config, key)

    def started() -> None:
        out.write(text(language, "run.booth", url=runtime.booth.url) + "\n")
        if config.screen.kiosk and find_browser(config.screen.browser) is None:
            wanted = config.screen.browser or "Chromium"
            out.write(text(language, "run.no_browser", browser=wanted) + "\n")
        out.flush()

    loop = asyncio.get_running_loop()
    # First of all: without a handler the signal would end the terminal.
    loop.add_signal_handler(signal.SIGUSR1, runtime.guard_button.press)
    running = asyncio.ensure_future(runtime.run(started))
    trying = asyncio.ensure_future(_choose_encoder(runtime))

    def stop() -> None:
        out.write(text(language, "run.stopping") + "\n")
        out.flush()
        running.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await running
    trying.cancel()


async def _choose_encoder(runtime: TerminalRuntime) -> None:
    """Find the hardware's encoder beside all else; software's serves until then."""
    runtime.studio.h264 = await asyncio.to_thread(hardware.find)
    log.info("video.encoder", name=runtime.studio.h264)


def build(config: Config, key: TerminalKey) -> TerminalRuntime:
    """A terminal with its devices, not started yet."""
    made: list[TerminalRuntime] = []

    def resident_language() -> Language:
        return cast(Language, made[0].language) if made else config.terminal.language

    equipment = make_equipment(config, resident_language)
    client = SignalingClient(server_endpoints(config.terminal.server), key, name="edge_client")
    dist = Path(os.environ.get(DIST_VARIABLE) or _REPOSITORY_DIST)
    made.append(TerminalRuntime(config, client, equipment, dist, credentials=key))
    return made[0]


def make_equipment(config: Config, language: Callable[[], Language]) -> Equipment:
    """The devices that the configuration names."""
    document = paper_source(config.document, language)
    controls = controls_of(config.document)
    holder = None
    if isinstance(document, PaperSource) and controls is not None:
        holder = Holder(document, controls)
    return Equipment(
        face=make_video_source("face", config.face, language),
        document=document,
        audio=microphone_and_loudspeaker(config),
        holder=holder,
    )
