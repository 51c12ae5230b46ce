"""Remote voices, mixed for the loudspeaker. Pure: no device and no clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import (
    BLOCK,
    SILENCE,
    Block,
    BlockRing,
    LevelMeter,
    sound_block,
    to_block,
)
from edge_client.devices.fairness import FairLevel
from edge_client.devices.limiter import Limiter

CEILING: Final = 0.95
"""The limiter keeps the mix below this amplitude."""

HANDLE_BLOCKS: Final = 5
"""Blocks that one voice may have waiting: 100 ms."""

START_BLOCKS: Final = 2
"""Blocks that a voice gathers before it (re)starts, against a gap after every block."""

Shape = Callable[[Block], Block]
"""What makes a mixed block easier to hear, its level as well: one block in, one block out."""


class Mixer:
    """Sums blocks and turns the sum down, smoothly, when it would clip.

    What comes out is `limiter.DELAY` samples later than what went in.
    """

    def __init__(self) -> None:
        self._limiter = Limiter(CEILING)

    @property
    def idle(self) -> bool:
        """Whether silence would come out for silence."""
        return self._limiter.idle

    def mix(self, blocks: Iterable[Block], shape: Shape | None = None) -> Block:
        """The sum of any number of blocks, shaped, then limited to `CEILING`."""
        total = np.zeros(BLOCK, np.float32)
        for block in blocks:
            total += block
        if shape is not None:
            total = shape(total)
        return self._limiter.limit(total)


class PlaybackHandle:
    """Where one remote voice is written; read by the sink."""

    def __init__(self, sink: PlaybackSink, track_id: str) -> None:
        self.track_id = track_id
        self.underruns = 0
        self._sink = sink
        self._ring = BlockRing(HANDLE_BLOCKS)
        self._started = False

    @property
    def dropped(self) -> int:
        """Blocks thrown away because more than 100 ms were waiting."""
        return self._ring.dropped

    @property
    def waiting(self) -> int:
        """Blocks that wait to be played."""
        return len(self._ring)

    def write(self, samples: npt.NDArray[Any]) -> None:
        """Play one block: 960 samples, 48 kHz, one channel, int16 or float.

        Never blocks; the oldest block goes when too many wait. Raises ValueError for another
        length or type.
        """
        self._ring.push(to_block(samples))

    def close(self) -> None:
        """End this voice."""
        self._sink.remove(self)

    def pull(self) -> Block | None:
        """The next block, None while nothing is to be played."""
        if not self._started:
            if len(self._ring) < START_BLOCKS:
                return None
            self._started = True
        block: Block | None = self._ring.pop()
        if block is None:
            self._started = False
            self.underruns += 1
        return block


class Playable(Protocol):
    """Something that is heard: a remote voice, or what is written to a `PlaybackHandle`."""

    def pull(self) -> Block | None:
        """The next 20 ms, None while there is nothing; called by the driver, never waits."""


@dataclass(frozen=True, eq=False)
class _Played:
    source: Playable
    level: FairLevel | None


class PlaybackSink:
    """All that is heard; the loudspeaker pulls one mixed block every 20 ms.

    `shape`, when set, is applied to the mix before the limiter, silence too, so that its
    filters ring out. It is called by the driver: it must be quick and never wait. May be set
    or taken away at any time; faults of it are counted and leave the mix as it was.
    """

    def __init__(self) -> None:
        self.level = LevelMeter()
        self.faults = 0
        """Blocks that were given to be played and were no sound."""
        self.shape: Shape | None = None
        self.shape_faults = 0
        self._mixer = Mixer()
        self._lock = threading.Lock()
        self._played: tuple[_Played, ...] = ()

    def add(self, track_id: str) -> PlaybackHandle:
        """Something that is written block by block; close its handle when it ends."""
        handle = PlaybackHandle(self, track_id)
        self.attach(handle)
        return handle

    def attach(self, played: Playable, *, fair: bool = False) -> None:
        """Play this too, until it is removed; with `fair` as loud as the other voices."""
        with self._lock:
            self._played += (_Played(played, FairLevel() if fair else None),)

    def remove(self, played: Playable) -> None:
        """Do not play it any more; one that ended already is no error."""
        with self._lock:
            self._played = tuple(other for other in self._played if other.source is not played)

    def pull(self) -> Block:
        """The next 20 ms for the loudspeaker. Called by one thread at a time, never waits."""
        blocks = [block for each in self._played if (block := self._block(each)) is not None]
        shape = self.shape
        if blocks or shape is not None or not self._mixer.idle:
            mixed = self._mixer.mix(blocks, self._guarded(shape) if shape else None)
        else:
            mixed = SILENCE
        self.level.add(mixed)
        return mixed

    def _block(self, played: _Played) -> Block | None:
        """What one gives; its fault, or what is no sound, is nobody else's."""
        try:
            block = played.source.pull()
        except Exception:
            self.faults += 1
            return None
        if block is None:
            return None
        sound = sound_block(block)
        if sound is not block:
            self.faults += 1
        return played.level.process(sound) if played.level else sound

    def _guarded(self, shape: Shape) -> Shape:
        """An error in the driver's callback would end the stream, and NaN would end the voice."""

        def guarded(mixed: Block) -> Block:
            try:
                shaped = shape(mixed.copy())
            except Exception:
                self.shape_faults += 1
                return mixed
            if shaped.shape != (BLOCK,) or not np.isfinite(shaped).all():
                self.shape_faults += 1
                return mixed
            return shaped.astype(np.float32, copy=False)

        return guarded
