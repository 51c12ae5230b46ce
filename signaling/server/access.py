"""Who is at the door: cookies and bearer tokens, origins and hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from aiohttp import web

from signaling.protocol import Role

from .connection import Visitor
from .keys import thumbprint
from .node import Node
from .settings import Settings, is_loopback
from .tokens import SIGN_IN_LIFE_S, TokenError

NODE: web.AppKey[Node] = web.AppKey("node", Node)


@dataclass(frozen=True)
class Workspace:
    """A part of the web app with a sign-in of its own, so that one browser can have three."""

    name: str
    roles: frozenset[Role]


WORKSPACES: Mapping[str, Workspace] = MappingProxyType(
    {
        w.name: w
        for w in (
            Workspace("clerk", frozenset({Role.CLERK})),
            Workspace("expert", frozenset({Role.EXPERT, Role.INTERPRETER})),
            Workspace("guard", frozenset({Role.GUARD})),
            Workspace("supervision", frozenset({Role.SUPERVISOR, Role.OPERATOR})),
        )
    }
)
TERMINAL = Workspace("terminal", frozenset({Role.TERMINAL}))


# Proof of identity ---------------------------------------------------------------------


def cookie_name(workspace: Workspace, settings: Settings) -> str:
    """``__Host-`` binds it to this host and to https (RFC 6265bis, 4.1.3.2)."""
    return f"{'__Host-' if settings.secure else ''}et-{workspace.name}"


def set_cookie(
    response: web.StreamResponse, workspace: Workspace, settings: Settings, token: str
) -> None:
    """One cookie for one workspace, out of reach of scripts and of other sites.

    It outlives the access that it carries, since it may still resume a conversation.
    """
    response.set_cookie(
        cookie_name(workspace, settings),
        token,
        max_age=int(SIGN_IN_LIFE_S),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=settings.secure,
    )


def drop_cookie(response: web.StreamResponse, workspace: Workspace, settings: Settings) -> None:
    """Sign out."""
    response.del_cookie(
        cookie_name(workspace, settings),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=settings.secure,
    )


def bearer(request: web.Request) -> str | None:
    """The token of the Authorization header (RFC 6750, 2.1)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def visitor_of(
    request: web.Request, workspace: Workspace, *, expired_ok: bool = False
) -> Visitor:
    """Who sends the request; raises `TokenError` and `StoreUnavailable`."""
    node = request.app[NODE]
    if workspace is TERMINAL:
        return await _terminal(node, bearer(request))
    token = bearer(request) or request.cookies.get(cookie_name(workspace, node.settings))
    if not token:
        raise TokenError("nobody is signed in")
    access = await node.tokens.read_access(token, expired_ok=expired_ok)
    if access.role not in workspace.roles:
        raise TokenError(f"the token is not for the workspace {workspace.name}")
    if node.person(access.subject, access.role) is None:
        raise TokenError("the directory does not know this person in this role")
    return Visitor(access.role, access.subject, access.expires_at, access.signed_in_at)


async def _terminal(node: Node, assertion: str | None) -> Visitor:
    if assertion is None:
        raise TokenError("a terminal comes with an assertion in the Authorization header")
    terminal = await node.tokens.read_assertion(assertion)
    key = node.terminals.by_name(terminal)
    if key is None or terminal not in node.directory.terminals:
        raise TokenError("the directory does not know this terminal")
    now = node.clock()
    until = now + node.settings.access_s
    return Visitor(Role.TERMINAL, terminal, until, now, key=thumbprint(key))


# Origins and hosts ---------------------------------------------------------------------


def own_hosts(request: web.Request) -> frozenset[str]:
    """The values of Host under which this server may be addressed."""
    public = {urlsplit(url).netloc.lower() for url in request.app[NODE].settings.public_urls}
    return frozenset(public | _local_hosts(request))


def own_origins(request: web.Request) -> frozenset[str]:
    """The origins whose pages are our own (RFC 6454)."""
    public = {url.rstrip("/").lower() for url in request.app[NODE].settings.public_urls}
    return frozenset(public | {f"http://{host}" for host in _local_hosts(request)})


def is_own_host(request: web.Request) -> bool:
    """Against DNS rebinding: a page of another name that resolves to us is not ours."""
    return request.headers.get("Host", "").lower() in own_hosts(request)


def is_own_origin(request: web.Request, *, required: bool) -> bool:
    """Whether the request comes from one of our own pages, or (not `required`) from none."""
    origins = request.headers.getall("Origin", [])
    if not origins:
        return not required
    return len(origins) == 1 and origins[0].lower() in own_origins(request)


def is_at_home(request: web.Request) -> bool:
    """Whether the browser runs on this very machine and knows us by a name that says so."""
    passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "Via"))
    peer = request.transport.get_extra_info("peername") if request.transport else None
    local_peer = isinstance(peer, tuple) and is_loopback(str(peer[0]))
    local_name = request.headers.get("Host", "").lower() in _local_hosts(request)
    return local_peer and local_name and not passed_on


def _local_hosts(request: web.Request) -> set[str]:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    port = name[1] if isinstance(name, tuple) else 0
    names = ("localhost", "127.0.0.1", "[::1]")
    with_port = {f"{host}:{port}" for host in names}
    return with_port | set(names) if port == 80 else with_port
