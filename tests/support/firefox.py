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

from signaling.cli.children import Child
from tests.support.browser import Picture
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
  (button.getAttribute('aria-label') ?? button.innerText).includes(name)) ?? null"""

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
        element = await self._located({"type": "css", "value": selector})
        told = await self._bidi.command(
            "browsingContext.captureScreenshot",
            context=self._context,
            clip={"type": "element", "element": element},
        )
        png = np.frombuffer(base64.b64decode(told["data"]), np.uint8)
        shown = cv2.imdecode(png, cv2.IMREAD_COLOR)
        assert shown is not None
        return np.asarray(shown, np.uint8)

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

    async def _click(self, element: dict[str, str]) -> None:
        await self._bidi.command(
            "script.callFunction",
            functionDeclaration="element => element.scrollIntoView({block: 'nearest'})",
            arguments=[element],
            target={"context": self._context},
            awaitPromise=False,
        )
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
    profile: Path, *, preferences: Mapping[str, bool | int | str] | None = None
) -> AsyncIterator[FirefoxPage]:
    """A headless Firefox with a profile of its own, which the test's folder takes along."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path is not None, "Firefox is missing: run `make setup`"
    _write_profile(profile, {**PREFERENCES, **(preferences or {})})
    argv = [path, "--headless", "--no-remote", "--profile", str(profile)]
    child = Child(
        "firefox",
        ["env", f"HOME={profile}", *argv, "--remote-debugging-port=0", "about:blank"],
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
