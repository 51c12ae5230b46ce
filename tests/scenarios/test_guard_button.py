"""Journey 12: danger at a terminal. Help is called, and nothing of it shows where the danger is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from structlog.testing import capture_logs

from edge_client.booth.messages import Screen
from signaling.protocol import Role
from tests.integration.server.city import Peer
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.cable import Cable
from tests.support.city import EXPERT_TONE, Desk, ScenarioCity
from tests.support.media import tone_in
from tests.support.processes import free_port
from tests.support.waiting import eventually

ENVIRON = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


async def until_raised(desk: Desk) -> None:
    await eventually(
        lambda: not desk.runtime.guard_button.raising, timeout_s=10, what="the server to have it"
    )


async def heard(guard: Peer, state: str) -> dict[str, object]:
    return await guard.until("alarm.state", state=state)


async def test_pressed_in_a_conversation_nothing_shows_at_the_terminal(city: ScenarioCity) -> None:
    one, two = await city.start(), await city.start()
    desk = await city.desk(on=one)
    guard = await city.person("ville", Role.GUARD, on=two)
    expert, clerk = await city.expert(on=two), await city.clerk(on=one)
    await city.together(clerk, expert)
    await booth_shows_and_plays(desk)
    before, world = desk.screen, desk.runtime.state.world

    with capture_logs() as logs:
        desk.runtime.guard_button.press()
        desk.runtime.guard_button.press()
        alarm = await heard(guard, "raised")
        await until_raised(desk)
        await eventually(lambda: clerk.world.alarms, timeout_s=5, what="the clerk to be told")
        await guard.done("alarm.acknowledge", alarm=alarm["alarm"])
        await eventually(
            lambda: [a.acknowledged_by for a in clerk.world.alarms.values()] == ["Ville V"],
            timeout_s=5,
            what="the clerk to know who goes",
        )
        assert desk.runtime.state.world == world, "the terminal knows who goes"
        await guard.done("alarm.clear", alarm=alarm["alarm"])
        await eventually(lambda: not clerk.world.alarms, timeout_s=5, what="the end of it")

    assert alarm["terminal"] == "porina-1"
    assert desk.page.state == before, "the booth page was told something"
    assert desk.runtime.state.world == world, "the terminal knows something"
    # The node runs in this process, too, and has a line of its own.
    assert {line["event"] for line in logs} == {"alarm"}, "the terminal wrote to its log"
    await booth_shows_and_plays(desk)
    await expert_sees_and_hears(expert)
    sound = desk.heard.last()
    assert abs((tone_in(sound) or 0) - EXPERT_TONE) < 15
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    tone = np.abs(np.fft.rfftfreq(len(sound), 1 / 48_000) - EXPERT_TONE) < 60
    assert spectrum[~tone].max() < 0.2 * spectrum[tone].max(), "another tone is in the loudspeaker"


async def test_pressed_while_the_network_is_away(city: ScenarioCity) -> None:
    async with Cable() as cable:
        node = await city.start(public_urls=[cable.url])
        cable.lead_to(node.port)
        desk = await city.desk(url=cable.url)
        guard = await city.person("ville", Role.GUARD)
        cable.cut()
        await eventually(
            lambda: desk.screen.link == "reconnecting", timeout_s=5, what="the cut to be noticed"
        )
        desk.runtime.guard_button.press()
        pressed = asyncio.get_running_loop().time()
        await asyncio.sleep(0)
        assert desk.runtime.guard_button.raising
        cable.mend()
        alarm = await heard(guard, "raised")
        away_s = asyncio.get_running_loop().time() - pressed
        assert 0.1 < float(str(alarm["raised_s"])) <= away_s, "how long ago it was pressed"
        await until_raised(desk)
        assert desk.on(Screen.START)


async def test_the_expert_who_sees_it_calls_for_help(city: ScenarioCity) -> None:
    await city.start()
    desk, guard = await city.desk(), await city.person("ville", Role.GUARD)
    expert, clerk = await city.expert(), await city.clerk()
    await city.together(clerk, expert)
    await booth_shows_and_plays(desk)
    before = desk.page.state
    await expert.alarm()
    alarm = await heard(guard, "raised")
    assert alarm["raised_by"] == {"role": "expert", "name": "Aino Äyräs"}
    assert alarm["terminal"] == "porina-1"
    await eventually(
        lambda: any(a.yours and a.reached for a in expert.world.alarms.values()),
        timeout_s=5,
        what="the expert to know that somebody hears",
    )
    assert desk.page.state == before


def keygen(folder: Path) -> None:
    command = [sys.executable, "-m", "edge_client", "keygen", "terminal.pem"]
    subprocess.run(command, cwd=folder, env=ENVIRON, capture_output=True, check=True)


@asynccontextmanager
async def a_terminal(city: ScenarioCity, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`edge_client run` as a process that writes to ``out.log`` in the folder."""
    await asyncio.to_thread(keygen, folder)
    registered = city.folder / "terminals" / "porina-1.pem"
    registered.write_bytes((folder / "terminal.pub.pem").read_bytes())
    settings = (
        "face.source=synthetic",
        "document.source=synthetic",
        "voice.source=synthetic",
        "loudspeaker.source=off",
        "terminal.id=porina-1",
        f"terminal.server=ws://127.0.0.1:{city.nodes[0].port}/ws",
        "terminal.key_file=terminal.pem",
        f"terminal.booth_port={free_port()}",
    )
    with (folder / "out.log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "edge_client", "run"),
            *[part for each in settings for part in ("--set", each)],
            cwd=folder,
            env=ENVIRON,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 15)


async def test_the_button_is_a_signal_and_leaves_no_line(
    city: ScenarioCity, tmp_path: Path
) -> None:
    await city.start()
    folder = tmp_path / "terminal"
    folder.mkdir()
    async with a_terminal(city, folder) as process:

        def log() -> str:
            return (folder / "out.log").read_text()

        await eventually(
            lambda: "signaling.connected" in log(), timeout_s=20, what="the terminal to be there"
        )
        clerk = await city.person("kaisa", Role.CLERK)
        before, files = log(), sorted(folder.iterdir())
        process.send_signal(signal.SIGUSR1)
        alarm = await heard(clerk, "raised")
        assert alarm["terminal"] == "porina-1"
        process.send_signal(signal.SIGUSR1)
        await clerk.done("alarm.acknowledge", alarm=alarm["alarm"])
        assert process.returncode is None, "the signal must not end the terminal"
        assert log() == before, "a line was left on the terminal"
        assert sorted(folder.iterdir()) == files
