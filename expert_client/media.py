"""The media of an expert in Python: a file or a test picture goes out, what comes is kept.

Nothing is written to disk: pictures and sound stay in memory, the newest ones only.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_client.config import CameraSection, LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK_SECONDS, Block
from edge_client.devices.cameras import make_video_source
from edge_client.devices.sound_stream import BlockCallback, SoundStream
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.house import PERSON_RECEIVES, MediaHouse
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose

HEARD_S = 3.0
"""So much of what was heard last is kept."""


@dataclass(frozen=True)
class ExpertMedia:
    """What the expert shows and says. Without files: a test picture and a tone."""

    face: Path | None = None
    voice: Path | None = None
    tone: float = 880.0
    """Of the synthetic voice, in Hz."""
    width: int = 640
    height: int = 480
    fps: int = 30
    marker: int = 7
    """Number of the ArUco marker in the test picture."""
    colour: str = "#7A3B8F"


class Heard:
    """The mix of all voices that came in, as a loudspeaker would have played it."""

    def __init__(self) -> None:
        self._blocks: deque[Block] = deque(maxlen=round(HEARD_S / BLOCK_SECONDS))

    def capture(self, block: Block, played_block: Block) -> Block:
        """Called by the sound engine for each block: takes what was played, changes nothing."""
        self._blocks.append(played_block)
        return block

    def last(self, seconds: float = 0.4) -> npt.NDArray[np.float32]:
        """What was heard last: 48 kHz, one channel, -1 to 1; shorter right after the start."""
        blocks = list(self._blocks)[-max(1, round(seconds / BLOCK_SECONDS)) :]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def loudness(self) -> float:
        """Root of the mean square of the last 0.4 s."""
        heard = self.last()
        return float(np.sqrt(np.mean(heard**2))) if heard.size else 0.0


class _NoSound:
    """No sound card is touched."""

    def open(
        self, input_device: str | int | None, output_device: str | int | None, block: BlockCallback
    ) -> SoundStream:
        raise DeviceError(SourceState.MISSING, Reason.NO_SOUND_SYSTEM)

    def stale(self) -> bool:
        return False


class ExpertEquipment:
    """The running media of one expert."""

    def __init__(self, media: ExpertMedia) -> None:
        self.board = PictureBoard()
        self.heard = Heard()
        self.camera = make_video_source(
            "face",
            CameraSection(
                source="file" if media.face else "synthetic",
                file=media.face,
                width=media.width,
                height=media.height,
                fps=media.fps,
                marker=media.marker,
                colour=media.colour,
                fit="fill",
            ),
            lambda: "en",
        )
        self.audio = AudioEngine(
            VoiceSection(
                source="file" if media.voice else "synthetic", file=media.voice, tone=media.tone
            ),
            LoudspeakerSection(source="null"),
            _NoSound(),
            processor=self.heard,
        )
        self.house = MediaHouse(
            {Purpose.FACE: self.camera},
            self.audio.voice,
            self.audio.sink,
            self.board,
            PERSON_RECEIVES,
        )

    def start(self) -> None:
        """Begin."""
        self.camera.start()
        self.audio.start()

    def stop(self) -> None:
        """End; may take a moment, not for the event loop."""
        self.camera.stop()
        self.audio.stop()
