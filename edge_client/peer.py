"""One peer connection with one counterpart: the only file that touches aiortc's private names.

Private names in use, each guarded by ``tests/contract/test_aiortc_private.py``:

- ``RTCRtpSender.__encoder``: set before the first frame, so that pictures that are encoded
  already are only packed, and the receiver's estimate of the line reaches us;
- ``RTCRtpSender._send_keyframe``: the receiver's requests for a key frame reach us;
- ``RTCDtlsTransport._send_rtp``: a large picture's packets are spread over time, none leaves
  once its gate is closed, and a voice's say whether they bring earlier ones again;
- ``RTCRtpSender._retransmit``, ``._ssrc``: what the receiver misses is sent again, but not
  so much of it that the line stays full;
- ``RTCRtpTransceiver._codecs``: which codec was agreed on;
- ``RTCRtpSender.__rtp_header_extensions_map``: pictures say that they are to be shown at once,
  voices how loud they are;
- ``RTCRtpReceiver.__jitter_buffer``, ``__nack_generator`` and ``__codecs``: received pictures
  are assembled by us, who hold none back until the next one begins, and voices are put in
  time by our own jitter buffer;
- ``RTCRtpReceiver._send_rtcp_nack`` and ``_send_rtcp_pli``: ask for what was lost;
- ``RTCRtpReceiver._handle_rtcp_packet``, ``RTCRtpSender._send_rtcp``, ``__rtp_timestamp`` and
  ``__lsr``: sender reports reach us, and ours say when things were captured, not when they left;
- ``RTCRtpSender._stream_id``: a browser lets only the face wait for the voice.

They can go when aiortc lets an application encode, pace, time and assemble by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from aiortc import (
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamTrack

from edge_client.lip_sync.reported import ReportedClock
from edge_client.peering import codecs
from edge_client.peering.audio_level import LevelTold
from edge_client.peering.candidates import Trickle
from edge_client.peering.channel_line import Line
from edge_client.peering.channels import DESK, RTT, TEXT, Channels
from edge_client.peering.ends import House, Ice
from edge_client.peering.gate import GateTrack, GuardedTrack, GuardedVoice, drain
from edge_client.peering.hearing import Hearing
from edge_client.peering.leaving_packets import PacedTransport, PacketGate, VoiceTransport
from edge_client.peering.line_share import LineShare
from edge_client.peering.outlet import AnyOutlet, VoiceOutlet
from edge_client.peering.packets import PicturePackets, VoicePackets
from edge_client.peering.path_watch import Path, PathWatch
from edge_client.peering.playout_delay import ShownAtOnce, know_playout_delay
from edge_client.peering.receiving import Feedback, Receiving, ends_with
from edge_client.peering.reporting import take_report, tell_captures
from edge_client.peering.sdp_text import take_candidates
from edge_client.peering.slot import DIRECTIONS, KINDS, OFFERED, Slot, offered_purposes
from edge_client.peering.telling import told
from edge_client.peering.text_line import TextLine
from edge_client.video.pacing import Pacer
from signaling.protocol import IceCandidate, Purpose, Track

WATCH_S = 0.25
CLOSE_S, GATHER_S = 3.0, 6.0
"""Waits while closing. A STUN server that does not answer costs 5 s."""


class PeerError(Exception):
    """The other side's description cannot be used."""


@dataclass
class Peer:
    """One generation of a pair's peer connection. `changed` is told each change of its path.

    With `text` it is an inquiry's: voice, and a data channel for what is written. With `desk`
    one of the two is a terminal, and there may be a data channel about the paper; with
    `writing` there may be one for real-time text.
    """

    counterpart: str
    generation: int
    house: House
    ice: Ice
    changed: Callable[[Peer, Path], None]
    clock: Callable[[], float] = time.monotonic
    text: TextLine | None = None
    desk: Line | None = None
    writing: Line | None = None
    path: Path = Path.CONNECTING
    _slots: list[Slot] = field(default_factory=list)
    _may_send: frozenset[Purpose] = frozenset()
    _may_receive: frozenset[Purpose] = frozenset()
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _describing: asyncio.Future[None] | None = None
    _closed: bool = False

    def __post_init__(self) -> None:
        """Make the connection; nothing is gathered or sent yet."""
        know_playout_delay()
        self._connection = RTCPeerConnection(self.ice.as_configuration())
        self._trickle = Trickle(self._connection, self._spawn)
        self.share = LineShare(self.house.sends, self.desk, self.clock)
        self._pacer = Pacer()
        self._watch = PathWatch(self.clock())
        lines = {TEXT: self.text, DESK: self.desk, RTT: self.writing}
        self._channels = Channels({kind: line for kind, line in lines.items() if line is not None})
        self._connection.on("datachannel", self._take_channel)

    # Negotiating (RFC 8829) ------------------------------------------------------------
    async def answer(self, sdp: str, tracks: Iterable[Track]) -> str:
        """Answer an offer whose m-lines' purposes `tracks` names. Raises `PeerError`."""
        try:
            for purpose in offered_purposes(sdp, tracks):
                self._add(purpose)
        except ValueError as error:
            raise PeerError(str(error)) from None
        remote, candidates, complete = take_candidates(sdp)
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(remote, "offer"))
            self._take_tracks()
            self._set_encoders()
            await self._describe()
        except Exception as error:
            raise PeerError(f"The offer cannot be answered: {type(error).__name__}") from error
        self._begin(candidates, complete)
        return told(self._connection.localDescription.sdp)

    async def _describe(self) -> None:
        # Cancelled while it gathers, aioice would leave its sockets open.
        self._describing = asyncio.ensure_future(self._connection.setLocalDescription())
        await asyncio.shield(self._describing)

    def answer_sent(self) -> None:
        """The offerer has our answer, or soon will: its candidates may be checked now."""
        self._trickle.described_soon()

    async def offer(self) -> tuple[str, list[Track]]:
        """Make an offer: its SDP, and the purpose of each m-line."""
        for purpose in OFFERED if self.text is None else (Purpose.VOICE,):
            self._add(purpose)
        self._channels.open(self._connection)
        await self._describe()
        mids = [(str(slot.transceiver.mid), slot.purpose) for slot in self._slots]
        tracks = [Track(mid=mid, purpose=purpose) for mid, purpose in mids]
        return told(self._connection.localDescription.sdp), tracks

    async def take_answer(self, sdp: str) -> None:
        """Apply the answer to our offer. Raises `PeerError`."""
        remote, candidates, complete = take_candidates(sdp)
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(remote, "answer"))
        except Exception as error:
            raise PeerError(f"The answer cannot be used: {type(error).__name__}") from error
        self._take_tracks()
        self._set_encoders()
        self._begin(candidates, complete)
        self._trickle.described()

    def add_candidate(self, candidate: IceCandidate | None) -> None:
        """Take a trickled candidate (RFC 8838), None for the last; never waits, never fails."""
        if not self._closed:
            self._trickle.add(candidate)

    # Grants -------------------------------------------------------------------------------
    def allow(self, send: frozenset[Purpose], receive: frozenset[Purpose]) -> None:
        """Obey the room's grants, now and for what is still to be negotiated."""
        self._may_send, self._may_receive = send, receive
        self.share.allow(send)
        for slot in self._slots:
            slot.gate.allow(slot.purpose in send)
            if slot.guarded is not None:
                slot.guarded.granted = slot.purpose in receive

    async def close(self) -> None:
        """Close; sources, encoders of others and other connections go on."""
        if self._closed:
            return
        self._closed = True
        for slot in self._slots:
            slot.gate.allow(False)
        for task in list(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()
        if self._describing is not None:
            await asyncio.wait({self._describing}, timeout=GATHER_S)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_S):
                await self._connection.close()
        for slot in self._slots:
            slot.gate.stop()
            if slot.receiving is not None:
                slot.receiving.stop()

    # Setting up ---------------------------------------------------------------------------
    def _add(self, purpose: Purpose) -> None:
        sends = purpose in self.house.sends
        direction = DIRECTIONS[sends, purpose in self.house.receives]
        gate = GateTrack(KINDS[purpose], lambda: self.house.outgoing(purpose))
        if sends:
            transceiver = self._connection.addTransceiver(gate, direction)
            gate.allow(purpose in self._may_send)
        else:
            transceiver = self._connection.addTransceiver(KINDS[purpose], direction)
        slot = Slot(purpose, transceiver, gate)
        if slot.is_video:
            transceiver.setCodecPreferences(codecs.preferred_video_codecs())
            slot.extensions = show_at_once(transceiver.sender)
            if purpose is not Purpose.FACE:
                part_from_voice(transceiver.sender)
        else:
            transceiver.setCodecPreferences(codecs.preferred_audio_codecs())
            tell_level(transceiver.sender, slot.voice)
        self._slots.append(slot)

    def _take_tracks(self) -> None:
        for slot in self._slots:
            track: MediaStreamTrack | None = slot.transceiver.receiver.track
            if track is None or slot.guarded is not None:
                continue
            receiver = slot.transceiver.receiver
            if slot.is_video:
                slot.receiving = receiving = assemble(receiver)
                slot.guarded = GuardedTrack(receiving.track)
            else:
                slot.receiving = hearing = hear(receiver)
                slot.guarded = GuardedVoice(hearing.track)
            self._spawn(ends_with(slot.receiving, track))
            slot.guarded.granted = slot.purpose in self._may_receive
            self._spawn(self._consume(slot.purpose, slot.guarded))

    async def _consume(self, purpose: Purpose, track: GuardedTrack) -> None:
        """Hand a track to the house, and read on whatever happens: unread tracks pile up."""
        try:
            if purpose in self.house.receives:
                await self.house.incoming(self.counterpart, purpose, track)
        finally:
            if not self._closed:
                self._spawn(drain(track))

    def _take_channel(self, channel: Any) -> None:
        if self._closed:
            channel.close()
        else:
            self._channels.take(channel)

    def _begin(self, candidates: Sequence[Any], complete: bool) -> None:
        self._watch.started_at = self.clock()
        self._trickle.add_found(candidates, complete=complete)
        self._connection.on("connectionstatechange", self._look_now)
        self._spawn(self._watching())

    async def _watching(self) -> None:
        while not self._closed:
            await self._look()
            await asyncio.sleep(WATCH_S)

    def _look_now(self) -> None:
        if not self._closed:
            self._spawn(self._look())

    async def _look(self) -> None:
        packets = await self._slots[0].packets_received() if self._slots else 0
        writing = self.text is not None and self.text.under_way
        expected = bool(self._may_send or self._may_receive or writing)
        state = self._connection.connectionState
        path = self._watch.look(self.clock(), state, packets, expected=expected)
        if path is not self.path and not self._closed:
            self.path = path
            self.changed(self, path)
        if path is Path.CONNECTED:
            await self.share.take_reports(self._slots)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _set_encoders(self) -> None:
        for slot in self._slots:
            sender, codec = slot.transceiver.sender, agreed_codec(slot.transceiver)
            if slot.purpose is Purpose.VOICE and codec == codecs.OPUS:
                name_packets(slot.transceiver, slot.voice)
                set_outlet(sender, slot.voice)
                tell_reports(sender, slot.voice, self.clock)
            if slot.purpose not in self.share.budget.targets or codec not in ("H264", "VP8"):
                continue
            outlet = self.share.outlet(slot.purpose, codec, slot.gate)
            set_outlet(sender, outlet)
            tell_reports(sender, outlet, self.clock)
            pace(sender, PacketGate(slot.gate, self._pacer, self.share, outlet, slot.extensions))
            limit_resending(sender, partial(self.share.resends, outlet))


def agreed_codec(transceiver: RTCRtpTransceiver) -> str:
    """The name of the codec that will be sent, '' before it is agreed on."""
    return next((codec.name for codec in transceiver._codecs), "")  # noqa: SLF001


def set_outlet(sender: RTCRtpSender, outlet: AnyOutlet) -> None:
    """Put an outlet in the place of the sender's own encoder."""
    sender._RTCRtpSender__encoder = outlet  # type: ignore[attr-defined]  # noqa: SLF001
    sender._send_keyframe = outlet.ask_for_key_frame  # type: ignore[method-assign]  # noqa: SLF001


def tell_reports(sender: RTCRtpSender, outlet: AnyOutlet, clock: Callable[[], float]) -> None:
    """Let the sender's reports go by when the outlet's pictures or voice were captured."""
    outlet.last_sent = lambda: sender._RTCRtpSender__rtp_timestamp  # type: ignore[attr-defined]  # noqa: SLF001
    send = sender._send_rtcp  # noqa: SLF001

    async def tell(packets: list[Any]) -> None:
        ntp = tell_captures(packets, outlet.times, clock())
        if ntp is not None:
            # By its middle 32 bits the receiver's answer is known, and so the way's time.
            sender._RTCRtpSender__lsr = ntp >> 16 & 0xFFFF_FFFF  # type: ignore[attr-defined]  # noqa: SLF001
            await send(packets)

    sender._send_rtcp = tell  # type: ignore[method-assign]  # noqa: SLF001


def show_at_once(sender: RTCRtpSender) -> ShownAtOnce:
    """Let a video sender ask for no delay at the receiver; before it begins to send."""
    extensions = ShownAtOnce()
    sender._RTCRtpSender__rtp_header_extensions_map = extensions  # type: ignore[attr-defined]  # noqa: SLF001
    return extensions


def tell_level(sender: RTCRtpSender, outlet: VoiceOutlet) -> None:
    """Let a voice sender say with each packet how loud it is; before it begins to send."""
    sender._RTCRtpSender__rtp_header_extensions_map = LevelTold(outlet)  # type: ignore[attr-defined]  # noqa: SLF001


def pace(sender: RTCRtpSender, leaving: PacketGate) -> None:
    """Let what the sender sends leave only when `leaving` lets it pass."""
    inner = sender.transport
    sender.setTransport(PacedTransport(inner, inner._send_rtp, leaving))  # type: ignore[arg-type]  # noqa: SLF001


def name_packets(transceiver: RTCRtpTransceiver, outlet: VoiceOutlet) -> None:
    """Let a voice's packets bring earlier ones again, if that was agreed on, and say so."""
    outlet.redundancy = codecs.redundancy(transceiver._codecs)  # noqa: SLF001
    sender, inner = transceiver.sender, transceiver.sender.transport
    sender.setTransport(VoiceTransport(inner, inner._send_rtp, outlet))  # type: ignore[arg-type]  # noqa: SLF001
    limit_resending(sender, lambda _stream, _number: False)


def limit_resending(sender: RTCRtpSender, allows: Callable[[int, int], bool]) -> None:
    """Of the lost packets that the receiver asks for send only those that are allowed."""
    resend, stream = sender._retransmit, sender._ssrc  # noqa: SLF001

    async def limited(number: int) -> None:
        if allows(stream, number):
            await resend(number)

    sender._retransmit = limited  # type: ignore[method-assign,assignment]  # noqa: SLF001


def assemble(receiver: RTCRtpReceiver) -> Receiving:
    """Put our own assembly in the place of a video receiver's, before the first packet."""
    feedback = Feedback(receiver._send_rtcp_nack, receiver._send_rtcp_pli)  # type: ignore[arg-type]  # noqa: SLF001
    receiving = Receiving(feedback)
    receiver._RTCRtpReceiver__nack_generator = None  # type: ignore[attr-defined]  # noqa: SLF001
    # The dictionary that aiortc fills when it begins to receive.
    known = receiver._RTCRtpReceiver__codecs  # type: ignore[attr-defined]  # noqa: SLF001
    receiver._RTCRtpReceiver__jitter_buffer = PicturePackets(receiving, known)  # type: ignore[attr-defined]  # noqa: SLF001
    take_reports(receiver, receiving.track.reported)
    return receiving


def hear(receiver: RTCRtpReceiver) -> Hearing:
    """Put our own jitter buffer in the place of a voice receiver's, before the first packet."""
    hearing = Hearing()
    known = receiver._RTCRtpReceiver__codecs  # type: ignore[attr-defined]  # noqa: SLF001
    receiver._RTCRtpReceiver__jitter_buffer = VoicePackets(hearing, known)  # type: ignore[attr-defined]  # noqa: SLF001
    take_reports(receiver, hearing.track.reported)
    return hearing


def take_reports(receiver: RTCRtpReceiver, reported: ReportedClock) -> None:
    """Let the sender's reports tell when what is received was captured."""
    handle = receiver._handle_rtcp_packet  # noqa: SLF001

    async def taken(packet: Any) -> None:
        take_report(packet, reported)
        await handle(packet)

    receiver._handle_rtcp_packet = taken  # type: ignore[method-assign]  # noqa: SLF001


def part_from_voice(sender: RTCRtpSender) -> None:
    """Send this in a media stream of its own (RFC 8830): of one, browsers sync one picture."""
    sender._stream_id = str(uuid4())  # noqa: SLF001
