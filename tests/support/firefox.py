"""Real Firefox, and what a person does and sees in it.

Playwright drives only a Firefox of its own; Debian's speaks WebDriver BiDi (W3C), which is JSON
over a WebSocket. No driver stands between, and no package beside the browser itself is needed.

    async with firefox(tmp_path / "profile") as page:
        await page.goto("http://localhost:8080/expert")
        await page.press("Vastaa")
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import cv2
import numpy as np
import numpy.typing as npt

from signaling.cli.children import Child
from tests.support.browser import GRAB, LISTEN, Picture, decoded
from tests.support.waiting import SCALE, eventually

PREFERENCES: Final[Mapping[str, bool | int | str]] = {
    # A camera and a microphone of Firefox's own making, granted without a question.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "permissions.default.desktop-notification": 1,
    "intl.accept_languages": "fi-FI,fi",
    "ui.prefersReducedMotion": 1,
    # Nothing leaves the machine, nothing is asked, nothing is shown at the first start.
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "",
    "remote.active-protocols": 1,
}

_FIND_BUTTON: Final = """name => [...document.querySelectorAll('button')].find(button =>
  !button.matches(':disabled, [aria-disabled=true]') && button.checkVisibility() &&
  (button.getAttribute('aria-label') ?? button.textContent).replace(/\\s+/g, ' ').includes(name)) ?? null"""

FAKE_HERTZ: Final = 1000.0
"""Of Firefox's own made microphone: a sine without end."""

_ENTER: Final = "\ue007"
"""Its name in WebDriver."""

_HEARD_HERTZ: Final = 48_000

COMMAND_S: Final = 30.0
"""So long Firefox may take to answer one command."""


class FirefoxError(Exception):
    """Firefox refused a command; the text says which, and why."""


@dataclass
class _Bidi:
    """Commands to Firefox and their answers; events are not asked for."""

    socket: aiohttp.ClientWebSocketResponse
    _ids: Iterator[int] = field(default_factory=itertools.count)
    _waiting: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    async def read(self) -> None:
        """Hand answers to who waits for them, until the socket closes."""
        async for message in self.socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            told = json.loads(message.data)
            waiting = self._waiting.pop(told.get("id"), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(told)

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Its result. Raises `FirefoxError`."""
        number = next(self._ids)
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(COMMAND_S * SCALE):
            told = await answer
        if told["type"] == "error":
            raise FirefoxError(f"{method}: {told['error']}: {told['message']}")
        result: dict[str, Any] = told["result"]
        return result


@dataclass
class FirefoxPage:
    """One tab: each method is what a person does or sees."""

    _bidi: _Bidi
    _context: str

    async def goto(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""
        await self._bidi.command(
            "browsingContext.navigate", context=self._context, url=url, wait="complete"
        )

    async def resize(self, width: int, height: int) -> None:
        """Of the window's inside, CSS pixels."""
        viewport = {"width": width, "height": height}
        await self._bidi.command(
            "browsingContext.setViewport", context=self._context, viewport=viewport
        )

    async def evaluate(self, expression: str) -> Any:
        """What the expression, or the promise that it is, comes to; as JSON can hold it."""
        told = await self._bidi.command(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(v => JSON.stringify(v ?? null))",
            target={"context": self._context},
            awaitPromise=True,
        )
        if told["type"] == "exception":
            raise FirefoxError(f"{expression}: {told['exceptionDetails']['text']}")
        return json.loads(told["result"]["value"])

    async def press(self, name: str, *, timeout_s: float = 15.0) -> None:
        """Click the button whose name holds `name`, once it is there and can be used."""

        async def clicked() -> bool:
            # Anything may move or go between looking and clicking.
            with contextlib.suppress(FirefoxError):
                await self._click(await self._button(name))
                return True
            raise AssertionError(f"no button {name!r} to be clicked on: {await self.text()!r}")

        await eventually(clicked, timeout_s=timeout_s, what=f"{name!r} is clicked")

    async def touch(self, selector: str) -> None:
        """Click an element that is no button."""
        await self._click(await self._located_by(selector))

    async def choose(self, label: str) -> None:
        """Click the label that holds these words: it lies over its radio button."""
        xpath = f"//label[contains(., '{label}')]"
        await self._click(await self._located({"type": "xpath", "value": xpath}))

    async def text(self) -> str:
        """All words on the page."""
        return str(await self.evaluate("document.body.innerText"))

    async def shows(self, text: str, *, timeout_s: float = 15.0) -> None:
        """Wait until the words stand on the page."""

        async def there() -> bool:
            words = await self.text()
            assert text in words, words[:400]
            return True

        await eventually(there, timeout_s=timeout_s, what=f"Firefox shows {text!r}")

    async def seen(self, selector: str) -> Picture:
        """How the element looks on the screen, BGR. Raises `FirefoxError` when there is none."""
        element = await self._located_by(selector)
        await self._show(element)
        told = await self._bidi.command(
            "browsingContext.captureScreenshot",
            context=self._context,
            clip={"type": "element", "element": element},
        )
        png = np.frombuffer(base64.b64decode(told["data"]), np.uint8)
        shown = cv2.imdecode(png, cv2.IMREAD_COLOR)
        assert shown is not None
        return np.asarray(shown, np.uint8)

    async def type(self, text: str) -> None:
        """Into what has the focus, one character after the other; ``\\n`` is Enter."""
        keys = [_ENTER if each == "\n" else each for each in text]
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        board = {"type": "key", "id": "keyboard", "actions": actions}
        await self._bidi.command("input.performActions", context=self._context, actions=[board])

    async def point(self, selector: str, *, steps: int = 4) -> None:
        """Move the mouse to the middle of an element, by way of places beside it."""
        origin = {"type": "element", "element": await self._located_by(selector)}
        ways = [(steps - 1 - step) * 12 for step in range(steps)]
        actions = [
            {"type": "pointerMove", "x": way, "y": way, "duration": 40, "origin": origin}
            for way in ways
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        await self._bidi.command("input.performActions", context=self._context, actions=[mouse])

    async def choose_file(self, selector: str, file: Path) -> None:
        """As if the person had chosen it in the dialogue of that field."""
        element = await self._located_by(selector)
        await self._bidi.command(
            "input.setFiles", context=self._context, element=element, files=[str(file)]
        )

    async def sound(self) -> npt.NDArray[np.float32]:
        """The last part of a second of everything that the page plays, mixed, at 48 kHz."""
        mixed = np.zeros(0, np.float32)
        for each in await self.evaluate(f"({LISTEN})(null)"):
            samples = np.asarray(each["samples"], np.float32)
            # Firefox joins no sounds of different rates, so it hears at its own.
            wanted = np.arange(0, samples.size, each["rate"] / _HEARD_HERTZ)
            heard = np.interp(wanted, np.arange(samples.size), samples).astype(np.float32)
            mixed = heard if mixed.size == 0 else mixed + heard
        return mixed

    async def _located_by(self, selector: str) -> dict[str, str]:
        return await self._located({"type": "css", "value": selector})

    async def picture(self, selector: str) -> Picture | None:
        """The decoded picture that a video or canvas shows, BGR; None when there is none."""
        found = f"document.querySelector({json.dumps(selector)})"
        url = await self.evaluate(f"{found} && ({GRAB})({found})")
        return decoded(url) if url else None

    async def _button(self, name: str) -> dict[str, str]:
        told = await self._bidi.command(
            "script.callFunction",
            functionDeclaration=_FIND_BUTTON,
            arguments=[{"type": "string", "value": name}],
            target={"context": self._context},
            awaitPromise=False,
        )
        if "sharedId" not in told.get("result", {}):
            raise FirefoxError(f"no button is named {name}")
        return {"sharedId": told["result"]["sharedId"]}

    async def _located(self, locator: dict[str, Any]) -> dict[str, str]:
        told = await self._bidi.command(
            "browsingContext.locateNodes", context=self._context, locator=locator, maxNodeCount=1
        )
        if not told["nodes"]:
            raise FirefoxError(f"nothing on the page is {locator['value']}")
        return {"sharedId": told["nodes"][0]["sharedId"]}

    async def _show(self, element: dict[str, str]) -> None:
        await self._bidi.command(
            "script.callFunction",
            functionDeclaration="element => element.scrollIntoView({block: 'nearest'})",
            arguments=[element],
            target={"context": self._context},
            awaitPromise=False,
        )

    async def _click(self, element: dict[str, str]) -> None:
        await self._show(element)
        origin = {"type": "element", "element": element}
        actions = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        await self._bidi.command("input.performActions", context=self._context, actions=[mouse])


@asynccontextmanager
async def firefox(
    profile: Path,
    *,
    preferences: Mapping[str, bool | int | str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[FirefoxPage]:
    """A headless Firefox with a profile of its own, which the test's folder takes along.

    Without a sound server in `environ` its pages play, but no AudioContext of theirs ever runs.
    """
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path is not None, "Firefox is missing: run `make setup`"
    _write_profile(profile, {**PREFERENCES, **(preferences or {})})
    argv = [path, "--headless", "--no-remote", "--profile", str(profile)]
    variables = [f"{name}={value}" for name, value in (environ or {}).items()]
    child = Child(
        "firefox",
        ["env", f"HOME={profile}", *variables, *argv, "--remote-debugging-port=0", "about:blank"],
        profile.with_name("firefox.log"),
    )
    await child.start()
    try:
        url = await eventually(
            lambda: _address(profile, child), timeout_s=40, what="Firefox answers"
        )
        async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
            bidi = _Bidi(socket)
            reading = asyncio.create_task(bidi.read())
            try:
                await bidi.command("session.new", capabilities={})
                tree = await bidi.command("browsingContext.getTree")
                yield FirefoxPage(bidi, tree["contexts"][0]["context"])
            finally:
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await reading
    finally:
        await child.stop()


def _write_profile(profile: Path, preferences: Mapping[str, bool | int | str]) -> None:
    profile.mkdir(parents=True)
    lines = [
        f"user_pref({json.dumps(key)}, {json.dumps(set_to)});"
        for key, set_to in preferences.items()
    ]
    (profile / "user.js").write_text("\n".join(lines) + "\n")


def _address(profile: Path, child: Child) -> str:
    written = profile / "WebDriverBiDiServer.json"
    assert written.exists(), f"its log ends:\n{child.tail()}"
    told = json.loads(written.read_text())
    return f"ws://{told['ws_host']}:{told['ws_port']}/session"
