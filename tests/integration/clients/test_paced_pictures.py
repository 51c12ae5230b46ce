"""A large picture leaves over time, and nothing of it once its grant is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiortc.mediastreams import MediaStreamTrack

from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.video.encoder import EncodedPicture
from edge_client.video.pacing import BURST_S, STEP_S
from signaling.protocol import Purpose
from tests.support.waiting import eventually

PACKETS, SIZE = 100, 1100
LARGE = [bytes([0x61, number]) + bytes(SIZE - 2) for number in range(PACKETS)]


class Camera(MediaStreamTrack):
    """Gives a picture whenever one is put in."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.pictures: asyncio.Queue[EncodedPicture] = asyncio.Queue()

    async def recv(self) -> EncodedPicture:  # type: ignore[override]
        return await self.pictures.get()

    def show(self, payloads: list[bytes], timestamp: int) -> None:
        self.pictures.put_nowait(
            EncodedPicture(payloads, timestamp, key=True, size=sum(map(len, payloads)))
        )


@dataclass
class OneCamera:
    """A house with one camera, which receives nothing."""

    camera: Camera
    sends: frozenset[Purpose] = frozenset({Purpose.FACE})
    receives: frozenset[Purpose] = frozenset()

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        return self.camera

    async def incoming(self, *_: Any) -> None:
        raise AssertionError("nothing is received here")


@dataclass
class Viewer:
    """A house that notes when packets of pictures arrive."""

    sends: frozenset[Purpose] = frozenset()
    receives: frozenset[Purpose] = frozenset({Purpose.FACE})
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    """The time, and the number in the payload."""

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        raise AssertionError(purpose)

    async def incoming(self, counterpart: str, purpose: Purpose, track: Any) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def line() -> AsyncIterator[tuple[Peer, Camera, Viewer]]:
    camera, viewer = Camera(), Viewer()
    sending = Peer("viewer", 1, OneCamera(camera), Ice(), lambda *_: None)
    watching = Peer("camera", 1, viewer, Ice(), lambda *_: None)
    sending.allow(frozenset({Purpose.FACE}), frozenset())
    watching.allow(frozenset(), frozenset({Purpose.FACE}))
    try:
        sdp, tracks = await sending.offer()
        await sending.take_answer(await watching.answer(sdp, tracks))
        watching.answer_sent()
        note_arrivals(watching, viewer)
        camera.show([b"\x61\xff first"], 3000)
        await eventually(lambda: viewer.arrivals, timeout_s=10, what="the first picture")
        viewer.arrivals.clear()
        yield sending, camera, viewer
    finally:
        await asyncio.gather(sending.close(), watching.close())


def note_arrivals(watching: Peer, viewer: Viewer) -> None:
    for transceiver in watching._connection.getTransceivers():
        if transceiver.kind != "video":
            continue
        receiver = transceiver.receiver
        before: Callable[..., Any] = receiver._handle_rtp_packet

        async def handle(packet: Any, arrival_time_ms: int, then: Any = before) -> None:
            viewer.arrivals.append((time.monotonic(), packet.payload[1]))
            await then(packet, arrival_time_ms=arrival_time_ms)

        receiver._handle_rtp_packet = handle  # type: ignore[method-assign]


async def test_a_large_picture_does_not_leave_in_one_burst() -> None:
    async with line() as (sending, camera, viewer):
        lasts = PACKETS * SIZE * 8 / sending.share.pace() - BURST_S - STEP_S

        camera.show(LARGE, 6000)

        await eventually(
            lambda: len(viewer.arrivals) == PACKETS, timeout_s=10, what="the whole picture"
        )
        assert [number for _, number in viewer.arrivals] == list(range(PACKETS))
        assert viewer.arrivals[-1][0] - viewer.arrivals[0][0] > lasts / 2 > 0.02


async def test_no_packet_leaves_when_the_grant_is_gone_in_mid_picture() -> None:
    async with line() as (sending, camera, viewer):
        camera.show(LARGE, 6000)
        await eventually(lambda: viewer.arrivals, timeout_s=10, what="its beginning")

        sending.allow(frozenset(), frozenset())

        sender = sending._slots[[slot.purpose for slot in sending._slots].index(Purpose.FACE)]
        statistics = sender.transceiver.sender.getStats
        count = -1

        async def at_rest() -> bool:
            nonlocal count
            before, count = (
                count,
                next(
                    each.packetsSent
                    for each in (await statistics()).values()
                    if each.type == "outbound-rtp"
                ),
            )
            return bool(count == before)

        await eventually(at_rest, timeout_s=10, what="the sender to come to rest")
        assert len(viewer.arrivals) < PACKETS
