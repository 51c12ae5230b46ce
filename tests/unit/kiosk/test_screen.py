"""The shell with a program in the browser's place: what it starts, ends and leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from edge_client.booth.screen_messages import BoothFrames
from edge_client.config import ScreenSection
from edge_client.kiosk.screen import Kiosk
from edge_client.kiosk.watch import Stage
from tests.support.waiting import eventually

URL = "http://127.0.0.1:1/"
STAYS = '#!/bin/sh\necho "$@" >> {log}\nexec sleep 600\n'
ENDS = '#!/bin/sh\necho "$@" >> {log}\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "profiles"
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
async def show(tmp_path: Path, place: Path) -> AsyncIterator[Callable[[str], Kiosk]]:
    made: list[Kiosk] = []

    def begin(script: str) -> Kiosk:
        program = tmp_path / "browser"
        program.write_text(script.format(log=tmp_path / "log"))
        program.chmod(0o755)
        kiosk = Kiosk(ScreenSection(kiosk=True, browser=str(program)))
        kiosk.begin(URL)
        made.append(kiosk)
        return kiosk

    yield begin
    for kiosk in made:
        await kiosk.close()
    assert in_it(place) == [], "no profile is left"


def starts(folder: Path) -> list[str]:
    log = folder / "log"
    return log.read_text().splitlines() if log.exists() else []


def screen_of(line: str) -> str:
    return line.rpartition("#screen=")[2]


async def test_only_its_own_page_counts(
    show: Callable[[str], Kiosk], tmp_path: Path, place: Path
) -> None:
    kiosk = show(STAYS)
    (line,) = await eventually(lambda: starts(tmp_path), timeout_s=10, what="it starts")
    assert URL in line
    assert str(in_it(place)[0]) in line
    kiosk.heard(BoothFrames(screen="0" * 16, frames=5))
    assert kiosk.watch.stage is Stage.STARTING, "another tab of somebody's is nobody's business"
    await draws(kiosk, line)


async def test_a_browser_that_ends_is_started_anew_with_another_profile(
    show: Callable[[str], Kiosk], tmp_path: Path
) -> None:
    kiosk = show(ENDS)
    first, second = (
        await eventually(lambda: _at_least(starts(tmp_path), 2), timeout_s=15, what="again")
    )[:2]
    assert screen_of(first) != screen_of(second)
    await eventually(lambda: kiosk.watch.failures >= 2, timeout_s=15, what="both are counted")


def in_it(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def draws(kiosk: Kiosk, line: str) -> None:
    """The page of that start draws, and goes on telling until it is heard."""

    def tells() -> bool:
        kiosk.heard(BoothFrames(screen=screen_of(line), frames=1))
        return kiosk.watch.stage is Stage.DRAWING

    await eventually(tells, timeout_s=10, what="its page is heard")


def _at_least(lines: list[str], number: int) -> list[str]:
    assert len(lines) >= number, lines
    return lines


async def test_a_screen_that_never_draws_again_is_ended_and_started_anew(
    show: Callable[[str], Kiosk], tmp_path: Path
) -> None:
    kiosk = show(STAYS)
    (line,) = await eventually(lambda: starts(tmp_path), timeout_s=10, what="it starts")
    await draws(kiosk, line)
    lines = await eventually(lambda: _at_least(starts(tmp_path), 2), timeout_s=15, what="again")
    kiosk.heard(BoothFrames(screen=screen_of(line), frames=2))
    assert kiosk.watch.stage is Stage.STARTING, "the old page is not heard any more"
    await draws(kiosk, lines[1])


@pytest.mark.parametrize("script", ["\x00\x01 not a program"])
async def test_what_cannot_be_started_is_tried_again(
    show: Callable[[str], Kiosk], script: str
) -> None:
    kiosk = show(script)
    await eventually(lambda: kiosk.watch.failures >= 2, timeout_s=15, what="it is tried again")


async def test_a_missing_browser_stops_nothing(place: Path) -> None:
    kiosk = Kiosk(ScreenSection(kiosk=True, browser="no-such-browser-here"))
    kiosk.begin(URL)
    await eventually(lambda: kiosk.watch.pause_s > 30, timeout_s=10, what="it waits")
    await kiosk.close()
    assert in_it(place) == []


async def test_nothing_is_started_unless_the_settings_want_it() -> None:
    kiosk = Kiosk(ScreenSection())
    kiosk.begin(URL)
    await kiosk.close()
    assert kiosk.watch.stage is Stage.DOWN
