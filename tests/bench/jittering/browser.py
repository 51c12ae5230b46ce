"""What Chromium's engine makes of the same packets at the same times, in real time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack
from aiortc.rtp import RtpPacket
from playwright.async_api import Page

from edge_client.peering.codecs import preferred_audio_codecs, redundancy
from edge_client.peering.telling import told
from edge_client.sound.redundancy import Earlier, pack_blocks
from tests.bench.jittering.lines import FRAME, FRAME_S, RATE, Line, Samples
from tests.bench.jittering.virtual import arrivals
from tests.support.browser import chromium
from tests.support.heard_in_page import TAKE, decoded
from tests.support.waiting import eventually

PLACE = "http://localhost/bench"

PAGE = """<!doctype html><title>bench</title><audio autoplay muted></audio>"""

SCRIPT = """async sdp => {
  const worklet = `registerProcessor('ear', class extends AudioWorkletProcessor {
    process([input]) {
      this.port.postMessage(input[0] ? input[0].slice() : new Float32Array(128))
      return true
    }
  })`
  const context = new AudioContext({ sampleRate: 48000 })
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })))
  const connection = (window.connection = new RTCPeerConnection())
  const heard = (window.heard = [])
  connection.ontrack = ({ track, receiver }) => {
    receiver.jitterBufferTarget = 0
    const stream = new MediaStream([track])
    document.querySelector('audio').srcObject = stream
    const ear = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 1 })
    ear.port.onmessage = ({ data }) => {
      if (window.began === undefined) window.began = performance.timeOrigin + performance.now()
      heard.push(data)
    }
    context.createMediaStreamSource(stream).connect(ear)
    ear.connect(context.destination)
  }
  await connection.setRemoteDescription({ type: 'offer', sdp })
  await connection.setLocalDescription()
  await new Promise(resolve => {
    if (connection.iceGatheringState === 'complete') resolve()
    else connection.onicegatheringstatechange = () =>
      connection.iceGatheringState === 'complete' && resolve()
  })
  return connection.localDescription.sdp
}"""


class Nothing(MediaStreamTrack):
    """A track that never has anything: the packets are sent by hand."""

    kind = "audio"

    async def recv(self) -> Any:
        await asyncio.Event().wait()


@asynccontextmanager
async def listening() -> AsyncIterator[Page]:
    """A page that will listen."""
    async with chromium(flags=["--autoplay-policy=no-user-gesture-required"]) as browser:
        page = await browser.new_page()
        await page.route(PLACE, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        yield page


async def heard(
    page: Page, packets: Sequence[bytes], line: Line, *, twice: bool = False
) -> Samples:
    """What Chromium gives its loudspeaker, beginning when the first packet was sent.

    `twice`: each packet brings the one before it again.
    """
    await page.goto(PLACE)
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = connection.addTransceiver(Nothing(), "sendonly")
    transceiver.setCodecPreferences(preferred_audio_codecs())
    try:
        await connection.setLocalDescription()
        offer = told(connection.localDescription.sdp)
        answer = await page.evaluate(SCRIPT, offer)
        await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await eventually(
            lambda: connection.connectionState == "connected", timeout_s=10, what="a connection"
        )
        began = await _send(transceiver, packets, line, twice)
        await page.wait_for_timeout(300)
        taken = await page.evaluate(TAKE)
    finally:
        await connection.close()
    samples = decoded(taken["samples"])
    # The worklet ran before the first packet came, or after: both begin at the same moment here.
    early = round((began * 1e3 - taken["began"]) * RATE / 1e3)
    whole = round(len(packets) * FRAME_S * RATE)
    shifted = samples[early:] if early >= 0 else np.pad(samples, (-early, 0))
    return np.pad(shifted[:whole], (0, max(0, whole - shifted.size)))


async def _send(transceiver: Any, packets: Sequence[bytes], line: Line, twice: bool) -> float:
    """Send each packet when it is to arrive; the wall clock's time of the first one."""
    sender = transceiver.sender
    agreed = redundancy(transceiver._codecs)
    assert agreed is not None, "Chromium takes packets that bring earlier ones again"
    loop = asyncio.get_running_loop()
    began, wall = loop.time(), time.time()
    for at, number in arrivals(line):
        await asyncio.sleep(began + at - loop.time())
        payload = packets[number]
        if twice:
            again = [Earlier(packets[number - 1], FRAME)] if number else []
            payload = pack_blocks(payload, again, agreed.blocks)
        packet = RtpPacket(
            payload_type=agreed.packets if twice else agreed.blocks,
            sequence_number=number % 2**16,
            timestamp=number * FRAME % 2**32,
            ssrc=sender._ssrc,
            payload=payload,
        )
        await sender.transport._send_rtp(packet.serialize())
    return wall
