"""Messages that wait for their one ``ack`` or ``error``."""

from __future__ import annotations

import asyncio

from signaling.protocol import Ack, AnyServerMessage, Error, ProtocolError


class NotConnectedError(Exception):
    """The message was not sent, or its answer was lost with the connection.

    Ids make requests idempotent, so the caller may ask again once connected.
    """


class Answers:
    """By the id of the message that was asked with."""

    def __init__(self) -> None:
        self._asked: dict[str, asyncio.Future[None]] = {}
        self._sent: dict[str, str] = {}

    def expect(self, id_: str) -> asyncio.Future[None]:
        """Raises `ProtocolError` when refused, `NotConnectedError` when it can never come."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[id_] = answer
        return answer

    def forget(self, id_: str) -> None:
        """Nobody waits any more."""
        self._asked.pop(id_, None)
        self._sent.pop(id_, None)

    def was_sent(self, id_: str | None, text: str) -> None:
        """Remember what would have to be said again, if somebody waits for its answer."""
        if id_ in self._asked:
            self._sent[id_] = text

    def heard(self, message: AnyServerMessage) -> None:
        """Give an answer to whom it answers."""
        if not isinstance(message, Ack | Error) or message.re is None:
            return
        self._sent.pop(message.re, None)
        answer = self._asked.get(message.re)
        if answer is None or answer.done():
            return
        if isinstance(message, Ack):
            answer.set_result(None)
        else:
            answer.set_exception(ProtocolError(message.code, message.detail, re=message.re))

    def unanswered(self) -> list[tuple[str, str]]:
        """What was sent and not answered, in order: ids and texts."""
        return list(self._sent.items())

    def fail(self) -> None:
        """The connection is lost, and with it every answer."""
        self._sent.clear()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(
                    NotConnectedError("The connection was lost before the answer.")
                )
