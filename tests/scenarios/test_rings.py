"""Rings that are declined, missed, or answered by somebody who is gone."""

import asyncio
import signal
import sys
from pathlib import Path

from edge_client.booth.messages import Screen
from signaling.protocol import (
    AvailabilityWatch,
    PresenceReason,
    PresenceState,
    RequestState,
    ReservationState,
    Role,
)
from tests.scenarios.seeing import expert_sees_and_hears
from tests.support.city import Client, ScenarioCity
from tests.support.processes import Service
from tests.support.waiting import eventually


async def test_a_declined_ring_goes_on_to_the_next(city: ScenarioCity) -> None:
    await city.start()
    await city.desk()
    first, second = await city.expert("aino"), await city.expert("bo")
    clerk = await city.clerk()
    await clerk.summon()
    await first.ring(5)
    assert second.world.ring is None, "one person at a time"
    await first.decline()
    await second.ring(5)
    assert first.world.ring is None
    await second.accept()
    await second.in_conversation(10)
    await expert_sees_and_hears(second)


async def test_a_missed_ring_sets_away_and_says_so(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert("kirsi"), await city.clerk()
    await clerk.summon("kela")
    ring = await expert.ring(5)
    await expert.until(lambda: expert.presence is PresenceState.AWAY, 8)
    assert expert.world.presence is not None
    assert expert.world.presence.reason is PresenceReason.MISSED_RING
    assert expert.world.last_reservation is not None
    assert expert.world.last_reservation.reservation == ring.reservation
    assert expert.world.last_reservation.state is ReservationState.TIMED_OUT
    await eventually(
        lambda: not desk.on(Screen.CONNECTING) or clerk.world.request,
        timeout_s=5,
        what="the request to go on or end",
    )


class ExpertProcess(Service):
    """`expert_client available --auto-answer`, as a process that can be killed."""

    name = "expert"

    def __init__(self, url: str, token: str) -> None:
        super().__init__()
        self._url = url
        (self.folder / "token").write_text(token)

    def argv(self) -> list[str]:
        root = Path(__file__).parents[2]
        command = [sys.executable, "-m", "expert_client", "available", "--service", "vero"]
        options = ["--server", self._url, "--token-file", str(self.folder / "token")]
        return ["env", f"PYTHONPATH={root}", *command, *options, "--auto-answer"]

    def environ(self) -> dict[str, str]:
        return {"XDG_RUNTIME_DIR": str(self.folder)}

    def is_ready(self) -> bool:
        return "available" in self.log


def on_duty(clerk: Client) -> int:
    """How many the clerk sees on duty for vero in Finnish."""
    service = clerk.world.availability.get("vero")
    return service.languages[0].on_duty if service else -1


async def test_a_killed_expert_is_gone_within_15_seconds(city: ScenarioCity) -> None:
    node = await city.start()
    await city.desk()
    clerk = await city.clerk()
    await clerk.wire.ask(AvailabilityWatch())
    process = ExpertProcess(node.url, city.token("aino", Role.EXPERT))
    await asyncio.to_thread(process.__enter__)
    try:
        await eventually(lambda: on_duty(clerk) == 1, timeout_s=5, what="one on duty")
        process._signal(signal.SIGKILL)
        await eventually(lambda: on_duty(clerk) == 0, timeout_s=15, what="nobody on duty")
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


async def test_an_expert_process_answers_by_itself(city: ScenarioCity) -> None:
    node = await city.start()
    desk = await city.desk()
    clerk = await city.clerk()
    process = ExpertProcess(node.url, city.token("aino", Role.EXPERT))
    await asyncio.to_thread(process.__enter__)
    try:
        await clerk.summon()
        await eventually(lambda: desk.on(Screen.CONVERSATION), timeout_s=10, what="a conversation")
        await eventually(lambda: desk.heard.loudness() > 0.01, timeout_s=5, what="a voice")
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)
    await eventually(
        lambda: (
            clerk.world.request is None or clerk.world.request.state is not RequestState.ASSIGNED
        ),
        timeout_s=5,
        what="the expert's leaving to be noticed",
    )
