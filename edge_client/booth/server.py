"""The booth screen's own server, on loopback only.

It needs no sign-in, so it must not answer for anybody but the page of this machine: Host
and Origin are checked against DNS rebinding, and it listens on loopback addresses only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from edge_client.booth.pages import MAX_PAGES, Pages

PAGE = "booth.html"

_CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        # The hash is that of the empty style element that styled-components begins with.
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BoothServerError(Exception):
    """The booth screen cannot be served; the text says what to do."""


class BoothServer:
    """Serves the page and its WebSocket; `dist` is the built web app's folder."""

    def __init__(
        self, pages: Pages, dist: Path, host: str, port: int, *, feedback: str = ""
    ) -> None:
        """`port` 0 takes any free one. Raises `BoothServerError` for no loopback address.

        `feedback` is where feedback on accessibility goes to.
        """
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise BoothServerError(f"The booth screen is served on loopback only, not on {host}.")
        self._pages = pages
        self._dist = dist
        self._host = host
        self._port = port
        self._feedback = feedback
        self._runner: web.AppRunner | None = None
        self._sockets: set[web.WebSocketResponse] = set()

    @property
    def url(self) -> str:
        """Where the page is."""
        shown = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{shown}:{self._port}/"

    async def start(self) -> None:
        """Listen. Raises `BoothServerError` when the port is taken."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._page)
        app.router.add_get("/booth", self._socket)
        app.router.add_get("/feedback", self._tell_feedback)
        if (self._dist / "assets").is_dir():
            app.router.add_static("/assets", self._dist / "assets")
        runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port, reuse_address=True)
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise BoothServerError(
                f"Port {self._port} for the booth screen cannot be used "
                f"({error.strerror or error}). Choose another with "
                "--set terminal.booth_port=<port>."
            ) from None
        self._runner = runner
        self._port = runner.addresses[0][1]

    async def close(self) -> None:
        """Close all pages and stop listening."""
        for socket in set(self._sockets):
            await socket.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()
        await self._pages.close()

    # Requests -----------------------------------------------------------------------------
    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        if request.host not in self._own_hosts():
            response = web.Response(status=421, text="This server serves only its own machine.\n")
        else:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                response = web.Response(status=error.status, text=f"{error.reason}\n")
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _own_hosts(self) -> set[str]:
        """What a browser on this machine calls us; a rebound name is something else."""
        names = ("localhost", "127.0.0.1", "[::1]")
        hosts = {f"{name}:{self._port}" for name in names}
        return hosts | set(names) if self._port == 80 else hosts

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        page = self._dist / PAGE
        if not page.is_file():
            return web.Response(
                status=503,
                text=f"The booth page is not built: {page} is missing. "
                "Build it with `make setup`, or name the folder in ETALUUKKU_WEB_DIST.\n",
            )
        return web.FileResponse(page, headers={"Cache-Control": "no-cache"})

    async def _tell_feedback(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._feedback)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        own = {f"http://{host}" for host in self._own_hosts()}
        if request.headers.get("Origin") not in own:
            raise web.HTTPForbidden(reason="Only the booth page may connect")
        if self._pages.count >= MAX_PAGES:
            raise web.HTTPServiceUnavailable(reason="Too many booth pages are open")
        # No compression: pictures are compressed already, and loopback is fast.
        ws = web.WebSocketResponse(heartbeat=10.0, compress=False, max_msg_size=4096)
        await ws.prepare(request)
        self._sockets.add(ws)
        try:
            await self._pages.serve(ws)
        finally:
            self._sockets.discard(ws)
        return ws
