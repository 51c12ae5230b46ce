"""Real Chromium, and what a person would see and hear in it.

Pixels come from the decoded frame that the page shows, sound from the stream that its
audio element plays. Nothing of the application is asked: a page that looks right to these
functions looks right to a person.
"""

from __future__ import annotations

import base64
import shutil
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from signaling.cli.children import Child
from tests.support.waiting import eventually

Picture = npt.NDArray[np.uint8]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

GRAB = """element => {
  const width = element.videoWidth || element.width
  const height = element.videoHeight || element.height
  if (!width || !height) return null
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d').drawImage(element, 0, 0)
  return canvas.toDataURL('image/jpeg', 0.92)
}"""

# One analyser a page, kept over calls: its first spectrum needs time to fill. The rate, in Hz, may
# be null: the browser's own.
LISTEN = """rate => {
  const streams = [...document.querySelectorAll('audio, video')]
    .filter(element => element.srcObject && !element.muted && !element.paused)
    .map(element => element.srcObject)
    .filter(stream => stream.getAudioTracks().length > 0)
  const known = window.__ear ?? (window.__ear = { context: new AudioContext(rate ? { sampleRate: rate } : {}), of: new Map() })
  const found = []
  for (const stream of streams) {
    if (!known.of.has(stream.id)) {
      const analyser = known.context.createAnalyser()
      analyser.fftSize = 8192
      analyser.smoothingTimeConstant = 0
      known.context.createMediaStreamSource(stream).connect(analyser)
      known.of.set(stream.id, analyser)
    }
    const samples = new Float32Array(8192)
    known.of.get(stream.id).getFloatTimeDomainData(samples)
    found.push({ rate: known.context.sampleRate, samples: [...samples] })
  }
  return found
}"""


def chromium_path() -> str:
    """The system's Chromium; set-up installs it."""
    path = shutil.which("chromium")
    assert path is not None, "Chromium is missing: run `make setup`"
    return path


@asynccontextmanager
async def chromium(
    *,
    camera: Path | None = None,
    microphone: Path | None = None,
    flags: Sequence[str] = (),
    path: Path | None = None,
    aloud: bool = False,
    shares: str | None = None,
) -> AsyncIterator[Browser]:
    """A headless Chromium whose camera plays a y4m file and whose microphone a wav file.

    `path` is of a command that starts it elsewhere, such as in a network namespace; `aloud` lets
    its sound reach the sound server of its environment. Asked for a screen it gives the tab whose
    title has `shares` in it.
    """
    arguments = [*FLAGS, *flags]
    if shares is not None:
        # The fake dialogue would choose a made screen.
        arguments.remove("--use-fake-ui-for-media-stream")
        arguments.append(f"--auto-select-tab-capture-source-by-title={shares}")
    if camera is not None:
        arguments.append(f"--use-file-for-fake-video-capture={camera}")
    if microphone is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={microphone}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path or chromium_path(),
            args=arguments,
            headless=True,
            ignore_default_args=["--mute-audio"] if aloud else None,
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def everyday_chromium(
    profile: Path, *, permissions: Sequence[str] = ("camera", "microphone", "notifications")
) -> AsyncIterator[BrowserContext]:
    """A Chromium started as a person starts it, with the tabs of one window in one context.

    `chromium` starts it with playwright's flags, which switch off the throttling of hidden tabs,
    and playwright then makes every page believe that it is looked at, even behind another tab.
    Here neither is so: a tab behind another is hidden to itself and to Chromium.
    """
    flags = ("--headless=new", "--remote-debugging-port=0", "--no-default-browser-check")
    looks = ("--window-size=1280,800", "--accept-lang=fi-FI", "--password-store=basic")
    child = Child(
        "chromium",
        [chromium_path(), *FLAGS, *flags, *looks, f"--user-data-dir={profile}", "about:blank"],
        profile.with_name("chromium.log"),
    )
    await child.start()
    try:
        port = await eventually(
            lambda: _debugging_port(profile, child), timeout_s=20, what="Chromium answers"
        )
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(
                f"http://127.0.0.1:{port}", no_defaults=True
            )
            context = browser.contexts[0]
            await context.grant_permissions(list(permissions))
            yield context
    finally:
        await child.stop()


def _debugging_port(profile: Path, child: Child) -> str:
    written = profile / "DevToolsActivePort"
    assert written.exists(), f"its log ends:\n{child.tail()}"
    lines = written.read_text().splitlines()
    assert lines, "the port is not written yet"
    return lines[0]


async def open_page(
    browser: Browser,
    url: str,
    *,
    language: str = "fi",
    size: tuple[int, int] = (1280, 800),
    permissions: Sequence[str] = ("camera", "microphone", "notifications"),
    context: BrowserContext | None = None,
) -> Page:
    """A page in a context of its own: a person of their own."""
    if context is None:
        context = await browser.new_context(
            locale=f"{language}-FI" if language != "en" else "en-GB",
            viewport={"width": size[0], "height": size[1]},
            permissions=list(permissions),
            reduced_motion="reduce",
        )
    page = await context.new_page()
    await page.goto(url)
    return page


async def picture(page: Page, selector: str) -> Picture | None:
    """The decoded picture that a video or canvas element shows, BGR; None when there is none."""
    element = await page.query_selector(selector)
    if element is None:
        return None
    url = await element.evaluate(GRAB)
    if not url:
        return None
    return decoded(url)


def decoded(url: str) -> Picture:
    """The picture that a data URL holds, BGR."""
    data = np.frombuffer(base64.b64decode(url.split(",", 1)[1]), np.uint8)
    pixels = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert pixels is not None
    return np.asarray(pixels, np.uint8)


async def sound(page: Page) -> npt.NDArray[np.float32]:
    """The last 0.17 s of everything that the page plays, mixed, at 48 kHz."""
    found: list[dict[str, Any]] = await page.evaluate(LISTEN, 48_000)
    mixed = np.zeros(8192, np.float32)
    for each in found:
        assert each["rate"] == 48_000, each["rate"]
        mixed += np.asarray(each["samples"], np.float32)
    return mixed


def write_tone(path: Path, hertz: float, *, seconds: float = 6.0) -> Path:
    """A wav of tone bursts: a steady tone would count as noise and be suppressed."""
    rate = 48_000
    t = np.arange(int(seconds * rate)) / rate
    envelope = (t % 0.6 < 0.35) * np.minimum(1.0, (t % 0.6) * 50)
    samples = (np.sin(2 * np.pi * hertz * t) * envelope * 0.5 * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def write_y4m(path: Path, frames: Sequence[Picture], fps: int = 30) -> Path:
    """BGR frames of even size as the y4m that Chromium's fake camera reads (4:2:0)."""
    height, width = frames[0].shape[:2]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420\n".encode())
        for frame in frames:
            file.write(b"FRAME\n")
            file.write(cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420).tobytes())
    return path
