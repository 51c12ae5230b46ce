"""A resident, a clerk and an expert in one room: who sees and hears whom, at all three ends.

That nothing is sent to the resident is seen before the receiver's own guard, by counting the
frames that reach each end at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_client.booth.messages import Picture, Screen
from edge_client.peering.keeper import PeerKeeper
from expert_client.expert import Expert
from expert_client.media import Heard
from signaling.protocol import Purpose, RoomMode, Seat
from tests.integration.server.city import RunningNode
from tests.support.city import (
    CLERK_MARKER,
    CLERK_TONE,
    DOCUMENT_MARKER,
    EXPERT_MARKER,
    EXPERT_TONE,
    FACE_MARKER,
    TERMINAL_TONE,
    Desk,
    ScenarioCity,
    SpeakingClerk,
)
from tests.support.media import amplitude_of, marker_in
from tests.support.waiting import eventually

LOUD, SILENT = 0.02, 0.002
"""Amplitudes: a tone that is heard, and what may remain of one that is not."""

WHILE = 45
"""Frames of a colleague's moving picture that pass while others must get nothing: 1.5 s."""


def hears(heard: Heard, *tones: float) -> bool:
    """Whether exactly these of the three voices are heard."""
    for tone in (TERMINAL_TONE, EXPERT_TONE, CLERK_TONE):
        strength = amplitude_of(heard.last(), tone)
        if tone in tones:
            assert strength > LOUD, f"{tone} Hz is not heard ({strength:.4f})"
        else:
            assert strength < SILENT, f"{tone} Hz is heard ({strength:.4f})"
    return True


def frames_from(keeper: PeerKeeper, counterpart: str) -> dict[Purpose, int]:
    """What has reached one end from another at all, granted or not, in decoded frames."""
    pair = keeper._pairs.get(counterpart)
    slots = pair.peer._slots if pair is not None and pair.peer is not None else []
    return {slot.purpose: slot.guarded.frames for slot in slots if slot.guarded is not None}


@dataclass
class Three:
    """A resident's desk, a clerk and an expert in one room."""

    desk: Desk
    clerk: SpeakingClerk
    expert: Expert

    @property
    def staff(self) -> tuple[Expert, Expert]:
        return self.clerk, self.expert

    def sees(self, who: Expert, whom: Expert, marker: int) -> None:
        assert marker_in(who.face_of(whom.world.participant or "")) == marker

    def seq(self) -> int:
        """How far the expert's picture has come at the clerk: time that passes."""
        latest = self.clerk.face_of(self.expert.world.participant or "")
        return latest.seq if latest else 0

    def across(self) -> list[dict[Purpose, int]]:
        """All that has crossed between the resident and the staff, in both directions."""
        found = []
        for person in self.staff:
            found.append(frames_from(person.keeper, person.terminal or ""))
            me = person.world.participant or ""
            found.append(frames_from(self.desk.runtime.keeper, me))
        return found

    def in_force(self, mode: RoomMode) -> bool:
        rooms = [person.room for person in self.staff]
        return all(r is not None and r.told.mode is mode and not r.told.wanted for r in rooms)

    async def all_together(self) -> None:
        """Everybody sees and hears everybody."""
        shown = self.desk.page.counts.get(Picture.COUNTERPART_FACE, 0)

        def so() -> bool:
            assert self.desk.on(Screen.CONVERSATION), self.desk.screen.screen
            for person in self.staff:
                assert marker_in(person.face()) == FACE_MARKER, "the resident's face"
                assert marker_in(person.document()) == DOCUMENT_MARKER, "the paper"
            self.sees(self.clerk, self.expert, EXPERT_MARKER)
            self.sees(self.expert, self.clerk, CLERK_MARKER)
            hears(self.clerk.heard, TERMINAL_TONE, EXPERT_TONE)
            hears(self.expert.heard, TERMINAL_TONE, CLERK_TONE)
            hears(self.desk.heard, EXPERT_TONE, CLERK_TONE)
            assert marker_in(self.desk.page.picture(Picture.COUNTERPART_FACE)) == EXPERT_MARKER
            assert self.desk.page.counts[Picture.COUNTERPART_FACE] >= shown + 10
            return True

        await eventually(so, timeout_s=15, what="all three see and hear each other")


async def three(city: ScenarioCity, *, expert_on: RunningNode | None = None) -> Three:
    """A remote clerk has met the resident, and an expert has come."""
    desk = await city.desk()
    expert = await city.expert(on=expert_on)
    clerk = await city.speaking_clerk()
    await clerk.take(seat=Seat.REMOTE)
    await clerk.in_conversation(10)
    await clerk.summon()
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    return Three(desk, clerk, expert)


async def nothing_crosses(play: Three) -> None:
    """For a while, nothing reaches the resident nor comes from there; the staff converse."""
    begun = play.seq()
    await eventually(lambda: play.seq() >= begun + 5, timeout_s=5, what="the expert's picture")
    before, shown = play.across(), dict(play.desk.page.counts)
    await eventually(lambda: play.seq() >= begun + WHILE, timeout_s=10, what="time to pass")
    assert play.across() == before, "something was sent to the resident, or from there"
    assert play.desk.page.counts == shown, "a picture was drawn on the booth screen"
    assert hears(play.desk.heard), "the terminal plays somebody"
    for person in play.staff:
        assert person.face() is None, "the resident's last picture stands there"
        assert person.document() is None

    def staff_converse() -> bool:
        play.sees(play.clerk, play.expert, EXPERT_MARKER)
        play.sees(play.expert, play.clerk, CLERK_MARKER)
        return hears(play.clerk.heard, EXPERT_TONE) and hears(play.expert.heard, CLERK_TONE)

    await eventually(staff_converse, timeout_s=5, what="clerk and expert see and hear each other")
