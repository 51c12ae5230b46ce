"""What `edge_client.peer` relies on in aiortc although it is private.

When a new version of aiortc fails here, look at each use in `edge_client/peer.py` anew
before the pinned version is raised.
"""

import asyncio
import inspect
import re
import struct
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from aiortc import (
    RTCConfiguration,
    RTCDtlsTransport,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack
from aiortc.rtp import (
    RtcpPacket,
    RtcpSrPacket,
    is_rtcp,
    unpack_header_extensions,
)

from edge_client.lip_sync.sent import SentTimes
from edge_client.peer import (
    Peer,
    agreed_codec,
    assemble,
    hear,
    name_packets,
    pace,
    part_from_voice,
    set_outlet,
    show_at_once,
    tell_level,
    tell_reports,
)
from edge_client.peering.codecs import preferred_audio_codecs, preferred_video_codecs
from edge_client.peering.ends import Ice
from edge_client.peering.outlet import VoiceOutlet
from edge_client.peering.playout_delay import AT_ONCE, URI, know_playout_delay
from edge_client.sound.activity import AudioLevel
from edge_client.sound.redundancy import Earlier
from edge_client.sound.speaking import EncodedVoice
from edge_client.video.assembly import VideoPacket
from edge_client.video.encoder import EncodedPicture
from signaling.protocol import Purpose
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
TRUSTED_VERSION = "1.16.0"
NO_ICE = RTCConfiguration(iceServers=[])


class Pictures(MediaStreamTrack):
    """Pictures that are encoded already, as fast as they are read."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.timestamp = 0

    async def recv(self) -> EncodedPicture:  # type: ignore[override]
        await asyncio.sleep(0.01)
        self.timestamp += 3000
        return EncodedPicture([b"\x10payload"], self.timestamp, key=True, size=8)


class Recorder:
    """An outlet that records what aiortc asks of it."""

    def __init__(self) -> None:
        self.packed = 0
        self.asked = 0
        self.estimates: list[int] = []

    @property
    def target_bitrate(self) -> int:
        return self.estimates[-1] if self.estimates else 0

    @target_bitrate.setter
    def target_bitrate(self, bitrate: int) -> None:
        self.estimates.append(bitrate)

    def pack(self, picture: EncodedPicture) -> tuple[list[bytes], int]:
        self.packed += 1
        return list(picture.payloads), picture.timestamp

    def ask_for_key_frame(self) -> None:
        self.asked += 1


class Timed(Recorder):
    """One whose pictures are 0.3 s old when they leave, by a clock that goes with them."""

    def __init__(self) -> None:
        super().__init__()
        self.times = SentTimes(90_000)
        self.last_sent: Callable[[], int] = lambda: 0
        self.now = 0.0

    def pack(self, picture: EncodedPicture) -> tuple[list[bytes], int]:
        self.now = picture.timestamp / 90_000 + 0.3
        self.times.packed(picture.timestamp, picture.timestamp / 90_000, self.last_sent())
        return super().pack(picture)


async def connect() -> tuple[RTCPeerConnection, RTCPeerConnection]:
    sending, receiving = RTCPeerConnection(NO_ICE), RTCPeerConnection(NO_ICE)
    transceiver = sending.addTransceiver(Pictures(), "sendonly")
    transceiver.setCodecPreferences(preferred_video_codecs())
    await sending.setLocalDescription()
    await receiving.setRemoteDescription(sending.localDescription)
    await receiving.setLocalDescription()
    return sending, receiving


def test_the_version_is_the_one_that_was_looked_at() -> None:
    assert version("aiortc") == TRUSTED_VERSION
    pinned = re.search(r'"aiortc==([^"]+)"', (ROOT / "pyproject.toml").read_text())
    assert pinned
    assert pinned[1] == TRUSTED_VERSION


def _words(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {word for word in ("noqa: SLF001", "aiortc") if word in text}


def test_only_one_file_touches_private_names() -> None:
    """Ruff's SLF001 is on for the whole project; its exemptions are counted here."""
    exempt = [
        str(path.relative_to(ROOT))
        for folder in ("signaling", "edge_client", "expert_client")
        for path in (ROOT / folder).rglob("*.py")
        if {"noqa: SLF001", "aiortc"} <= _words(path)
    ]
    assert exempt == ["edge_client/peer.py"]


async def test_the_sender_uses_the_outlet_that_was_set() -> None:
    sending, receiving = await connect()
    outlet = Recorder()
    sender = sending.getTransceivers()[0].sender
    await sending.setRemoteDescription(receiving.localDescription)
    set_outlet(sender, outlet)  # type: ignore[arg-type]
    try:
        await eventually(lambda: outlet.packed, timeout_s=5, what="our outlet to be used")
        assert outlet.asked == 0

        # A key-frame request and an estimate of the receiver reach the outlet.
        receiver = receiving.getTransceivers()[0].receiver
        await eventually(
            receiver.getSynchronizationSources, timeout_s=5, what="something to be received"
        )
        await receiver._send_rtcp_pli(receiver.getSynchronizationSources()[0].source)
        await eventually(lambda: outlet.asked, timeout_s=5, what="the key-frame request to arrive")
        await eventually(lambda: outlet.estimates, timeout_s=10, what="an estimate (REMB)")
    finally:
        await asyncio.gather(sending.close(), receiving.close())


async def test_the_receiver_gives_its_packets_to_our_assembly() -> None:
    sending, receiving = await connect()
    outlet = Recorder()
    set_outlet(sending.getTransceivers()[0].sender, outlet)  # type: ignore[arg-type]
    assembled = assemble(receiving.getTransceivers()[0].receiver)
    taken: list[VideoPacket] = []
    assembled.take = taken.append  # type: ignore[method-assign,assignment]
    await sending.setRemoteDescription(receiving.localDescription)
    try:
        await eventually(lambda: len(taken) > 3, timeout_s=5, what="packets to reach us")
        assert {packet.codec for packet in taken} == {"H264"}
        assert all(packet.marker for packet in taken), "each picture here is one packet"
        step = (taken[1].sequence - taken[0].sequence) & 0xFFFF
        assert step == 1

        # What we ask for reaches the sender: a packet again, and a key frame.
        sender = sending.getTransceivers()[0].sender
        again: list[int] = []

        async def retransmit(sequence: int) -> None:
            again.append(sequence)

        sender._retransmit = retransmit  # type: ignore[method-assign,assignment]
        await assembled.feedback.again(taken[0].ssrc, (taken[0].sequence, taken[2].sequence))
        await assembled.feedback.key_frame(taken[0].ssrc)
        await eventually(lambda: outlet.asked, timeout_s=5, what="the key-frame request to arrive")
        assert again == [taken[0].sequence, taken[2].sequence]
    finally:
        assembled.stop()
        await asyncio.gather(sending.close(), receiving.close())


async def test_the_receiver_gives_its_voice_packets_to_our_jitter_buffer() -> None:
    sending, receiving = RTCPeerConnection(NO_ICE), RTCPeerConnection(NO_ICE)
    sending.addTransceiver(AudioStreamTrack(), "sendonly").setCodecPreferences(
        preferred_audio_codecs()
    )
    await sending.setLocalDescription()
    await receiving.setRemoteDescription(sending.localDescription)
    hearing = hear(receiving.getTransceivers()[0].receiver)
    await receiving.setLocalDescription()
    await sending.setRemoteDescription(receiving.localDescription)
    try:
        await eventually(
            lambda: hearing.track.voice.counts.received > 3, timeout_s=5, what="packets to reach us"
        )
        voice = hearing.track.voice
        await eventually(
            lambda: voice.pull() is not None, timeout_s=5, what="something to be heard"
        )
        assert voice.counts.damaged == 0
    finally:
        hearing.stop()
        await asyncio.gather(sending.close(), receiving.close())


async def test_each_packet_of_a_picture_asks_to_be_shown_at_once() -> None:
    know_playout_delay()
    know_playout_delay()
    sending, receiving = await connect()
    sender = sending.getTransceivers()[0].sender
    show_at_once(sender)
    set_outlet(sender, Recorder())  # type: ignore[arg-type]
    await sending.setRemoteDescription(receiving.localDescription)
    assert sending.localDescription.sdp.count(URI) == 1
    agreed = {
        extension.uri: extension.id for extension in sending.getTransceivers()[0]._headerExtensions
    }
    arrived: list[dict[int, bytes]] = []
    transport: Any = receiving.getTransceivers()[0].receiver.transport

    async def arrive(data: bytes, arrival_time_ms: int) -> None:
        profile, length = struct.unpack_from("!HH", data, 12)
        arrived.append(dict(unpack_header_extensions(profile, data[16 : 16 + 4 * length])))

    transport._handle_rtp_data = arrive
    try:
        await eventually(lambda: len(arrived) > 3, timeout_s=5, what="packets to arrive")
        assert {packet[agreed[URI]] for packet in arrived} == {AT_ONCE}
        assert all(len(packet) == 3 for packet in arrived), "and the others are still there"
    finally:
        await asyncio.gather(sending.close(), receiving.close())


class Voices(MediaStreamTrack):
    """Packets of one voice that are encoded already."""

    kind = "audio"
    timestamp = 0

    async def recv(self) -> EncodedVoice:  # type: ignore[override]
        await asyncio.sleep(0.01)
        self.timestamp += 960
        return EncodedVoice(
            b"\xf8\xff\xfe", self.timestamp, self.timestamp / 48_000, AudioLevel(True, 23)
        )


async def test_packets_of_a_voice_that_bring_the_one_before_again_say_so() -> None:
    sending, receiving = RTCPeerConnection(NO_ICE), RTCPeerConnection(NO_ICE)
    transceiver, outlet = sending.addTransceiver(Voices(), "sendonly"), VoiceOutlet()
    transceiver.setCodecPreferences(preferred_audio_codecs())
    set_outlet(transceiver.sender, outlet)
    await sending.setLocalDescription()
    await receiving.setRemoteDescription(sending.localDescription)
    hearing = hear(receiving.getTransceivers()[0].receiver)
    taken: list[tuple[bytes, list[Earlier]]] = []
    hearing.take = lambda *told: taken.append(told[3:])  # type: ignore[method-assign]
    await receiving.setLocalDescription()
    await sending.setRemoteDescription(receiving.localDescription)
    name_packets(transceiver, outlet)
    try:
        await eventually(lambda: taken, timeout_s=5, what="a packet to arrive")
        assert taken[-1] == (b"\xf8\xff\xfe", [])
        outlet.twice = True
        again = [Earlier(b"\xf8\xff\xfe", 960)]
        await eventually(
            lambda: taken[-1] == (b"\xf8\xff\xfe", again),
            timeout_s=5,
            what="one that brings the one before it again",
        )
        outlet.twice = False
        await eventually(lambda: not taken[-1][1], timeout_s=5, what="plain ones")
    finally:
        hearing.stop()
        await asyncio.gather(sending.close(), receiving.close())


async def test_each_packet_of_a_voice_says_how_loud_it_is() -> None:
    sending, receiving = RTCPeerConnection(NO_ICE), RTCPeerConnection(NO_ICE)
    transceiver, outlet = sending.addTransceiver(Voices(), "sendonly"), VoiceOutlet()
    transceiver.setCodecPreferences(preferred_audio_codecs())
    tell_level(transceiver.sender, outlet)
    set_outlet(transceiver.sender, outlet)
    await sending.setLocalDescription()
    await receiving.setRemoteDescription(sending.localDescription)
    hearing = hear(receiving.getTransceivers()[0].receiver)
    levels: list[AudioLevel] = []
    hearing.sounds = levels.append  # type: ignore[method-assign,assignment]
    await receiving.setLocalDescription()
    await sending.setRemoteDescription(receiving.localDescription)
    try:
        await eventually(lambda: len(levels) > 3, timeout_s=5, what="levels to arrive")
        assert set(levels) == {AudioLevel(True, 23)}
    finally:
        hearing.stop()
        await asyncio.gather(sending.close(), receiving.close())


async def test_sender_reports_tell_when_pictures_were_captured() -> None:
    sending, receiving = await connect()
    sender = sending.getTransceivers()[0].sender
    outlet = Timed()
    set_outlet(sender, outlet)  # type: ignore[arg-type]
    tell_reports(sender, outlet, lambda: outlet.now)  # type: ignore[arg-type]
    receiver = receiving.getTransceivers()[0].receiver
    assembled = assemble(receiver)
    taken: list[VideoPacket] = []
    assembled.take = taken.append  # type: ignore[method-assign,assignment]
    told: list[RtcpSrPacket] = []
    newest: list[int] = []
    transport: Any = receiver.transport
    handle = transport._handle_rtcp_data

    async def arrive(data: bytes) -> None:
        for packet in RtcpPacket.parse(data):
            if isinstance(packet, RtcpSrPacket) and taken:
                told.append(packet)
                newest.append(taken[-1].timestamp)
        await handle(data)

    transport._handle_rtcp_data = arrive
    await sending.setRemoteDescription(receiving.localDescription)
    try:
        await eventually(lambda: taken, timeout_s=5, what="packets to reach us")
        assembled.track.reported.follow(taken[0].ssrc)
        await eventually(lambda: len(told) > 1, timeout_s=10, what="two sender reports")
        # Each picture leaves when it is 0.3 s old, by this outlet's clock.
        report = told[-1].sender_info
        apart = (report.ntp_timestamp - told[0].sender_info.ntp_timestamp) / 2**32
        stamps = (report.rtp_timestamp - told[0].sender_info.rtp_timestamp) & 0xFFFF_FFFF
        assert stamps / 90_000 == pytest.approx(apart, abs=1e-4)
        age = ((report.rtp_timestamp - newest[-1] + 2**31) % 2**32 - 2**31) / 90_000
        assert age == pytest.approx(0.3, abs=0.15), "not 0, as if it had been captured just then"

        # The same reports reach our clock of what is received.
        captured = assembled.track.reported.captured(newest[-1])
        assert captured is not None
        assert report.ntp_timestamp / 2**32 - captured == pytest.approx(age, abs=1e-3)
        assert sender._RTCRtpSender__lsr in {  # type: ignore[attr-defined]
            one.sender_info.ntp_timestamp >> 16 & 0xFFFF_FFFF for one in told
        }
    finally:
        assembled.stop()
        await asyncio.gather(sending.close(), receiving.close())


async def test_a_picture_can_be_sent_apart_from_the_voice() -> None:
    connection = RTCPeerConnection(NO_ICE)
    face = connection.addTransceiver("video", "sendonly")
    paper = connection.addTransceiver("video", "sendonly")
    part_from_voice(paper.sender)
    try:
        assert face.sender._stream_id != paper.sender._stream_id
        await connection.setLocalDescription()
        for sender in (face.sender, paper.sender):
            assert f"a=msid:{sender._stream_id} " in connection.localDescription.sdp
    finally:
        await connection.close()


async def test_packets_pass_our_gate_before_they_leave() -> None:
    class Shut:
        asked = 0

        async def passes(self, packet: bytes) -> bool:
            self.asked += 1
            assert not is_rtcp(packet)
            return False

    sending, receiving = await connect()
    sender = sending.getTransceivers()[0].sender
    set_outlet(sender, Recorder())  # type: ignore[arg-type]
    await sending.setRemoteDescription(receiving.localDescription)
    shut = Shut()
    pace(sender, shut)  # type: ignore[arg-type]
    try:
        await eventually(lambda: shut.asked > 3, timeout_s=5, what="packets to come to the gate")
        receiver = receiving.getTransceivers()[0].receiver
        assert not receiver.getSynchronizationSources(), "none passed it"
    finally:
        await asyncio.gather(sending.close(), receiving.close())


async def test_the_agreed_codec_can_be_read() -> None:
    sending, receiving = await connect()
    try:
        assert agreed_codec(receiving.getTransceivers()[0]) == "H264"
        await sending.setRemoteDescription(receiving.localDescription)
        assert agreed_codec(sending.getTransceivers()[0]) == "H264"
    finally:
        await asyncio.gather(sending.close(), receiving.close())


def test_names_exist_as_they_are_used() -> None:
    assert inspect.iscoroutinefunction(RTCRtpReceiver._send_rtcp_nack)
    assert list(inspect.signature(RTCRtpReceiver._send_rtcp_nack).parameters) == [
        "self",
        "media_ssrc",
        "lost",
    ]
    taking = inspect.getsource(RTCRtpReceiver._handle_rtp_packet)
    for line in (
        "if self.__nack_generator is not None and",
        "codec = self.__codecs.get(packet.payload_type)",
        "pli_flag, encoded_frame = self.__jitter_buffer.add(packet)",
        "if encoded_frame is not None",
    ):
        assert line in taking
    assert inspect.iscoroutinefunction(RTCRtpReceiver._send_rtcp_pli)
    assert list(inspect.signature(RTCRtpReceiver._send_rtcp_pli).parameters) == [
        "self",
        "media_ssrc",
    ]
    assert inspect.iscoroutinefunction(RTCDtlsTransport._send_rtp)
    assert list(inspect.signature(RTCDtlsTransport._send_rtp).parameters) == ["self", "data"]
    assert "await self.transport._send_rtp(" in inspect.getsource(RTCRtpSender._run_rtp)
    source = inspect.getsource(RTCRtpSender._next_encoded_frame)
    assert "if self.__encoder is None" in source
    assert "self.__encoder.pack(data)" in source
    assert "packet.serialize(self.__rtp_header_extensions_map)" in inspect.getsource(
        RTCRtpSender._run_rtp
    )
    assert "self.__rtp_header_extensions_map.configure" in inspect.getsource(RTCRtpSender.send)
    handling = inspect.getsource(RTCRtpSender._handle_rtcp_packet)
    assert "for seq in packet.lost:\n                await self._retransmit(seq)" in handling
    assert list(inspect.signature(RTCRtpSender._retransmit).parameters) == [
        "self",
        "sequence_number",
    ]
    assert "self._ssrc = random32()" in inspect.getsource(RTCRtpSender.__init__)
    assert "self._send_keyframe()" in handling
    assert "self.__encoder.target_bitrate = bitrate" in handling
    assert "if self.__lsr == report.lsr and report.dlsr" in handling
    assert "self.__rtp_timestamp = packet.timestamp" in inspect.getsource(RTCRtpSender._run_rtp)
    reporting = inspect.getsource(RTCRtpSender._run_rtcp)
    assert "self.__lsr = ((self.__ntp_timestamp) >> 16) & 0xFFFFFFFF" in reporting
    assert "await self._send_rtcp(packets)" in reporting
    assert list(inspect.signature(RTCRtpSender._send_rtcp).parameters) == ["self", "packets"]
    assert list(inspect.signature(RTCRtpReceiver._handle_rtcp_packet).parameters) == [
        "self",
        "packet",
    ]


@pytest.mark.parametrize("first", ["42e01f"])
def test_h264_constrained_baseline_is_preferred(first: str) -> None:
    codecs = preferred_video_codecs()
    assert codecs[0].parameters["profile-level-id"] == first
    assert [codec.mimeType for codec in codecs][2] == "video/VP8"


def test_a_peer_never_asks_a_public_stun_server() -> None:
    class Empty:
        sends: frozenset[Purpose] = frozenset()
        receives: frozenset[Purpose] = frozenset()

    async def servers() -> Any:
        peer = Peer("x", 1, Empty(), Ice(), lambda _peer, _path: None)  # type: ignore[arg-type]
        configuration = peer._connection._RTCPeerConnection__configuration  # type: ignore[attr-defined]
        await peer.close()
        return configuration.iceServers

    assert asyncio.run(servers()) == []
