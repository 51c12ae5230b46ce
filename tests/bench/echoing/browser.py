"""What Chromium's engine makes of the same booths, in real time, through PulseAudio.

A page plays the far voice on a null sink, as it would an expert's, and captures another sink's
monitor with echo cancellation, noise suppression and gain on. What the microphone hears in that
scene is played into that sink from the moment the page begins. What starting takes is a delay
more between playing and hearing, for the canceller to find; it is taken out before judging.
"""

from __future__ import annotations

import asyncio
import base64
import os
import wave
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from playwright.async_api import Page, async_playwright

from edge_client.devices.blocks import RATE
from tests.bench.echoing.scenes import NEAR_ONLY, SECONDS, Scene, cut
from tests.bench.echoing.voices import Samples
from tests.support.browser import chromium_path
from tests.support.heard_in_page import TAKE, decoded
from tests.support.processes import PulseAudio

PLACE: Final = "http://localhost/bench"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
LATEST: Final = 3.0
"""Seconds that starting may take."""

ALIKE: Final = 0.2
"""Correlation from which on it is the near voice: Chromium leaves little of it at long delays."""

SCRIPT = """async ({ far, cancels }) => {
  const worklet = `registerProcessor('ear', class extends AudioWorkletProcessor {
    process([input]) {
      this.port.postMessage(input[0] ? input[0].slice() : new Float32Array(128))
      return true
    }
  })`
  const stream = await navigator.mediaDevices.getUserMedia({ audio: {
    echoCancellation: cancels, noiseSuppression: cancels, autoGainControl: cancels } })
  const context = new AudioContext({ sampleRate: 48000 })
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })))
  const heard = (window.heard = [])
  const ear = new AudioWorkletNode(context, 'ear')
  ear.port.onmessage = ({ data }) => heard.push(data)
  context.createMediaStreamSource(stream).connect(ear)
  const mute = new GainNode(context, { gain: 0 })
  ear.connect(mute).connect(context.destination)
  const bytes = Uint8Array.from(atob(far), letter => letter.charCodeAt(0))
  const sound = await context.decodeAudioData(bytes.buffer)
  const source = new AudioBufferSourceNode(context, { buffer: sound })
  source.connect(context.destination)
  await new Promise(resolve => setTimeout(resolve, 500))
  heard.length = 0
  source.start()
  return stream.getAudioTracks()[0].getSettings()
}"""


def cleaned(scene: Scene, *, cancels: bool = True) -> Samples:
    """What a page gets of the scene's microphone, in step with the scene.

    Raises RuntimeError when the near voice cannot be found in it.
    """
    return in_step(scene, asyncio.run(_heard(scene, cancels)))


def in_step(scene: Scene, heard: Samples) -> Samples:
    """What was heard, beginning where the scene does: the near voice alone tells."""
    (start, end) = NEAR_ONLY[0]
    said = cut(scene.near, NEAR_ONLY)
    first = max(0, round((start - 0.2) * RATE))
    part = heard[first : round((end + LATEST) * RATE)]
    size = 1 << int(np.ceil(np.log2(part.size + said.size)))
    match = np.fft.irfft(np.conj(np.fft.rfft(said, size)) * np.fft.rfft(part, size), size)
    best = int(np.argmax(match[: part.size - said.size]))
    own = part[best : best + said.size]
    alike = match[best] / np.sqrt(float(own @ own) * float(said @ said) + 1e-12)
    if alike < ALIKE:
        raise RuntimeError(f"the near voice was not heard in Chromium's sound ({alike:.2f})")
    # 20 ms are left: what is judged may be late, but never early.
    late = first + best - round(start * RATE) - RATE // 50
    shifted = heard[late:] if late >= 0 else np.pad(heard, (-late, 0))
    whole = scene.mic.size
    return np.pad(shifted[:whole], (0, max(0, whole - shifted.size))).astype(np.float32)


async def _heard(scene: Scene, cancels: bool) -> Samples:
    with PulseAudio() as pulse, TemporaryDirectory() as name:
        environ = {**os.environ, **pulse.client_environ}
        quick = await _quick(environ)
        try:
            async with async_playwright() as playwright:
                chromium = await playwright.chromium.launch(
                    executable_path=chromium_path(),
                    args=list(FLAGS),
                    ignore_default_args=["--mute-audio"],
                    env={
                        **environ,
                        "PULSE_SINK": "booth_speaker",
                        "PULSE_SOURCE": "booth_microphone_source",
                    },
                )
                try:
                    page = await chromium.new_page()
                    return await _through(page, scene, environ, Path(name), cancels)
                finally:
                    await chromium.close()
        finally:
            for process in quick:
                process.kill()
                await process.wait()


async def _quick(environ: dict[str, str]) -> list[asyncio.subprocess.Process]:
    """Hold both sinks at a short delay, as a sound card has it."""
    return [
        await asyncio.create_subprocess_exec(
            *("parec", "--latency-msec=10", "-d", f"{sink}.monitor", "/dev/null"), env=environ
        )
        for sink in ("booth_speaker", "booth_microphone")
    ]


async def _through(
    page: Page, scene: Scene, environ: dict[str, str], folder: Path, cancels: bool
) -> Samples:
    await page.route(
        PLACE, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    await page.goto(PLACE)
    far, mic = _file(folder / "far.wav", scene.far), _file(folder / "mic.wav", scene.mic)
    encoded = base64.b64encode(far.read_bytes()).decode()
    settings: Any = await page.evaluate(SCRIPT, {"far": encoded, "cancels": cancels})
    if settings["echoCancellation"] not in {cancels, "all", "browser"}:
        raise RuntimeError(f"Chromium captures otherwise than asked: {settings}")
    player = await asyncio.create_subprocess_exec(
        *("paplay", "--latency-msec=40", "-d", "booth_microphone", str(mic)), env=environ
    )
    await asyncio.wait_for(player.wait(), SECONDS + 20)
    await page.wait_for_timeout(1000)
    return decoded((await page.evaluate(TAKE))["samples"])


def _file(path: Path, samples: Samples) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path
