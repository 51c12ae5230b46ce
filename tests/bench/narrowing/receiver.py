"""The receiver of `make bench-narrow`, in its namespace: Chromium, which decodes and shows.

Told by JSON lines: {"offer": true} -> {"sdp", "tracks"}; {"sdp"} -> {}; {"shown": true} ->
{"shown": {purpose: [[wall clock in seconds, width], ...]}, "voice", "packets"}.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.bench.narrowing.tap import Tap
from tests.support.browser import chromium

SCRIPT = r"""
const shown = { face: [], document: [] }
let connection = null
const watch = (purpose, track) => {
  const video = document.createElement('video')
  video.muted = true
  video.autoplay = true
  video.width = 640
  video.srcObject = new MediaStream([track])
  document.body.append(video)
  const next = (now, frame) => {
    shown[purpose].push([(performance.timeOrigin + now) / 1000, frame.width])
    video.requestVideoFrameCallback(next)
  }
  video.requestVideoFrameCallback(next)
}
const gathered = async () => {
  while (connection.iceGatheringState !== 'complete') {
    await new Promise(resolve => { connection.onicegatheringstatechange = resolve })
  }
  return connection.localDescription.sdp
}
const offer = async () => {
  connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' })
  const order = ['voice', 'face', 'document']
  const made = order.map(purpose =>
    connection.addTransceiver(purpose === 'voice' ? 'audio' : 'video', { direction: 'recvonly' }))
  made.forEach((transceiver, index) => {
    if (index > 0) watch(order[index], transceiver.receiver.track)
  })
  const audio = new Audio()
  audio.srcObject = new MediaStream([made[0].receiver.track])
  audio.play().catch(() => {})
  await connection.setLocalDescription()
  const sdp = await gathered()
  return { sdp, tracks: Object.fromEntries(made.map((one, index) => [one.mid, order[index]])) }
}
const take = sdp => connection.setRemoteDescription({ type: 'answer', sdp })
const told = async () => {
  const voice = {}, pictures = {}
  for (const one of (await connection.getStats()).values()) {
    if (one.type !== 'inbound-rtp') continue
    if (one.kind === 'audio') {
      voice.concealed = one.concealedSamples
      voice.played = one.totalSamplesReceived
      voice.delay_s = one.jitterBufferDelay / Math.max(1, one.jitterBufferEmittedCount)
    } else {
      pictures[one.mid] = { keys: one.keyFramesDecoded, pli: one.pliCount, nack: one.nackCount,
        lost: one.packetsLost, freezes: one.freezeCount }
    }
  }
  return { shown, voice, pictures }
}
"""


async def run() -> None:
    flags = (
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--autoplay-policy=no-user-gesture-required",
    )
    async with chromium(flags=flags) as browser:
        page = await browser.new_page()
        await page.set_content(f"<!doctype html><body><script>{SCRIPT}</script>")
        tap = Tap("line1", outgoing=False)
        loop = asyncio.get_running_loop()
        say({"ready": True})
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            if "offer" in asked:
                say(await page.evaluate("offer()"))
            elif "sdp" in asked:
                await page.evaluate("sdp => take(sdp)", asked["sdp"])
                say({})
            else:
                say({**await page.evaluate("told()"), "packets": tap.packets()})


def say(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    asyncio.run(run())
