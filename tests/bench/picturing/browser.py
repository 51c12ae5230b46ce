"""Chromium as the terminal: its fake camera plays the face, a canvas shows the paper.

It sends with its own defaults, except that both videos may have what ours may have, that the
paper keeps its size whatever happens (`contentHint`), and that it begins at full rate: with
receivers that tell an estimate (REMB) and no transport-wide feedback it would need half a
minute to get there, and cost less until then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import cv2
from playwright.async_api import Route

from edge_client.video.budget import RATES
from signaling.protocol import Purpose
from tests.bench.picturing.scene import SHOTS, load, write_y4m
from tests.support.browser import chromium

ORIGIN = "http://localhost:1"
"""A secure context; every request is answered by us."""

PAGE = "<!doctype html><title>terminal</title><script>%s</script>"

SCRIPT = r"""
const shots = SHOTS, ceilings = CEILINGS
const pictures = []
const load = async () => {
  for (let n = 0; n < shots.document.frames; n++) {
    const got = await fetch('/paper/' + n)
    pictures.push(await createImageBitmap(await got.blob()))
  }
}
let tracks = null
const begin = async () => {
  const { width, height, fps } = shots.face
  const face = await navigator.mediaDevices.getUserMedia({
    video: { width, height, frameRate: fps } })
  const canvas = document.createElement('canvas')
  canvas.width = shots.document.width
  canvas.height = shots.document.height
  const context = canvas.getContext('2d', { alpha: false })
  const paper = canvas.captureStream(shots.document.fps).getVideoTracks()[0]
  paper.contentHint = 'detail'
  let shown = 0
  const draw = () => context.drawImage(pictures[shown++ % pictures.length], 0, 0)
  draw()
  setInterval(draw, 1000 / shots.document.fps)
  tracks = { face: face.getVideoTracks()[0], document: paper }
}
const connections = []
const answer = async (sdp, purposes) => {
  if (!tracks) await begin()
  const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' })
  connections.push(connection)
  const begins = sdp.replace(/^(a=fmtp:\d+ .*profile-level-id.*?)\r?$/gm,
    `$1;x-google-start-bitrate=${START_KBPS}`)
  await connection.setRemoteDescription({ type: 'offer', sdp: begins })
  for (const transceiver of connection.getTransceivers()) {
    const purpose = purposes[transceiver.mid]
    await transceiver.sender.replaceTrack(tracks[purpose])
    transceiver.direction = 'sendonly'
  }
  await connection.setLocalDescription()
  for (const transceiver of connection.getTransceivers()) {
    const parameters = transceiver.sender.getParameters()
    for (const encoding of parameters.encodings) {
      encoding.maxBitrate = ceilings[purposes[transceiver.mid]]
    }
    await transceiver.sender.setParameters(parameters)
  }
  while (connection.iceGatheringState !== 'complete') {
    await new Promise(resolve => { connection.onicegatheringstatechange = resolve })
  }
  return connection.localDescription.sdp
}
"""


@asynccontextmanager
async def answering_page(
    folder: Path,
) -> AsyncIterator[Callable[[str, dict[str, str]], Awaitable[str]]]:
    """A page that is loaded and idle; each answer adds a connection."""
    camera = write_y4m(folder, Purpose.FACE)
    papers = load(folder, Purpose.DOCUMENT)

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if not name.isdigit():
            await route.fulfill(body=PAGE % _script(), content_type="text/html")
            return
        bgr = cv2.cvtColor(papers[int(name)], cv2.COLOR_YUV2BGR_I420)
        # Without loss, and quickly.
        _, png = cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        await route.fulfill(body=png.tobytes(), content_type="image/png")

    async with chromium(camera=camera) as browser:
        page = await browser.new_page()
        await page.route("**/*", serve)
        await page.goto(f"{ORIGIN}/terminal")
        await page.evaluate("load()")

        async def answer(sdp: str, tracks: dict[str, str]) -> str:
            got: str = await page.evaluate("([sdp, tracks]) => answer(sdp, tracks)", [sdp, tracks])
            return got

        yield answer


def _script() -> str:
    shots = {
        str(purpose): {
            "width": shot.width,
            "height": shot.height,
            "fps": shot.fps,
            "frames": shot.frames,
        }
        for purpose, shot in SHOTS.items()
    }
    ceilings = {str(purpose): RATES[purpose].ceiling for purpose in SHOTS}
    start = sum(ceilings.values()) // 1000
    script = SCRIPT.replace("SHOTS", str(shots)).replace("CEILINGS", str(ceilings))
    return script.replace("START_KBPS", str(start))
