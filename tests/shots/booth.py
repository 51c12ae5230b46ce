"""The booth's screens: what the terminal's reducer gives for a visit, shown by its own server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playwright.async_api import Browser, Page, expect

from edge_client.booth.messages import BoothState, Counterpart, MediaPath, Placing
from edge_client.booth.pages import Pages
from edge_client.booth.print_messages import NOTHING_TO_PRINT, BoothPrint, PrintShown
from edge_client.booth.server import BoothServer
from edge_client.events import Event, LinkSeen, PathsSeen, ServerTold
from edge_client.peering.path_watch import Path as PathState
from edge_client.showing import booth_state
from edge_client.terminal import Terminal, reduce
from signaling.protocol import EndReason, RequestState, Role, RoomMode, Sending, Synced
from signaling.protocol.printing import PrintStage
from tests.shots.album import LANGUAGES, Album
from tests.support.browser import open_page
from tests.support.samples import CLERK, EXPERT, request, room, terminal_state, welcome
from tests.support.stage import ROOT
from tests.tour.booth import Visit, screens

SIZES = {"lying": (1920, 1080), "upright": (1080, 1920)}


def beside_a_clerk(language: str) -> Iterator[tuple[str, BoothState]]:
    """The screens of a desk where a clerk summons, and of trouble."""
    state = Terminal(language, language)

    def then(*events: Event) -> BoothState:
        nonlocal state
        for event in events:
            state, _ = reduce(state, event, 0.0)
        return booth_state(state)

    then(LinkSeen(online=True), ServerTold(welcome()), ServerTold(terminal_state()))
    yield "desk-start", then(ServerTold(Synced()))
    summoned = request(RequestState.RESERVED)
    yield "desk-connecting", then(ServerTold(room(CLERK)), ServerTold(summoned))
    talking = (
        ServerTold(room(EXPERT, CLERK, revision=2)),
        PathsSeen({EXPERT: PathState.CONNECTED}),
    )
    yield "desk-conversation", then(*talking, ServerTold(request(RequestState.ASSIGNED)))
    yield "desk-interrupted", then(PathsSeen({EXPERT: PathState.SILENT}))
    apart = room(EXPERT, CLERK, revision=3, mode=RoomMode.CONSULTATION)
    yield "desk-on-hold", then(ServerTold(apart))
    done = ServerTold(request(RequestState.COMPLETED))
    yield "desk-with-clerk", then(done, ServerTold(room(CLERK, revision=4)))
    yield "desk-ended", then(ServerTold(room(revision=5, ended=EndReason.ENDED_BY_STAFF)))
    yield "desk-no-network", then(LinkSeen(online=False))


def _one(role: Role, name: str, place: Placing, *, screen: bool = False) -> Counterpart:
    return Counterpart(
        participant=name,
        role=role,
        name=name,
        connected=True,
        path=MediaPath.CONNECTED,
        sending=Sending(voice=True, face=True, screen=screen),
        place=place,
        shows_screen=screen,
    )


def together(language: str) -> Iterator[tuple[str, BoothState]]:
    """With an interpreter, beside a shared screen, and with a paper that can be printed."""
    talking = dict(beside_a_clerk(language))["desk-conversation"]
    interpreter = _one(Role.INTERPRETER, "Amira Al-Hassan", Placing.BESIDE)
    for name, screen in (("interpreter", False), ("interpreter-screen", True)):
        expert = _one(Role.EXPERT, "Aino Mäkelä", Placing.LARGE, screen=screen)
        people = {"counterparts": [expert, interpreter]}
        yield f"conversation-{name}", talking.model_copy(update=people)
        if screen:
            large = {**people, "looks": talking.looks.model_copy(update={"size": 130})}
            yield f"conversation-{name}-large", talking.model_copy(update=large)
    yield "conversation-print", talking
    contrast = {"looks": talking.looks.model_copy(update={"contrast": True})}
    yield "conversation-contrast-print", talking.model_copy(update=contrast)


OFFERED = BoothPrint(shown=PrintShown(job="job-1", participant=EXPERT, stage=PrintStage.OFFERED))


def all_screens(language: str) -> Iterator[tuple[str, BoothState]]:
    """Every screen by name."""
    yield from screens(language)
    yield from beside_a_clerk(language)
    yield from together(language)
    yield "back-at-start", booth_state(Visit(language).state)


async def drawn(page: Page, state: BoothState) -> None:
    """The state's screen is on the page, drawn twice."""
    await expect(page.locator(f'.booth[data-screen="{state.screen}"]')).to_be_visible()
    if await page.locator(".booth-keypad").count():
        await page.keyboard.type("0407654321")
    await page.evaluate("() => new Promise(r => requestAnimationFrame(() => setTimeout(r, 60)))")


async def play(browser: Browser, album: Album, ways: Iterable[str] = tuple(SIZES)) -> None:
    """All screens in all languages, on a screen that lies or stands upright."""
    pages = Pages({}, booth_state(Visit("fi").state), lambda _: None)
    server = BoothServer(
        pages, ROOT / "web" / "dist", "127.0.0.1", 0, feedback="saavutettavuus@pori.example"
    )
    await server.start()
    try:
        for way in ways:
            page = await open_page(browser, server.url, size=SIZES[way])
            for language in LANGUAGES:
                for name, state in all_screens(language):
                    pages.show_state(state)
                    pages.show_kept(OFFERED if name.endswith("print") else NOTHING_TO_PRINT)
                    await drawn(page, state)
                    shot = f"{language}/booth-{name}-{way}"
                    await album.save(page, shot)
                    if album.check and (way, language) == ("lying", "fi"):
                        await _checked(page, album, shot)
            await _statement(page, album, way)
            await page.context.close()
    finally:
        await server.close()


async def _checked(page: Page, album: Album, shot: str) -> None:
    await album.axe(page, shot)
    await page.emulate_media(forced_colors="active")
    await album.axe(page, f"{shot} in forced colours")
    await album.save(page, shot.replace("fi/", "contrast/"))
    await page.emulate_media(forced_colors="none")


async def _statement(page: Page, album: Album, way: str) -> None:
    button = page.locator(".booth-statement-open")
    await button.click()
    await expect(page.get_by_text("saavutettavuus@pori.example")).to_be_visible()
    await album.save(page, f"booth-statement-{way}")
    await album.axe(page, f"booth-statement-{way}")
    await page.keyboard.press("Escape")
