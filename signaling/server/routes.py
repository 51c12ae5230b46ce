"""The HTTP interface beside the sockets."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from signaling.domain.pools import service_of
from signaling.protocol import PROTOCOL_VERSION, Identity

from .access import NODE, TERMINAL, WORKSPACES, drop_cookie, set_cookie, visitor_of
from .bodies import body_of, workspace_of
from .connection import Visitor
from .directory_model import UI_LANGUAGES
from .health import healthz, readyz
from .node import Node
from .sign_in import sign_ins
from .sockets import serve_socket
from .tokens import SIGN_IN_LIFE_S, TokenError

PAGES = {
    "/": "index.html",
    "/clerk": "clerk.html",
    "/expert": "expert.html",
    "/guard": "guard.html",
    "/supervision": "supervision.html",
    "/accessibility": "accessibility.html",
}


def add_routes(app: web.Application, node: Node) -> None:
    """Everything that this server answers."""
    app.add_routes(
        [
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/api/settings", settings),
            web.get("/api/me", me),
            web.get("/api/directory", directory),
            web.get("/api/colleagues", colleagues),
            web.post("/api/sign-out", sign_out),
            web.post("/api/renew", renew),
            web.get("/ws/{workspace:clerk|expert|guard|supervision|terminal}", serve_socket),
            *[web.get(path, page) for path in PAGES],
            web.get("/assets/{file:[^/]+}", asset),
        ]
    )
    for way in sign_ins(node.settings.demo):
        app.add_routes(way.routes())


async def settings(request: web.Request) -> web.Response:
    """``GET /api/settings``: what the pages need before anybody has signed in."""
    node = request.app[NODE]
    return web.json_response(
        {
            "demo": node.settings.demo,
            "protocol": PROTOCOL_VERSION,
            "languages": list(UI_LANGUAGES),
            "organization": node.directory.file.organization.model_dump(),
            "feedback": node.settings.feedback,
        }
    )


async def me(request: web.Request) -> web.Response:
    """``GET /api/me``: who is signed in to the workspace, or 401."""
    node = request.app[NODE]
    visitor = await visitor_of(request, workspace_of(request.query))
    person = node.directory.people[visitor.subject]
    identity = Identity(
        role=visitor.role, id=person.id, name=person.name, languages=person.languages
    )
    serves = node.directory.serves(person, visitor.role)
    return web.json_response(
        {
            "identity": identity.model_dump(mode="json"),
            "expires_in_s": _left(node, visitor),
            "origins": node.settings.public_urls,
            "serves": bool(serves),
            "services": list(dict.fromkeys(filter(None, (service_of(s.pool) for s in serves)))),
        }
    )


async def directory(request: web.Request) -> web.Response:
    """``GET /api/directory``: the service cards, for whoever has signed in, and terminals."""
    await _anybody(request)
    file = request.app[NODE].directory.file
    fields = {
        "id",
        "name",
        "description",
        "known_as",
        "group",
        "theme",
        "languages",
        "interpreting",
        "hours",
        "papers",
    }
    return web.json_response(
        {
            "services": [service.model_dump(include=fields) for service in file.services],
            "themes": [theme.model_dump() for theme in file.themes],
            "places": [place.model_dump() for place in file.places],
        }
    )


async def colleagues(request: web.Request) -> web.Response:
    """``GET /api/colleagues?service=``: who answers for it, for a clerk to ask by name."""
    visitor = await visitor_of(request, WORKSPACES["clerk"])
    directory = request.app[NODE].directory
    service = directory.services.get(request.query.get("service", ""))
    if service is None:
        raise web.HTTPNotFound(text="service: the directory does not know it")
    people = [
        {
            "id": person.id,
            "name": person.name,
            "languages": [each for each in service.languages if each in person.languages],
        }
        for person in directory.file.people
        if service.id in person.services and person.id != visitor.subject
    ]
    return web.json_response(people)


async def sign_out(request: web.Request) -> web.Response:
    """``POST /api/sign-out``: forget the workspace's cookie."""
    workspace = workspace_of(await body_of(request))
    response = web.Response(status=204)
    drop_cookie(response, workspace, request.app[NODE].settings)
    return response


async def renew(request: web.Request) -> web.Response:
    """``POST /api/renew``: a fresh cookie for one that still holds."""
    node = request.app[NODE]
    workspace = workspace_of(await body_of(request))
    visitor = await visitor_of(request, workspace)
    left = visitor.signed_in_at + SIGN_IN_LIFE_S - node.clock()
    if left <= 1.0:
        raise TokenError("the sign-in is too old to be renewed; sign in again")
    life_s = min(node.settings.access_s, left)
    token = node.tokens.access(visitor.subject, visitor.role, life_s, visitor.signed_in_at)
    response = web.json_response({"expires_in_s": life_s})
    set_cookie(response, workspace, node.settings, token)
    return response


async def page(request: web.Request) -> web.StreamResponse:
    """One of the web app's pages."""
    file = request.app[NODE].settings.web_dist / PAGES[request.path]
    if not file.is_file():
        detail = f"the web app is not built: {file.name} is missing from the folder web_dist"
        raise web.HTTPServiceUnavailable(text=detail)
    return web.FileResponse(file, headers={"Cache-Control": "no-cache"})


async def asset(request: web.Request) -> web.StreamResponse:
    """A file of the web app. Its name holds a hash of its content, so it never changes."""
    file = _inside(request.app[NODE].settings.web_dist / "assets", request.match_info["file"])
    return web.FileResponse(file, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _inside(folder: Path, name: str) -> Path:
    file = folder / name
    if name.startswith(".") or not file.is_file() or file.resolve().parent != folder.resolve():
        raise web.HTTPNotFound(text="no such file")
    return file


async def _anybody(request: web.Request) -> Visitor:
    """Whoever is signed in, in any workspace, or a terminal; raises `TokenError`."""
    problem = TokenError("nobody is signed in")
    for workspace in (*WORKSPACES.values(), TERMINAL):
        try:
            return await visitor_of(request, workspace)
        except TokenError as error:
            problem = error
    raise problem


def _left(node: Node, visitor: Visitor) -> float:
    return max(0.0, visitor.expires_at - node.clock())
