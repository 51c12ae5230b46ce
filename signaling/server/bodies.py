"""What HTTP requests carry, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .access import WORKSPACES, Workspace, is_own_origin


async def body_of(request: web.Request) -> Mapping[str, Any]:
    """The JSON object of a POST from one of our own pages; else 403, 415 or 400."""
    if not is_own_origin(request, required=True):
        raise web.HTTPForbidden(text="the request does not come from a page of this server")
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="expected Content-Type: application/json")
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError):
        raise web.HTTPBadRequest(text="expected JSON in UTF-8") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="expected a JSON object")
    return body


def workspace_of(fields: Mapping[str, Any]) -> Workspace:
    """The named workspace; else 400."""
    workspace = WORKSPACES.get(str(fields.get("workspace")))
    if workspace is None:
        raise web.HTTPBadRequest(text=f"workspace: expected one of {', '.join(WORKSPACES)}")
    return workspace
