"""A line that loses packets: the expert's browser and the terminal send each voice twice.

Chromium, the page's own policy and the terminal's peer are real; what the page is told of losses is
made up, so that nothing has to be lost by chance.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.house import MediaHouse
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.hearing import Hearing
from edge_client.pictures import PictureBoard
from edge_client.sound.redundancy import Earlier
from signaling.protocol import Purpose, Track
from tests.support.browser import chromium
from tests.support.flash_pages import GATHERED
from tests.support.waiting import eventually

WITH_NODE = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
"""The Node that set-up chose stands first."""

WEB = Path(__file__).parents[2] / "web"
PLACE = "http://localhost/twice"
VOICE = frozenset({Purpose.VOICE})

TRANSPILE = """
const { readFileSync } = require('fs'), ts = require('typescript')
const text = ['twice', 'twiceSending'].map(name => readFileSync(`src/media/${name}.ts`, 'utf8'))
const whole = text.join('\\n').replace(/^import .*$/gm, '').replace(/^export /gm, '')
process.stdout.write(ts.transpile(whole, { target: 'ES2022' }))
"""

TALK = """
const counts = { sent: 0, share: 0.05 }
window.counts = counts
window.offer = async () => {
  window.peer = new RTCPeerConnection({ iceServers: [] })
  const [voice] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()
  peer.addTransceiver(voice, { direction: 'sendrecv' })
  peer.ontrack = ({ track }) => {
    const element = document.createElement('audio')
    Object.assign(element, { autoplay: true, srcObject: new MediaStream([track]) })
    document.body.append(element)
  }
  await peer.setLocalDescription()
  return await gathered(peer)
}
window.begin = async answer => {
  await take(answer)
  // A line that loses one packet in twenty, as far as the page is told.
  const told = () => {
    counts.sent += 100
    counts.lost = (counts.lost ?? 0) + 100 * counts.share
    return [
      { type: 'outbound-rtp', kind: 'audio', packetsSent: counts.sent },
      { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: counts.lost },
    ]
  }
  window.heard = peer.getStats.bind(peer)
  peer.getStats = async () => told()
  sendTwiceWhereLost({ connection: peer, answer, speaks: () => true })
}
window.received = async () => {
  for (const each of (await heard()).values())
    if (each.type === 'inbound-rtp')
      return { packets: each.packetsReceived, energy: each.totalAudioEnergy,
               copies: each.packetsDiscarded ?? 0 }
  return null
}
"""


def policy() -> str:
    """The page's own code."""
    made = subprocess.run(
        ["node", "-e", TRANSPILE],
        cwd=WEB,
        env=WITH_NODE,
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    return f"{made.stdout.decode()}\nwindow.sendTwiceWhereLost = sendTwiceWhereLost\n"


@asynccontextmanager
async def page_with(script: str) -> AsyncIterator[Page]:
    async with chromium(flags=["--disable-features=WebRtcHideLocalIpsWithMdns"]) as browser:
        page = await browser.new_page()
        await page.route(
            PLACE,
            lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html"),
        )
        await page.add_init_script(script)
        await page.goto(PLACE)
        yield page


async def received(page: Page) -> dict[str, Any]:
    told: dict[str, Any] = await page.evaluate("received()")
    return told


async def test_voices_are_sent_twice_both_ways_while_packets_get_lost() -> None:
    engine = AudioEngine(
        VoiceSection(source="synthetic", tone=440.0), LoudspeakerSection(source="off"), PortAudio()
    )
    engine.start()
    house = MediaHouse({}, engine.voice, engine.sink, PictureBoard(), VOICE)
    peer = Peer("expert", 1, house, Ice(), lambda _peer, _path: None)
    peer.allow(VOICE, VOICE)
    try:
        async with page_with(policy() + GATHERED + TALK) as page:
            offer = await page.evaluate("offer()")
            answer = await peer.answer(offer, [Track(mid="0", purpose=Purpose.VOICE)])
            peer.answer_sent()
            [slot] = peer._slots
            assert isinstance(slot.receiving, Hearing)
            taken: list[list[Earlier]] = []
            take = slot.receiving.take

            def noting(*packet: Any) -> None:
                taken.append(packet[4])
                take(*packet)

            slot.receiving.take = noting  # type: ignore[method-assign,assignment]
            await page.evaluate("sdp => begin(sdp)", answer)
            await eventually(lambda: len(taken) > 50, timeout_s=30, what="a voice to arrive")
            assert not any(taken), "once while nothing is known of losses"

            await eventually(lambda: any(taken[-5:]), timeout_s=30, what="packets sent twice")
            counts = slot.receiving.track.voice.counts
            assert counts.damaged == 0
            assert {block.before for again in taken[-20:] for block in again} == {960}

            before = await received(page)
            slot.voice.twice = True

            async def heard_on() -> bool:
                now = await received(page)
                grown = {key: now[key] - before[key] for key in before}
                # Of what came once already the copy is thrown away: so it was read.
                return bool(grown["packets"] > 60 and grown["copies"] > 30 and grown["energy"] > 0)

            await eventually(heard_on, timeout_s=30, what="the terminal's voice to be heard on")

            await page.evaluate("counts.share = 0.5")
            await eventually(
                lambda: not any(taken[-20:]), timeout_s=30, what="an end, since it makes it worse"
            )
    finally:
        await peer.close()
        engine.stop()
