"""ICE candidates that the other end trickles (RFC 8838)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

from aiortc import RTCPeerConnection
from aiortc.sdp import candidate_from_sdp

from edge_client.peering.sdp_text import FoundCandidate
from signaling.protocol import IceCandidate

MAX_CANDIDATES: Final = 100
"""Of one counterpart: each costs checks, and an honest one has a few."""

HOLD_S: Final = 0.08
"""From the answer until the offerer's candidates are checked."""


class Trickle:
    """The other end's candidates, which are checked once it knows our description."""

    def __init__(
        self, connection: RTCPeerConnection, spawn: Callable[[Coroutine[Any, Any, None]], None]
    ) -> None:
        self._connection = connection
        self._spawn = spawn
        self._described = asyncio.Event()
        self._taken = 0

    def described(self) -> None:
        """The other end knows our description."""
        self._described.set()

    def described_soon(self) -> None:
        """It has our answer, or soon will.

        A check that comes before the answer meets a relay or a NAT that does not let us in
        yet, and aioice repeats it only after 500 ms.
        """
        asyncio.get_running_loop().call_later(HOLD_S, self._described.set)

    def add(self, candidate: IceCandidate | None) -> None:
        """Take one, None for the last; never waits, never fails."""
        self._taken += 1
        if self._taken <= MAX_CANDIDATES:
            self._spawn(self._check(candidate))

    def add_found(self, found: Iterable[FoundCandidate], *, complete: bool) -> None:
        """Take those that stood in a description, and that there are no more if it said so."""
        for one in found:
            self.add(IceCandidate(candidate=one.text, sdpMid=one.mid, sdpMLineIndex=one.index))
        if complete:
            self.add(None)

    async def _check(self, candidate: IceCandidate | None) -> None:
        await self._described.wait()
        await check_candidate(self._connection, candidate)


async def check_candidate(connection: RTCPeerConnection, candidate: IceCandidate | None) -> None:
    """Let ICE try a candidate, None for the last. One that cannot be used does no harm."""
    # Addresses that do not resolve, TCP candidates and what aiortc cannot read: others are tried.
    with contextlib.suppress(ValueError, KeyError, IndexError, OSError, AssertionError):
        if candidate is None or not candidate.candidate:
            await connection.addIceCandidate(None)
            return
        found = candidate_from_sdp(candidate.candidate.removeprefix("candidate:"))
        found.sdpMid = candidate.sdpMid
        found.sdpMLineIndex = candidate.sdpMLineIndex
        await connection.addIceCandidate(found)
