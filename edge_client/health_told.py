"""Tells the server how the terminal's devices are, so that somebody can see from afar."""

from __future__ import annotations

import asyncio
import time
from importlib.metadata import PackageNotFoundError, version

import structlog

from edge_client.booth.pages import Pages
from edge_client.equipment import Equipment
from edge_client.kiosk.screen import Kiosk
from edge_client.kiosk.watch import Stage
from edge_client.printing.offers import Printing
from signaling.client import NotConnectedError, SignalingClient
from signaling.protocol import DeviceState, ProtocolError, TerminalHealth, TerminalReport

log = structlog.get_logger(__name__)

LOOK_S = 1.0
AGAIN_S = 60.0
"""Told again although nothing changed: a store that has lost its data has lost this, too."""

_SCREENS = {
    Stage.DRAWING: DeviceState.LIVE,
    Stage.STARTING: DeviceState.STARTING,
    Stage.DOWN: DeviceState.FAILED,
}


def program_version() -> str:
    """Of this program, as installed."""
    try:
        return version("etaluukku")
    except PackageNotFoundError:
        return ""


def health(
    equipment: Equipment, kiosk: Kiosk, pages: Pages, printing: Printing | None
) -> TerminalHealth:
    """How each device is now."""
    devices = equipment.states()
    return TerminalHealth(
        version=program_version(),
        face=DeviceState(devices.face),
        document=DeviceState(devices.document),
        microphone=DeviceState(devices.microphone),
        loudspeaker=DeviceState(devices.loudspeaker),
        screen=_screen(kiosk, pages),
        printer=None if printing is None else _printer(printing),
    )


async def telling_health(
    client: SignalingClient,
    equipment: Equipment,
    kiosk: Kiosk,
    pages: Pages,
    printing: Printing | None,
) -> None:
    """Tell it after connecting, when it has changed, and now and then, until cancelled."""
    told: TerminalHealth | None = None
    told_at = 0.0
    while True:
        if not client.ready:
            told = None
        else:
            now, seen = time.monotonic(), health(equipment, kiosk, pages, printing)
            if seen != told or now - told_at > AGAIN_S:
                told, told_at = seen, now
                try:
                    await client.ask(TerminalReport(health=seen))
                except (ProtocolError, NotConnectedError) as error:
                    # Whatever it is (an older server does not know it), it is told again later.
                    log.debug("health.untold", error=str(error))
        await asyncio.sleep(LOOK_S)


def _screen(kiosk: Kiosk, pages: Pages) -> DeviceState:
    if kiosk.enabled:
        return _SCREENS[kiosk.watch.stage]
    # Somebody else opens the browser: all that is known is whether a page is open.
    return DeviceState.LIVE if pages.count else DeviceState.OFF


def _printer(printing: Printing) -> DeviceState | None:
    if not printing.known:
        return None
    return DeviceState.LIVE if printing.problem is None else DeviceState.FAILED
