"""Raising a guard alarm so that it is not lost. PROTOCOL.md, section 12."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from uuid import uuid4

from signaling.protocol import AlarmRaise, ErrorCode, ProtocolError

from .answers import NotConnectedError
from .connection import SignalingClient

ANSWER_S = 3.0
"""A server that has not answered by then is asked again: on a dead network a socket looks open."""

AGAIN_S = 0.5
"""Between two attempts; while there is no connection, between two looks whether there is one."""

LONGEST_AGO_S = 86_400.0

FINAL = frozenset(
    {
        ErrorCode.FORBIDDEN,
        ErrorCode.NOT_YOURS,
        ErrorCode.UNKNOWN_TERMINAL,
        ErrorCode.WRONG_STATE,
        ErrorCode.INVALID_MESSAGE,
        ErrorCode.UNKNOWN_TYPE,
        ErrorCode.TOO_LARGE,
    }
)
"""Refusals that the same message would only meet again."""


async def raise_alarm(
    client: SignalingClient,
    terminal: str | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> None:
    """Raise an alarm and return when the server has it, however long the network is away.

    `terminal` as in ``alarm.raise``. Raises `ProtocolError` only for the codes of `FINAL`.
    """
    alarm, pressed_at = f"a-{new_id()}", clock()
    while True:
        since_s = min(clock() - pressed_at, LONGEST_AGO_S)
        try:
            await client.ask(
                AlarmRaise(alarm=alarm, terminal=terminal, since_s=since_s), timeout_s=ANSWER_S
            )
        except ProtocolError as error:
            if error.code in FINAL:
                raise
        except NotConnectedError:
            pass
        else:
            return
        await asyncio.sleep(AGAIN_S)
