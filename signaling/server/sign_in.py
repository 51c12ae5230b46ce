"""Signing in: the clean place for it, and the demo's way without a password.

A way of signing in finds out who somebody is, by whatever routes of its own that takes
(for OpenID Connect: the redirect and the callback), and ends in `grant`. Nothing else of
the server knows how it was found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from signaling.protocol import Role

from .access import NODE, Workspace, is_at_home, set_cookie
from .bodies import body_of, workspace_of
from .directory_model import Person


class SignIn(Protocol):
    """One way of signing in."""

    def routes(self) -> Sequence[web.RouteDef]:
        """The routes that it needs."""


def role_in(person: Person, workspace: Workspace) -> Role | None:
    """In which role the person works there: the first one that fits."""
    return next((role for role in person.roles if role in workspace.roles), None)


def grant(request: web.Request, workspace: Workspace, subject: str, role: Role) -> web.Response:
    """Sign the person in: 204 with the workspace's cookie."""
    node = request.app[NODE]
    token = node.tokens.access(subject, role, node.settings.access_s, node.clock())
    response = web.Response(status=204)
    set_cookie(response, workspace, node.settings, token)
    return response


class DemoSignIn:
    """Choose who you are. For demonstrations, and only from the server's own machine."""

    def routes(self) -> Sequence[web.RouteDef]:
        """See `SignIn`."""
        return [
            web.get("/api/demo/people", self._people),
            web.post("/api/demo/sign-in", self._sign_in),
        ]

    async def _people(self, request: web.Request) -> web.Response:
        _only_at_home(request)
        workspace = workspace_of(request.query)
        people = [
            {
                "id": person.id,
                "name": person.name,
                "role": role,
                "services": person.services,
                "languages": person.languages,
            }
            for person in request.app[NODE].directory.file.people
            if (role := role_in(person, workspace)) is not None
        ]
        return web.json_response(people)

    async def _sign_in(self, request: web.Request) -> web.Response:
        _only_at_home(request)
        body = await body_of(request)
        workspace = workspace_of(body)
        person = request.app[NODE].directory.people.get(str(body.get("person")))
        role = role_in(person, workspace) if person is not None else None
        if person is None or role is None:
            raise web.HTTPNotFound(text="no such person in this workspace")
        return grant(request, workspace, person.id, role)


def _only_at_home(request: web.Request) -> None:
    if not is_at_home(request):
        raise web.HTTPNotFound(text="there is no demo sign-in here")


def sign_ins(demo: bool) -> Sequence[SignIn]:
    """The ways that are open."""
    return (DemoSignIn(),) if demo else ()
