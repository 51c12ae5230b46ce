"""How one connection's line is shared between its pictures: the shell around `Budget`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import reduce
from operator import add

from edge_client.peering.channel_line import Line
from edge_client.peering.desk_line import DeskLine
from edge_client.peering.gate import GateTrack
from edge_client.peering.outlet import Outlet
from edge_client.peering.slot import OFFERED, Slot
from edge_client.sound.speaking import SpokenTrack
from edge_client.sound.twice import Twice
from edge_client.video.budget import RATES, Budget
from edge_client.video.line import Report
from edge_client.video.losses import overflow
from edge_client.video.priority import STEPS, VOICE, First
from edge_client.video.resending import PACKET_BITS, Resending
from signaling.protocol import Purpose
from signaling.protocol.desk import PictureStage, PictureState

NOTHING_AGAIN_S = 1.0
"""Right after the rate fell nothing is sent again: it would wait in the queue that overflowed."""

KEY_BITS, NEXT_MOST_S = 120_000, 1.0
"""About what a document's first key frame in the low tier takes; a face waits no longer than
this for it.
"""

KNOWN_LINE, UNKNOWN_LINE = 1.15, 2.5
"""Packets leave so many times faster than the line's rate. Where it went wrong lately more would
only wait at the bottleneck, before the voice."""


class LineShare:
    """Takes in what is heard of the line, and gives each picture's sender its part."""

    def __init__(
        self, sends: frozenset[Purpose], desk: Line | None, clock: Callable[[], float]
    ) -> None:
        """`sends` is what there are sources for; `desk` is told what becomes a still."""
        self.budget = Budget(tuple(each for each in OFFERED if each in RATES and each in sends))
        self._desk = desk
        self._clock = clock
        self._outlets: list[Outlet] = []
        self._stages: dict[Purpose, PictureStage] = {}
        self._resending = Resending()
        self._rests = 0
        self._twice = Twice()
        self.holds = False
        """Whether no picture leaves now: the line has to come to rest."""

    def outlet(self, purpose: Purpose, codec: str, gate: GateTrack) -> Outlet:
        """A sender's end of the shared encoders; it is told its part from now on."""
        outlet = Outlet(purpose, codec, gate, self._estimated, self._sent)
        self._outlets.append(outlet)
        self._pass_on()
        return outlet

    def pace(self) -> float:
        """How fast pictures' packets may leave, bit/s."""
        line = self.budget.line
        return line.rate * (KNOWN_LINE if line.troubled else UNKNOWN_LINE)

    def allow(self, send: frozenset[Purpose]) -> None:
        """Only these are sent now."""
        self.budget.prefer(self.budget.first, send)
        self._pass_on()

    def prefer(self, first: First) -> None:
        """Which picture goes first where the line is narrow."""
        self.budget.prefer(first, self.budget.sending)
        self._pass_on()

    async def take_reports(self, slots: Sequence[Slot]) -> None:
        """What the receiver newly reported of what we send."""
        news: list[Report] = []
        for slot in slots:
            report = await slot.newly_reported(self._clock())
            if report is not None:
                news.append(report)
                if isinstance(slot.gate.inner, SpokenTrack):
                    slot.gate.inner.lost(report.lost_share)
        if news:
            self._look_beside()
            whole, now = reduce(add, news), self._clock()
            self.budget.reported(whole, now)
            self._pass_on()
            self._twice.reported(whole.arrived, whole.lost)
            line = self.budget.line
            twice = self._twice.decide(line.rate, line.fell_at, now)
            for slot in slots:
                slot.voice.twice = twice

    def resends(self, outlet: Outlet, stream: int, number: int) -> bool:
        """Whether a packet that the receiver misses is sent once more."""
        now, losses = self._clock(), outlet.losses
        if not losses.is_needed(number):
            return False
        if losses.asked(number, now):
            lost = overflow((each.losses for each in self._outlets), now)
            if lost is not None and not lost.sure:
                return False
            if lost is not None:
                self.budget.overflowed(lost, now)
                self._pass_on()
        if not self.holds and losses.in_vain(number, now):
            outlet.ask_for_key_frame()
            return False
        if now - self.budget.line.fell_at < NOTHING_AGAIN_S:
            return False
        if not self._resending.allows(stream, number, self.budget.line.rate, now):
            return False
        self.budget.sent(PACKET_BITS // 8, now)
        return True

    def _hold(self, seconds: float) -> None:
        """No picture leaves for so long."""
        self.holds = True
        self._rests += 1
        for outlet in self._outlets:
            outlet.hold()
        asyncio.get_running_loop().call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        rests = self.budget.line.rests_until - self._clock()
        if rests > 0:
            asyncio.get_running_loop().call_later(rests, self._go_on)
            return
        self.holds = False
        # One after the other: a key frame of the first is through before the next one's begins.
        order = [step.purpose for step in STEPS[self.budget.first]]
        waits = 0.0
        for outlet in sorted(self._outlets, key=lambda each: order.index(each.purpose)):
            asyncio.get_running_loop().call_later(waits, self._let, outlet, self._rests)
            if outlet.sends:
                free = max(1.0, self.budget.line.rate - VOICE)
                waits = min(NEXT_MOST_S, waits + KEY_BITS / free)

    def _let(self, outlet: Outlet, rest: int) -> None:
        # Another rest may have begun meanwhile.
        if rest == self._rests:
            outlet.go_on()

    def _sent(self, size: int) -> None:
        self.budget.sent(size, self._clock())

    def _look_beside(self) -> None:
        """A still on its way fills the line, too."""
        if isinstance(self._desk, DeskLine):
            self.budget.line.besides(self._desk.bytes_at)

    def _estimated(self, purpose: Purpose, bitrate: int) -> None:
        self._look_beside()
        self.budget.estimated(purpose, bitrate, self._clock())
        self._pass_on()

    def _pass_on(self) -> None:
        rests = self.budget.line.rests_until - self._clock()
        if rests > 0 and not self.holds:
            self._hold(rests)
        for outlet in self._outlets:
            share = self.budget.shares[outlet.purpose]
            outlet.wish(share.bitrate)
            if self._stages.get(outlet.purpose) is not share.stage:
                self._stages[outlet.purpose] = share.stage
                if isinstance(self._desk, DeskLine):
                    self._desk.tell(PictureState(purpose=outlet.purpose, stage=share.stage))
