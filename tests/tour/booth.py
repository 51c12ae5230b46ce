"""`python -m tests.tour.booth`: every screen of a booth where the resident is alone.

Each in the three languages, lying and upright, with the seed directory's services: what the
terminal's reducer gives for a visit, shown by the terminal's own page server to headless
Chromium. No signaling server and no devices are needed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import expect

from edge_client.booth.directory import Directory
from edge_client.booth.feedback_messages import BoothRate
from edge_client.booth.looks_messages import BoothLooks
from edge_client.booth.messages import (
    BoothAsk,
    BoothCallback,
    BoothEnd,
    BoothLeave,
    BoothNumber,
    BoothService,
    BoothSpeak,
    BoothState,
    BoothTheme,
    BoothWindow,
    FromBooth,
)
from edge_client.booth.pages import Pages
from edge_client.booth.picture_messages import BoothMeet, BoothPicture
from edge_client.booth.server import BoothServer
from edge_client.booth.speech_messages import BoothSpeech
from edge_client.choosing import WARNING_S, Alone
from edge_client.events import BoothSaid, DirectorySeen, Event, LinkSeen, ServerTold, Tick
from edge_client.looks import SIZES as TEXT_SIZES
from edge_client.showing import booth_state
from edge_client.speech.switch import Speech
from edge_client.terminal import Terminal, reduce
from signaling.protocol import (
    AvailabilityState,
    CallbackState,
    CallbackTold,
    CallbackWindow,
    CallbackWindowsTold,
    CancelReason,
    EndReason,
    LanguageAvailability,
    RequestState,
    ServiceAvailability,
    Synced,
    UnservedWhy,
    WaitRange,
)
from signaling.server.directory import load_directory
from tests.support.browser import chromium, open_page
from tests.support.samples import EXPERT, request, room, terminal_state, welcome
from tests.support.stage import ROOT

SIZES = ((1920, 1080), (1080, 1920))
SEED = ROOT / "signaling" / "server" / "seed" / "directory.yaml"
LARGEST = BoothLooks(size=TEXT_SIZES[-1], contrast=True, own_picture=True)
CLOSED = ("rakennusvalvonta", "avi")
NOBODY = ("kela", "opetus")
FULL = ("vero", "palvelupiste", "tyollisyys")


def directory() -> Directory:
    """The seed directory as a terminal reads it."""
    file = load_directory(SEED).file
    told = {
        "themes": [theme.model_dump() for theme in file.themes],
        "services": [service.model_dump() for service in file.services],
    }
    return Directory.model_validate(json.loads(json.dumps(told, default=str)))


def availability(offered: Directory) -> AvailabilityState:
    """Some are free, some full, some closed, and some have nobody."""

    def language(service: str, tag: str, into: str | None = None) -> LanguageAvailability:
        on_duty = 0 if service in NOBODY and tag != "fi" else 2
        wait = (
            WaitRange(low_s=180, high_s=480) if service in FULL else WaitRange(low_s=0, high_s=50)
        )
        free = 0 if service in FULL else on_duty
        return LanguageAvailability(
            language=tag, into=into, available=free, on_duty=on_duty, wait=wait if on_duty else None
        )

    return AvailabilityState(
        callbacks=True,
        services=[
            ServiceAvailability(
                service=each.id,
                closed=each.id in CLOSED,
                opens_in_s=17.0 * 3600 if each.id in CLOSED else None,
                languages=[
                    language(each.id, "fi", tag) if each.interpreting else language(each.id, tag)
                    for tag in each.languages
                ],
            )
            for each in offered.services
        ],
    )


class Visit:
    """A terminal's state, and what happens to it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.now = 0.0
        speech = Speech(wanted=True, able=True)
        self.state = Terminal("fi", "fi", alone=Alone(enabled=True), speech=speech)
        offered = directory()
        self.happens(LinkSeen(online=True), DirectorySeen(offered))
        self.told(welcome(), terminal_state(), Synced(), availability(offered))

    def happens(self, *events: Event) -> BoothState:
        for event in events:
            self.state, _ = reduce(self.state, event, self.now)
        return booth_state(self.state)

    def told(self, *messages: object) -> BoothState:
        return self.happens(*(ServerTold(each) for each in messages))  # type: ignore[arg-type]

    def touch(self, *messages: FromBooth) -> BoothState:
        return self.happens(*(BoothSaid(each, "req-1") for each in messages))

    def at(self, theme: str, service: str) -> BoothState:
        speak = BoothSpeak(language=self.language)
        return self.touch(speak, BoothTheme(theme=theme), BoothService(service=service))


def screens(language: str) -> Iterator[tuple[str, BoothState]]:
    """A visit's screens by name."""
    visit = Visit(language)
    yield "start", visit.happens()
    yield "read-aloud", visit.touch(BoothSpeech(on=True))
    visit.touch(BoothSpeech(on=False))
    yield "themes", visit.touch(BoothSpeak(language=language))
    yield "services", visit.touch(BoothTheme(theme="asuminen"))
    yield "service", visit.touch(BoothService(service="tontit"))
    visit.now += visit.state.alone.idle_s - WARNING_S
    yield "idle", visit.happens(Tick())
    yield "help", visit.at("raha", "palvelupiste")
    yield "service-full", visit.at("raha", "vero")
    yield "closed", visit.at("asuminen", "rakennusvalvonta")
    yield "nobody", visit.at("raha", "kela")
    yield from callback(visit)
    visit.at("raha", "vero")
    yield "meeting", visit.touch(BoothAsk(language=language))
    visit.touch(BoothMeet(picture=True))
    waiting = request(RequestState.PENDING, request_id="req-1")
    vero = directory().service("vero")
    assert vero is not None
    place = {"position": 3, "wait": WaitRange(low_s=180, high_s=480), "service_name": vero.name}
    yield "waiting", visit.told(waiting.model_copy(update=place))
    over = request(RequestState.CANCELED, reason=CancelReason.UNSERVED, request_id="req-1")
    why = {"why": UnservedWhy.ALL_DECLINED}
    yield "declined", visit.told(over.model_copy(update=why))
    yield from conversation(visit)
    yield from large(language)


def conversation(visit: Visit) -> Iterator[tuple[str, BoothState]]:
    """With and without the resident's picture."""
    yield "conversation", visit.told(room(EXPERT))
    yield "voice-only", visit.touch(BoothPicture(given=False))
    yield "conversation-large", visit.touch(LARGEST)
    visit.told(request(RequestState.COMPLETED))
    yield "ended-large", visit.told(room(revision=2, ended=EndReason.ENDED_BY_STAFF))
    yield "ended-rated", visit.touch(BoothRate(rating=4))


def large(language: str) -> Iterator[tuple[str, BoothState]]:
    """The largest text, in high contrast."""
    visit = Visit(language)
    yield "start-large", visit.touch(LARGEST)
    yield "first-large", visit.touch(BoothSpeak(language=language))
    if language not in ("fi", "sv", "en"):
        yield "coming-large", visit.touch(BoothMeet(picture=True))
        visit.touch(BoothEnd())
    yield "services-large", visit.touch(BoothTheme(theme="asuminen"))
    yield "service-large", visit.touch(BoothService(service="tontit"))
    yield "meeting-large", visit.touch(BoothAsk(language="fi"))


def callback(visit: Visit) -> Iterator[tuple[str, BoothState]]:
    """The resident leaves a callback; the number is typed by who shows the screens."""
    visit.at("asuminen", "rakennusvalvonta")
    visit.touch(BoothCallback())
    windows = [
        CallbackWindow(
            opens_in_s=3600.0 * (24 * day + hour - 8),
            closes_in_s=3600.0 * (24 * day + hour - 6),
            in_days=day,
            date=f"2026-11-{23 + day}",
            opens=f"{hour:02}:00",
            last_date=f"2026-11-{23 + day}",
            closes=f"{hour + 2:02}:00",
        )
        for day in range(3)
        for hour in (8, 10, 12, 14)
    ]
    told = CallbackWindowsTold(service="rakennusvalvonta", windows=windows)
    yield "callback-when", visit.told(told)
    yield "callback-number", visit.touch(BoothWindow(window=4))
    yield "callback-check", visit.touch(BoothNumber())
    visit.touch(BoothLeave(phone="040 765 4321"))
    service = directory().service("rakennusvalvonta")
    assert service is not None
    yield (
        "callback-left",
        visit.told(
            CallbackTold(
                callback="req-1",
                state=CallbackState.SCHEDULED,
                service=service.id,
                service_name=service.name,
                language="fi",
                place_name=None,
                window=windows[4],
                attempt=0,
                contact=None,
            )
        ),
    )


async def main() -> int:
    """Show and save; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "tour" / "booth")
    parser.add_argument("--languages", nargs="+", default=["fi", "sv", "en", "uk", "ar"])
    told = parser.parse_args()
    folder: Path = told.folder
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    pages = Pages({}, Visit("fi").happens(), lambda _: None)
    server = BoothServer(pages, ROOT / "web" / "dist", "127.0.0.1", 0)
    await server.start()
    try:
        async with chromium() as browser:
            for size in SIZES:
                page = await open_page(browser, server.url, size=size)
                for language in told.languages:
                    for nth, (name, state) in enumerate(screens(language)):
                        pages.show_state(state)
                        shown = page.locator(f'.booth[data-screen="{state.screen}"]')
                        await expect(shown).to_be_visible()
                        if name == "callback-number":
                            await expect(page.locator(".booth-keypad")).to_be_visible()
                            await page.keyboard.type("0407654321")
                        # Drawn twice: what the state's message brings is on the screen by then.
                        await page.evaluate(
                            "() => new Promise(r => requestAnimationFrame(() => setTimeout(r, 60)))"
                        )
                        shape = "lying" if size[0] > size[1] else "upright"
                        path = folder / f"{shape}-{language}-{nth:02d}-{name}.png"
                        await page.screenshot(path=path)
                        print(f"  {path}", flush=True)
    finally:
        await server.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
