"""Journey 4 in real Chromium: a remote clerk and an expert consult while the resident waits.

Each end is read as a person would see and hear it; that nothing goes to the resident is read
from the browsers' own counters of packets, too.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import sound
from tests.support.media import amplitude_of
from tests.support.persons import a_page, face_of, person
from tests.support.players import AINO, BoothPlayer, ClerkPlayer, ExpertPlayer, marker_on
from tests.support.processes import PulseAudio, RedisServer
from tests.support.room_ear import RoomEar
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, SYNTHETIC, TERMINAL_HERTZ, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAIVI = "Päivi Koskinen"
CLERK_MARKER, CLERK_HERTZ = 37, 1250.0
EXPERT_MARKER, EXPERT_HERTZ = 31, 660.0
TONES = (float(TERMINAL_HERTZ), EXPERT_HERTZ, CLERK_HERTZ)

LOUD, SILENT = 0.03, 0.01
"""Amplitudes: a tone that is heard, and what may remain of one that is not: the edges of a
colleague's bursts spread over all frequencies (0.004 was measured)."""

PAPER = "video[data-testid=video-document]"

# To a terminal no document is sent: that tells its connection from a colleague's.
PACKETS_WITH_TERMINAL = """async () => {
  let packets = 0
  for (const each of window.__connections) {
    if (each.connectionState !== 'connected') continue
    if (!each.getTransceivers().some(({ direction }) => direction === 'recvonly')) continue
    for (const stats of (await each.getStats()).values()) {
      if (stats.type === 'outbound-rtp') packets += stats.packetsSent
      if (stats.type === 'inbound-rtp') packets += stats.packetsReceived
    }
  }
  return packets
}"""

FRAMES = "element => element.getVideoPlaybackQuality().totalVideoFrames"


async def frames(page: Page, selector: str) -> int:
    """How many frames of a picture have been shown."""
    return int(await page.locator(selector).evaluate(FRAMES))


@dataclass
class Play:
    """The three ends of one room."""

    clerk: ClerkPlayer
    expert: ExpertPlayer
    booth: BoothPlayer
    ear: RoomEar

    async def heard(self) -> dict[str, dict[float, float]]:
        """How strong each voice is now, at each end."""
        samples = {
            "clerk": await sound(self.clerk.page),
            "expert": await sound(self.expert.page),
            "booth": self.ear.last(),
        }
        return {
            who: {tone: amplitude_of(what, tone) for tone in TONES} for who, what in samples.items()
        }

    async def hear(self, wanted: dict[str, set[float]]) -> None:
        """Until every end has heard all that it should; the voices come in bursts."""
        missing = {(who, tone) for who, tones in wanted.items() for tone in tones}

        async def so() -> bool:
            heard = await self.heard()
            missing.difference_update(
                {(who, tone) for who, tone in missing if heard[who][tone] > LOUD}
            )
            assert not missing, f"not heard: {sorted(missing)}"
            return True

        await eventually(so, timeout_s=20, what="voices are heard")

    async def all_together(self) -> None:
        """Everybody sees and hears everybody."""

        async def right() -> bool:
            for page, colleague, marker in (
                (self.clerk.page, AINO, EXPERT_MARKER),
                (self.expert.page, PAIVI, CLERK_MARKER),
            ):
                assert await page.locator(PAPER).count() == 1, "no paper"
                assert await marker_on(page, face_of("Asiakas")) == FACE_MARKER
                assert await marker_on(page, PAPER) == DOCUMENT_MARKER
                assert await marker_on(page, face_of(colleague)) == marker
            return True

        await eventually(right, timeout_s=20, what="the staff see each other and the resident")
        await self.booth.sees_expert(EXPERT_MARKER)
        terminal = float(TERMINAL_HERTZ)
        await self.hear(
            {
                "clerk": {terminal, EXPERT_HERTZ},
                "expert": {terminal, CLERK_HERTZ},
                "booth": {EXPERT_HERTZ, CLERK_HERTZ},
            }
        )

    async def in_private(self) -> None:
        """The staff see and hear each other; nothing goes to the resident, or comes from there."""
        for page in (self.clerk.page, self.expert.page):
            note = page.get_by_text("Asiakas odottaa, hän ei kuule eikä näe teitä.")
            await expect(note).to_be_visible(timeout=10_000)
        await self.booth.shows("He eivät nyt kuule eivätkä näe sinua")
        assert await self.booth.page.locator("canvas").count() == 0
        for page in (self.clerk.page, self.expert.page):
            assert await page.locator(PAPER).count() == 0
            assert await page.locator(face_of("Asiakas")).count() == 0
        await self._nothing_crosses()
        assert await marker_on(self.clerk.page, face_of(AINO)) == EXPERT_MARKER
        assert await marker_on(self.expert.page, face_of(PAIVI)) == CLERK_MARKER
        await self.hear({"clerk": {EXPERT_HERTZ}, "expert": {CLERK_HERTZ}})

    async def _nothing_crosses(self) -> None:
        """Over 45 frames of the colleague's picture, which last two bursts of every voice."""
        colleague = face_of(AINO)
        begun = await frames(self.clerk.page, colleague)

        async def passed(count: int) -> bool:
            heard = await self.heard()
            for who, tone in [("clerk", TONES[0]), ("expert", TONES[0])]:
                if count > 0:
                    loudest[who] = max(loudest[who], heard[who][tone])
            loudest["booth"] = max(loudest["booth"], *heard["booth"].values())
            return await frames(self.clerk.page, colleague) >= begun + 15 + count

        loudest = dict.fromkeys(("clerk", "expert", "booth"), 0.0)
        await eventually(lambda: passed(0), timeout_s=10, what="the last sound to fade")
        loudest = dict.fromkeys(loudest, 0.0)
        before = await self._packets()
        assert min(before) > 0, "the counters look at no connection"
        await eventually(lambda: passed(45), timeout_s=20, what="the colleague's picture to go on")
        assert await self._packets() == before, "something was sent to the resident, or from there"
        assert max(loudest.values()) < SILENT, f"the loudest of what must be silent: {loudest}"

    async def _packets(self) -> list[int]:
        return [
            int(await page.evaluate(PACKETS_WITH_TERMINAL))
            for page in (self.clerk.page, self.expert.page)
        ]


@asynccontextmanager
async def play(redis_url: str, tenant: str, folder: Path, pulse: PulseAudio) -> AsyncIterator[Play]:
    settings = (*SYNTHETIC, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(
            stage(folder, redis_url, tenant, settings=settings, environ=pulse.client_environ)
        )
        one, _ = await stack.enter_async_context(person(folder, "clerk", CLERK_MARKER, CLERK_HERTZ))
        other, _ = await stack.enter_async_context(
            person(folder, "expert", EXPERT_MARKER, EXPERT_HERTZ)
        )
        clerk = ClerkPlayer(await a_page(one, where.page("clerk")))
        expert = ExpertPlayer(await a_page(other, where.page("expert")))
        booth = BoothPlayer(await a_page(other, where.booth))
        ear = await stack.enter_async_context(RoomEar(pulse))
        await expert.sign_in()
        await expert.become_available()
        await clerk.sign_in(PAIVI)
        await clerk.take("Porina", seat="Etänä")
        await clerk.page.get_by_role("button", name="Avaa yhteys asiakkaaseen").click()
        await expect(clerk.page.locator(PAPER)).to_be_visible(timeout=15_000)
        await clerk.summon()
        await expert.rings()
        await expert.accept()
        # Back from the list of services: Chromium draws no video that is out of view.
        await clerk.page.mouse.wheel(0, -10_000)
        yield Play(clerk, expert, booth, ear)


async def test_staff_consult_and_come_together_again(
    redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    async with play(redis_server.url, tenant, tmp_path, pulse) as room:
        await room.all_together()
        await room.clerk.page.get_by_role("button", name="Neuvottele kahden kesken").click()
        await room.in_private()
        await room.expert.page.get_by_role("button", name="Jatketaan yhdessä").click()
        await room.all_together()

        await room.expert.page.get_by_role("button", name="Neuvottele kahden kesken").click()
        leave = room.clerk.page.get_by_role("button", name=re.compile("Poistu, asiantuntija"))
        await leave.click()
        await expect(room.expert.page.locator(PAPER)).to_be_visible(timeout=10_000)
        await room.booth.sees_expert(EXPERT_MARKER)
        await room.hear({"expert": {float(TERMINAL_HERTZ)}, "booth": {EXPERT_HERTZ}})
