"""The terminal's guard button: calls for help, and gives no sign of it here.

Nothing is shown, heard, written or logged on this machine: whoever threatens the resident may
look at it. What happens is seen where the help is; docs/guard-button.md says how a button is
connected.
"""

from __future__ import annotations

import asyncio
import contextlib

from signaling.client import SignalingClient, raise_alarm
from signaling.protocol import ProtocolError


class GuardButton:
    """Raises an alarm through the terminal's connection, and goes on until the server has it."""

    def __init__(self, client: SignalingClient) -> None:
        self._client = client
        self._raising: asyncio.Task[None] | None = None

    @property
    def raising(self) -> bool:
        """Whether an alarm is on its way to the server."""
        return self._raising is not None and not self._raising.done()

    def press(self) -> None:
        """The button was pressed. Returns at once; a press on the way takes in the next ones."""
        if not self.raising:
            self._raising = asyncio.create_task(self._raise(), name="guard-button")

    async def _raise(self) -> None:
        # Refused for good: the server's log has it, this machine's must not.
        with contextlib.suppress(ProtocolError):
            await raise_alarm(self._client)

    async def close(self) -> None:
        """Give up what is on its way: the terminal stops."""
        if self._raising is not None:
            self._raising.cancel()
            await asyncio.gather(self._raising, return_exceptions=True)
