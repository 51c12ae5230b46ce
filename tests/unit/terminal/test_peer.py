"""Two real peers on loopback: what one shows and says, the other sees and hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamTrack

from edge_client.config import CameraSection, LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.cameras import make_video_source
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.video_source import VideoSource
from edge_client.house import PERSON_RECEIVES, TERMINAL_RECEIVES, MediaHouse
from edge_client.peer import Peer, PeerError, agreed_codec
from edge_client.peering.codecs import preferred_video_codecs
from edge_client.peering.ends import Ice
from edge_client.peering.path_watch import Path
from edge_client.pictures import PictureBoard
from signaling.protocol import IceCandidate, Purpose, Track
from tests.support.media import Ear, marker_in, tone_in
from tests.support.waiting import eventually

ALL = frozenset(Purpose)


@dataclass
class Home:
    house: MediaHouse
    board: PictureBoard
    ear: Ear
    cameras: dict[Purpose, VideoSource]


@asynccontextmanager
async def home(*, terminal: bool, tone: float) -> AsyncIterator[Home]:
    cameras = {
        Purpose.FACE: make_video_source(
            "face", CameraSection(source="synthetic", width=320, height=240, fps=30, marker=1)
        )
    }
    if terminal:
        cameras[Purpose.DOCUMENT] = make_video_source(
            "document", CameraSection(source="synthetic", width=640, height=360, fps=10, marker=2)
        )
    engine = AudioEngine(
        VoiceSection(source="synthetic", tone=tone), LoudspeakerSection(source="off"), PortAudio()
    )
    board = PictureBoard()
    receives = TERMINAL_RECEIVES if terminal else PERSON_RECEIVES
    engine.start()
    for camera in cameras.values():
        camera.start()
    try:
        with Ear(engine.sink) as ear:
            yield Home(
                MediaHouse(cameras, engine.voice, engine.sink, board, receives), board, ear, cameras
            )
    finally:
        for camera in cameras.values():
            camera.stop()
        engine.stop()


@asynccontextmanager
async def homes() -> AsyncIterator[tuple[Home, Home]]:
    """A booth and an office; each has a tone of its own."""
    async with home(terminal=True, tone=440.0) as booth, home(terminal=False, tone=880.0) as office:
        yield booth, office


@asynccontextmanager
async def pair(
    terminal: Home, expert: Home, generation: int = 1
) -> AsyncIterator[tuple[Peer, Peer]]:
    offering = Peer("terminal", generation, expert.house, Ice(), lambda _peer, _path: None)
    answering = Peer("expert", generation, terminal.house, Ice(), lambda _peer, _path: None)
    for peer in (offering, answering):
        peer.allow(ALL, ALL)
    try:
        sdp, tracks = await offering.offer()
        # Purposes are found by mid, in whatever order they are named.
        await offering.take_answer(await answering.answer(sdp, tracks[::-1]))
        answering.answer_sent()
        yield answering, offering
    finally:
        await asyncio.gather(offering.close(), answering.close())


async def test_everything_reaches_the_other_side() -> None:
    async with homes() as (booth, office), pair(booth, office):

        def all_there() -> bool:
            assert marker_in(office.board.latest("terminal", Purpose.FACE)) == 1
            assert marker_in(office.board.latest("terminal", Purpose.DOCUMENT)) == 2
            assert marker_in(booth.board.latest("expert", Purpose.FACE)) == 1
            assert tone_in(office.ear.last()) == pytest.approx(440, abs=15)
            assert tone_in(booth.ear.last()) == pytest.approx(880, abs=15)
            return True

        await eventually(all_there, timeout_s=10, what="both see and hear each other")


async def test_two_experts_share_the_terminals_encoders() -> None:
    async with (
        homes() as (booth, office),
        home(terminal=False, tone=660.0) as elsewhere,
        pair(booth, office),
        pair(booth, elsewhere),
    ):

        def both_see() -> bool:
            for each in (office, elsewhere):
                assert marker_in(each.board.latest("terminal", Purpose.FACE)) == 1
                assert marker_in(each.board.latest("terminal", Purpose.DOCUMENT)) == 2
            return True

        await eventually(both_see, timeout_s=15, what="both experts see the terminal's pictures")
        for purpose in (Purpose.FACE, Purpose.DOCUMENT):
            assert len(booth.house.studio.encodings(purpose)) == 1


async def test_the_picture_moves() -> None:
    async with homes() as (booth, office), pair(booth, office):

        def frames() -> int:
            latest = office.board.latest("terminal", Purpose.FACE)
            return latest.seq if latest else 0

        first = await eventually(frames, timeout_s=10, what="a first picture")
        latest = office.board.latest("terminal", Purpose.FACE)
        assert latest is not None
        before = latest.frame.to_ndarray(format="gray")

        def moved() -> bool:
            now = office.board.latest("terminal", Purpose.FACE)
            assert now is not None
            change = np.abs(now.frame.to_ndarray(format="gray").astype(int) - before).max()
            return now.seq > first + 10 and bool(change > 50)

        await eventually(moved, timeout_s=5, what="the picture to move")


async def test_without_a_grant_nothing_leaves_and_nothing_is_taken() -> None:
    async with homes() as (booth, office), pair(booth, office) as (at_booth, _at_office):
        await eventually(
            lambda: office.board.latest("terminal", Purpose.DOCUMENT),
            timeout_s=10,
            what="the document",
        )
        at_booth.allow(frozenset({Purpose.FACE}), frozenset())

        async def quiet() -> bool:
            before = office.board.latest("terminal", Purpose.DOCUMENT)
            seen = office.board.latest("terminal", Purpose.FACE)
            assert before is not None
            assert seen is not None
            booth.board.keep({})

            def faces() -> bool:
                now = office.board.latest("terminal", Purpose.FACE)
                return (
                    now is not None
                    and now.frame.pts != seen.frame.pts
                    and now.seq > (seen.seq + 15)
                )

            await eventually(faces, timeout_s=5, what="fifteen more faces")
            after = office.board.latest("terminal", Purpose.DOCUMENT)
            assert after is not None
            assert after.seq == before.seq, "a document was still sent"
            assert booth.board.latest("expert", Purpose.FACE) is None, "taken without grant"
            assert office.ear.loudness() < 0.001, "the voice was still sent"
            return True

        await eventually(quiet, timeout_s=15, what="only the face to be sent")
        at_booth.allow(ALL, ALL)
        old = office.board.latest("terminal", Purpose.DOCUMENT)
        assert old is not None
        await eventually(
            lambda: getattr(office.board.latest("terminal", Purpose.DOCUMENT), "seq", 0) > old.seq,
            timeout_s=5,
            what="the document again, without a new offer",
        )


class Broken(MediaHouse):
    """A house whose consumers fail at once."""

    async def incoming(self, counterpart: str, purpose: Purpose, track: MediaStreamTrack) -> None:
        raise RuntimeError("a mistake in a consumer")


async def test_tracks_are_read_even_when_their_consumer_fails() -> None:
    async with homes() as (booth, office):
        booth.house.__class__ = Broken
        async with pair(booth, office) as (at_booth, _):
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _loop, _context: None)

            def read() -> bool:
                guarded = [slot.guarded for slot in at_booth._slots if slot.guarded is not None]
                assert guarded
                return any(track.kind == "video" and track.frames > 20 for track in guarded)

            await eventually(read, timeout_s=10, what="the expert's face to be read")


async def test_a_new_generation_leaves_the_sources_running() -> None:
    async with homes() as (booth, office):
        for generation in (1, 2, 3):
            office.board.keep({})
            office.board.keep({"terminal": tuple(Purpose)})
            async with pair(booth, office, generation) as (at_booth, _):
                await eventually(
                    lambda: marker_in(office.board.latest("terminal", Purpose.DOCUMENT)) == 2,
                    timeout_s=10,
                    what=f"the document in generation {generation}",
                )
                assert at_booth.path is Path.CONNECTED
        assert all(camera.status.live for camera in booth.cameras.values())


async def test_an_offer_that_names_no_purpose_is_refused() -> None:
    async with homes() as (booth, office):
        offering = Peer("terminal", 1, office.house, Ice(), lambda _peer, _path: None)
        answering = Peer("expert", 1, booth.house, Ice(), lambda _peer, _path: None)
        sdp, tracks = await offering.offer()
        wrong = [Track(mid=track.mid, purpose=Purpose.VOICE) for track in tracks]
        with pytest.raises(PeerError, match="purpose"):
            await answering.answer(sdp, wrong)
        with pytest.raises(PeerError):
            await answering.answer("nonsense", [])
        await asyncio.gather(offering.close(), answering.close())


async def test_candidates_that_lead_nowhere_do_no_harm() -> None:
    async with homes() as (booth, office):
        offering = Peer("terminal", 1, office.house, Ice(), lambda _peer, _path: None)
        answering = Peer("expert", 1, booth.house, Ice(), lambda _peer, _path: None)
        for peer in (offering, answering):
            peer.allow(ALL, ALL)
        for text in (
            "candidate:1 1 udp 2113937151 5d3a8c1e-0000-4000-8000-000000000000.local 40000 typ host",
            "candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
            "candidate:3 1 udp 1 no-such-host.invalid 9 typ host",
            "candidate:nonsense",
            "",
        ):
            answering.add_candidate(IceCandidate(candidate=text, sdpMid="0", sdpMLineIndex=0))
        sdp, tracks = await offering.offer()
        await offering.take_answer(await answering.answer(sdp, tracks))
        await eventually(
            lambda: answering.path is Path.CONNECTED, timeout_s=5, what="the path to connect"
        )
        await asyncio.gather(offering.close(), answering.close())


async def test_a_browser_without_h264_gets_vp8(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_vp8() -> list[object]:
        return [codec for codec in preferred_video_codecs() if "H264" not in codec.mimeType]

    async with homes() as (booth, office):
        offering = Peer("terminal", 1, office.house, Ice(), lambda _peer, _path: None)
        answering = Peer("expert", 1, booth.house, Ice(), lambda _peer, _path: None)
        for peer in (offering, answering):
            peer.allow(ALL, ALL)
        with monkeypatch.context() as patch:
            patch.setattr("edge_client.peering.codecs.preferred_video_codecs", only_vp8)
            sdp, tracks = await offering.offer()
        assert "H264" not in sdp
        answer = await answering.answer(sdp, tracks)
        await offering.take_answer(answer)
        answering.answer_sent()

        def seen() -> bool:
            assert marker_in(office.board.latest("terminal", Purpose.FACE)) == 1
            assert marker_in(office.board.latest("terminal", Purpose.DOCUMENT)) == 2
            assert marker_in(booth.board.latest("expert", Purpose.FACE)) == 1
            return True

        await eventually(seen, timeout_s=10, what="all three pictures in VP8")
        assert agreed_codec(answering._slots[1].transceiver) == "VP8"
        await asyncio.gather(offering.close(), answering.close())
