"""What arrives is shown at once, and goes on after whatever the line loses."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import av
import pytest
from aiortc.mediastreams import VIDEO_TIME_BASE, MediaStreamError
from aiortc.rtp import RtpPacket

from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.receiving import Feedback, Receiving
from edge_client.pictures import PictureBoard
from edge_client.video.assembly import VideoPacket
from edge_client.video.encoder import PictureEncoder, VideoCodec
from edge_client.video.payloads import Part, read_payload
from expert_client.media import ExpertEquipment, ExpertMedia
from signaling.protocol import Purpose
from tests.support.leak import leak
from tests.support.media import marker_in
from tests.support.waiting import SCALE, eventually

EXPERT = "p_liisa"
FACE = Purpose.FACE


@dataclass
class Booth:
    board: PictureBoard
    peer: Peer

    @property
    def seen(self) -> int:
        """Pictures on the board so far."""
        latest = self.board.latest(EXPERT, FACE)
        return latest.seq if latest else 0

    async def goes_on(self, pictures: int = 10) -> None:
        """The picture lives, and is the expert's own."""
        before = self.seen
        await eventually(
            lambda: self.seen >= before + pictures, timeout_s=10, what="the picture to go on"
        )
        assert marker_in(self.board.latest(EXPERT, FACE)) == 7


@pytest.fixture
def office() -> Iterator[ExpertEquipment]:
    equipment = ExpertEquipment(ExpertMedia(width=1280, height=720))
    equipment.start()
    yield equipment
    equipment.stop()


@asynccontextmanager
async def booth_that_watches(office: ExpertEquipment) -> AsyncIterator[Booth]:
    board = PictureBoard()
    house = MediaHouse({}, office.audio.voice, office.audio.sink, board, TERMINAL_RECEIVES)
    offering = Peer("terminal", 1, office.house, Ice(), lambda _peer, _path: None)
    answering = Peer(EXPERT, 1, house, Ice(), lambda _peer, _path: None)
    for peer in (offering, answering):
        peer.allow(frozenset({FACE}), frozenset({FACE}))
    try:
        sdp, tracks = await offering.offer()
        await offering.take_answer(await answering.answer(sdp, tracks))
        answering.answer_sent()
        booth = Booth(board, answering)
        await eventually(lambda: booth.seen > 5, timeout_s=10, what="the expert's picture")
        yield booth
    finally:
        await asyncio.gather(offering.close(), answering.close())


async def test_a_line_that_loses_packets_all_the_time_shows_the_picture(
    office: ExpertEquipment,
) -> None:
    chance = random.Random(1)
    async with booth_that_watches(office) as booth:
        lost: list[int] = []

        def unlucky(packet: RtpPacket) -> bool:
            if chance.random() < 0.04:
                lost.append(packet.sequence_number)
                return True
            return False

        leak(booth.peer, unlucky)
        await eventually(lambda: len(lost) > 6, timeout_s=10, what="packets to be lost")
        await booth.goes_on(30)


async def test_what_is_never_sent_again_costs_a_key_frame_not_the_picture(
    office: ExpertEquipment,
) -> None:
    async with booth_that_watches(office) as booth:
        gone: list[int] = []

        def lost(packet: RtpPacket) -> bool:
            # The original and, by its other payload type, whatever is sent again.
            if packet.payload_type == kinds[0]:
                if len(gone) < 3:
                    gone.append(packet.sequence_number)
                return packet.sequence_number in gone
            return True

        kinds: list[int] = []

        def learn(packet: RtpPacket) -> bool:
            kinds.append(packet.payload_type)
            return False

        leak(booth.peer, learn)
        await eventually(lambda: kinds, timeout_s=5, what="a packet")
        leak(booth.peer, lost)
        await eventually(lambda: len(gone) == 3, timeout_s=5, what="packets to be lost")
        await booth.goes_on(30)


async def test_after_a_second_without_any_packet_it_goes_on(office: ExpertEquipment) -> None:
    async with booth_that_watches(office) as booth:
        missed: list[int] = []

        def silent(packet: RtpPacket) -> bool:
            missed.append(packet.sequence_number)
            return len(missed) < 60

        leak(booth.peer, silent)
        await eventually(lambda: len(missed) >= 60, timeout_s=10, what="packets to be lost")
        await booth.goes_on(30)


@dataclass
class Far:
    """A sender without a line: its packets are given by hand, its ears write down."""

    codec: VideoCodec = "H264"
    sequence: int = 9
    again: list[tuple[int, ...]] = field(default_factory=list)
    keys: int = 0
    answers: bool = False
    """Whether it sends the key frame that it is asked for, as senders do."""

    def __post_init__(self) -> None:
        self.receiving = Receiving(Feedback(self._take_again, self._take_key))
        self.encoder = PictureEncoder(self.codec, FACE, target=2_000_000, ceiling=2_000_000, fps=30)
        self.at = 0

    async def _take_again(self, ssrc: int, lost: object) -> None:
        assert isinstance(lost, tuple)
        self.again.append(lost)

    async def _take_key(self, ssrc: int) -> None:
        self.keys += 1
        if self.answers:
            self.send(key=True)

    def send(self, *, size: tuple[int, int] = (640, 360), key: bool = False) -> None:
        frame = av.VideoFrame(*size, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([self.at % 200]) * plane.buffer_size)
        self.at += 1
        frame.pts, frame.time_base = self.at * 3000, VIDEO_TIME_BASE
        picture = self.encoder.encode(frame, key)
        parts = [read_payload(self.codec, payload) for payload in picture.payloads]
        for number, part in enumerate(parts):
            self._give(part, number == len(parts) - 1)

    def send_rubbish(self, part: Part) -> None:
        self.at += 1
        self._give(part, marker=True)

    def _give(self, part: Part, marker: bool) -> None:
        self.sequence += 1
        self.receiving.take(VideoPacket(1, self.sequence, self.at * 3000, marker, self.codec, part))

    async def shown(self) -> av.VideoFrame:
        async with asyncio.timeout(5 * SCALE):
            return await self.receiving.track.recv()


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_a_picture_is_shown_though_no_other_follows(codec: VideoCodec) -> None:
    far = Far(codec)
    try:
        for number in range(3):
            far.send(key=not number)
            frame = await far.shown()
            assert frame.pts == far.at * 3000
            assert (frame.width, frame.height) == (640, 360)
    finally:
        far.receiving.stop()


async def test_a_slow_reader_gets_the_newest_picture_only() -> None:
    far = Far()
    try:
        for number in range(10):
            far.send(key=not number)
        await eventually(
            lambda: far.receiving.decoding.decoded == 10, timeout_s=5, what="all to be decoded"
        )
        frame = await far.shown()
        while frame.pts != far.at * 3000:
            frame = await far.shown()
        assert far.receiving.track._newest is None, "nothing is queued"
    finally:
        far.receiving.stop()


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_rubbish_asks_for_a_key_frame_and_the_picture_returns(codec: VideoCodec) -> None:
    far = Far(codec)
    try:
        far.send(key=True)
        await far.shown()
        bad = b"\0\0\0\1\x65" if codec == "H264" else b"\x50\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
        for _ in range(300):
            far.send_rubbish(Part(bad + b"\xff" * 40, True, True))
        await eventually(lambda: far.keys, timeout_s=5, what="a key frame to be asked for")
        # The first one may come while rubbish is still being tried; then it is asked for again.
        rubbish, far.answers = far.at, True
        far.send(key=True)
        frame = await far.shown()
        while frame.pts is None or frame.pts <= rubbish * 3000:
            frame = await far.shown()
    finally:
        far.receiving.stop()


async def test_an_absurdly_large_picture_is_not_decoded() -> None:
    far = Far()
    try:
        far.send(key=True)
        await far.shown()
        far.encoder = PictureEncoder("H264", FACE, target=500_000, ceiling=500_000, fps=30)
        far.send(size=(8192, 4320), key=True)
        await eventually(lambda: far.keys, timeout_s=10, what="a key frame to be asked for")
        assert far.receiving.decoding.decoded == 1
    finally:
        far.receiving.stop()


async def test_after_the_end_nothing_is_shown_or_asked() -> None:
    far = Far()
    far.send(key=True)
    await far.shown()
    far.receiving.stop()
    far.send()
    with pytest.raises(MediaStreamError):
        await far.shown()
    assert not far.keys
