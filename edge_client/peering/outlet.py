"""What stands in a video sender's place for its encoder: it passes on what is encoded already."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast, get_args

from aiortc.mediastreams import MediaStreamTrack

from edge_client.devices.blocks import RATE
from edge_client.lip_sync.sent import SentTimes
from edge_client.media.video_track import VIDEO_CLOCK
from edge_client.peering.codecs import Redundancy
from edge_client.peering.gate import GateTrack
from edge_client.sound.activity import SILENT
from edge_client.sound.redundancy import Earlier, pack_blocks
from edge_client.sound.speaking import BITRATE, EncodedVoice
from edge_client.video.budget import RATES
from edge_client.video.encoder import EncodedPicture, VideoCodec
from edge_client.video.losses import Losses
from edge_client.video.studio import Viewer
from signaling.protocol import Purpose


class Outlet:
    """One sender's end of a shared encoder. aiortc calls `pack` and sets `target_bitrate`."""

    def __init__(
        self,
        purpose: Purpose,
        codec: str,
        gate: GateTrack,
        estimated: Callable[[Purpose, int], None],
        sent: Callable[[int], None],
    ) -> None:
        """`estimated` is told the receiver's estimate, bit/s, and to which picture's sender it
        was told; `sent` the size of each picture, bytes.
        """
        assert codec in get_args(VideoCodec)
        self.purpose = purpose
        self._codec = cast(VideoCodec, codec)
        self._gate = gate
        self._estimated = estimated
        self._sent = sent
        self._bitrate = RATES[purpose].start
        self.losses = Losses()
        self._key_begins = False
        self.times = SentTimes(VIDEO_CLOCK)
        self.last_sent: Callable[[], int] = lambda: 0
        """The RTP time stamp of the last packet that left."""
        gate.prepare(self._prepare)

    def _prepare(self, track: MediaStreamTrack) -> None:
        if isinstance(track, Viewer):
            track.wish(self._bitrate)
            track.use(self._codec)

    @property
    def target_bitrate(self) -> int:
        """What this picture may use, bit/s."""
        return self._bitrate

    @target_bitrate.setter
    def target_bitrate(self, estimate: int) -> None:
        self._estimated(self.purpose, estimate)

    def wish(self, bitrate: int) -> None:
        """The line takes so many bit/s of this picture."""
        self._bitrate = bitrate
        if isinstance(self._gate.inner, Viewer):
            self._gate.inner.wish(bitrate)

    @property
    def sends(self) -> bool:
        """Whether anything is granted."""
        return self._gate.open

    def hold(self) -> None:
        """Send nothing until `go_on`: the line has to come to rest."""
        if isinstance(self._gate.inner, Viewer):
            self._gate.inner.hold()

    def go_on(self) -> None:
        """From a key frame on."""
        if isinstance(self._gate.inner, Viewer):
            self._gate.inner.go_on()

    def leaves(self, number: int, now: float) -> None:
        """A packet with this sequence number leaves for the first time, at a time in seconds."""
        self.losses.left(number, now, self._key_begins)
        self._key_begins = False

    def ask_for_key_frame(self) -> None:
        """The receiver asked for one."""
        if isinstance(self._gate.inner, Viewer):
            self._gate.inner.ask_for_key_frame()

    def pack(self, picture: EncodedPicture) -> tuple[list[bytes], int]:
        """RTP payloads and time stamp."""
        self._sent(picture.size)
        self._key_begins = picture.key
        # A picture's time stamp is the time of its capture, see `edge_client.media.video_track`.
        captured_at = picture.timestamp / VIDEO_CLOCK
        self.times.packed(picture.timestamp, captured_at, self.last_sent())
        return list(picture.payloads), picture.timestamp


class VoiceOutlet:
    """As `Outlet`, for a voice: it has no key frames, and its rate is not the line's to choose."""

    target_bitrate = BITRATE

    def __init__(self) -> None:
        self.level = SILENT
        """Of what was packed last."""
        self.redundancy: Redundancy | None = None
        """How packets bring earlier ones again; None where that was not agreed on."""
        self.twice = False
        """Whether each packet brings the one before it again, where that was agreed on."""
        self.packed_as: int | None = None
        """The payload type of what was packed last, where it is not plain Opus."""
        self._before: EncodedVoice | None = None
        self.times = SentTimes(RATE)
        self.last_sent: Callable[[], int] = lambda: 0
        """The RTP time stamp of the last packet that left."""

    def ask_for_key_frame(self) -> None:
        """A receiver that asks for one is mistaken."""

    def pack(self, voice: EncodedVoice) -> tuple[list[bytes], int]:
        """RTP payloads and time stamp."""
        self.level = voice.level
        self.times.packed(voice.timestamp, voice.captured_at, self.last_sent())
        before, self._before = self._before, voice
        agreed = self.redundancy
        if agreed is None or not self.twice or before is None:
            self.packed_as = None
            return [voice.payload], voice.timestamp
        again = Earlier(before.payload, voice.timestamp - before.timestamp)
        self.packed_as = agreed.packets
        return [pack_blocks(voice.payload, [again], agreed.blocks)], voice.timestamp


AnyOutlet = Outlet | VoiceOutlet
