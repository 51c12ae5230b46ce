"""The media of one participant, shared by all of its peer connections."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.video_source import PictureSource
from edge_client.devices.voice_feed import VoiceFeed
from edge_client.lip_sync.together import Together
from edge_client.media.voice_player import play_voice
from edge_client.peering.gate import GuardedTrack, GuardedVoice
from edge_client.pictures import PictureBoard
from edge_client.sound.speaking import Speech
from edge_client.video.studio import Studio
from signaling.protocol import Purpose

TERMINAL_RECEIVES = frozenset({Purpose.VOICE, Purpose.FACE, Purpose.SCREEN})
PERSON_RECEIVES = frozenset(Purpose)


class MediaHouse:
    """Sources go out to every peer, voices come in to one mixer, pictures to one board."""

    def __init__(
        self,
        cameras: Mapping[Purpose, PictureSource],
        voice: VoiceFeed,
        sink: PlaybackSink,
        board: PictureBoard,
        receives: frozenset[Purpose],
        together: Together | None = None,
    ) -> None:
        """`together` is told the voices that are played, so that pictures can wait for them."""
        self._cameras = cameras
        self._studio = Studio(cameras)
        self._speech = Speech(voice)
        self._sink = sink
        self._board = board
        self._together = together or Together()
        self._receives = receives
        self._voices: dict[str, GuardedVoice] = {}

    @property
    def studio(self) -> Studio:
        """The encoders that all peers share."""
        return self._studio

    @property
    def sends(self) -> frozenset[Purpose]:
        """Voice and what there are cameras for; one that is off sends its placeholder."""
        return frozenset({Purpose.VOICE, *self._cameras})

    @property
    def receives(self) -> frozenset[Purpose]:
        """What can be shown or played."""
        return self._receives

    def speaking(self) -> list[str]:
        """Who of the counterparts speaks now, of those who may be heard."""
        return sorted(who for who, voice in self._voices.items() if voice.speaks)

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        """A new track of the source for one peer; stopping it leaves the source running."""
        if purpose is Purpose.VOICE:
            return self._speech.track()
        return self._studio.viewer(purpose)

    async def incoming(self, counterpart: str, purpose: Purpose, track: MediaStreamTrack) -> None:
        """Play a voice, or keep the newest picture on the board, until the track ends."""
        if isinstance(track, GuardedVoice):
            self._voices[counterpart] = track
            self._together.begins(counterpart, track)
            try:
                await play_voice(track, self._sink)
            finally:
                self._together.ends(counterpart, track)
                # A newer generation's voice may have come before the older one ended.
                if self._voices.get(counterpart) is track:
                    del self._voices[counterpart]
            return
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, av.VideoFrame):
                    self._board.put(counterpart, purpose, frame, _captured(track, frame))


def _captured(track: MediaStreamTrack, frame: av.VideoFrame) -> float | None:
    if not isinstance(track, GuardedTrack) or frame.pts is None:
        return None
    return track.captured(frame.pts)
