"""What is kept of a visit: one line of the structured log, which knows no person, and one of the
resident's feedback, if they gave any.

Each has the request's random id, by which a corrected outcome is known for one: the last line of
an id counts. Nothing leads from the id to a person once the store has forgotten it.
"""

from __future__ import annotations

from signaling.domain.operations import CONCLUDED
from signaling.domain.records import RequestRecord
from signaling.protocol import ErrorCode, ProtocolError, RequestConclude, RequestKind, RequestRate

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


async def rate(node: Node, connection: Connection, message: RequestRate) -> None:
    """`request.rate`: write a line of its own, since the outcome is said by somebody else, and
    before or after. The store keeps nothing of it.
    """
    request = await node.store.request(message.request)
    if request is None:
        raise ProtocolError(ErrorCode.UNKNOWN_REQUEST)
    if request.terminal != connection.subject:
        raise ProtocolError(ErrorCode.NOT_YOURS, "it was made for another terminal")
    if request.kind is not RequestKind.VISIT or request.state not in CONCLUDED:
        raise ProtocolError(ErrorCode.WRONG_STATE, f"a {request.kind} that is {request.state}")
    log.info("feedback", **_about(node.directory, request), rating=message.rating)


def visit_line(directory: Directory, request: RequestRecord, now: float) -> dict[str, object]:
    """The fields of the line. `waited_s`: from the asking to the answer; `handled_s`: from the
    answer to the outcome, and so with the wrap-up (handle time, as contact centres count it).
    """
    served_at = request.created_at if request.served_at is None else request.served_at
    return {
        **_about(directory, request),
        "waited_s": round(max(0.0, served_at - request.created_at)),
        "handled_s": round(max(0.0, now - served_at)),
        "outcome": request.outcome,
    }


def _about(directory: Directory, request: RequestRecord) -> dict[str, object]:
    terminal = directory.terminals.get(request.terminal or "")
    return {
        "request": request.id,
        "service": request.service,
        "place": None if terminal is None else terminal.place,
        "language": request.language,
    }
