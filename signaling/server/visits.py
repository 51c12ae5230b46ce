"""What is kept of a visit: one line of the structured log, which knows no person.

The line has the request's random id, by which a corrected outcome is known for one: the last
line of an id counts. Nothing leads from the id to a person once the store has forgotten it.
"""

from __future__ import annotations

from signaling.domain.records import RequestRecord
from signaling.protocol import RequestConclude

from .connection import Connection
from .directory_model import Directory
from .logs import log
from .node import Node


async def conclude(node: Node, connection: Connection, message: RequestConclude) -> None:
    """`request.conclude`: keep the outcome with the request, and write the visit's line."""
    await node.store.conclude(connection.participant, message.request, message.outcome)
    request = await node.store.request(message.request)
    if request is not None:
        log.info("visit", **visit_line(node.directory, request, await node.store.now()))


def visit_line(directory: Directory, request: RequestRecord, now: float) -> dict[str, object]:
    """The fields of the line. `waited_s`: from the asking to the answer; `handled_s`: from the
    answer to the outcome, and so with the wrap-up (handle time, as contact centres count it).
    """
    terminal = directory.terminals.get(request.terminal or "")
    served_at = request.created_at if request.served_at is None else request.served_at
    return {
        "request": request.id,
        "service": request.service,
        "place": None if terminal is None else terminal.place,
        "language": request.language,
        "waited_s": round(max(0.0, served_at - request.created_at)),
        "handled_s": round(max(0.0, now - served_at)),
        "outcome": request.outcome,
    }
