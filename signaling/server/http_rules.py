"""Rules for every HTTP answer: hosts, security headers, errors as JSON, a log line."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from signaling.protocol import ErrorCode
from signaling.store.api import StoreUnavailable

from .access import is_own_host, own_hosts
from .logs import log
from .tokens import TokenError

HEALTH = frozenset({"/healthz", "/readyz"})

Middleware = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

# styled-components puts an empty <style> into the page and fills it by script.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

_FIXED_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), "
        "geolocation=(), payment=(), usb=()"
    ),
}


def content_security_policy(request: web.Request) -> str:
    """CSP Level 3. Sockets are named, since older browsers do not count them to 'self'.

    A literal IPv6 address is no host-source of CSP; there 'self' has to do.
    """
    hosts = sorted(host for host in own_hosts(request) if not host.startswith("["))
    sockets = " ".join(f"ws://{host} wss://{host}" for host in hosts)
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self' {sockets}",
            f"style-src 'self' {_EMPTY_STYLE}",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: also for answers that no handler of ours made."""
    response.headers.update(_FIXED_HEADERS)
    response.headers["Content-Security-Policy"] = content_security_policy(request)
    response.headers.setdefault("Cache-Control", "no-store")


def refusal(status: int, code: str, detail: str) -> web.Response:
    """An error as the API tells it."""
    return web.json_response({"code": code, "detail": detail}, status=status)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What went wrong, in words, and never a stack trace."""
    try:
        if request.path not in HEALTH and not is_own_host(request):
            return refusal(421, "unknown_host", "this server has another name; see public_urls")
        return await handler(request)
    except TokenError as error:
        return refusal(401, ErrorCode.UNAUTHORIZED, str(error))
    except StoreUnavailable:
        return refusal(503, ErrorCode.UNAVAILABLE, "the store does not answer; try again shortly")
    except web.HTTPException as error:
        if error.status < 400:
            raise
        detail = error.text or error.reason
        return refusal(error.status, error.reason.lower().replace(" ", "_"), detail)


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One line for each answer: the route's pattern, never the address that was asked for."""
    began = time.monotonic()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "(none)"
        if route not in HEALTH:
            duration_ms = round((time.monotonic() - began) * 1000, 1)
            log.info(
                "answered",
                method=request.method,
                route=route,
                status=status,
                duration_ms=duration_ms,
            )
