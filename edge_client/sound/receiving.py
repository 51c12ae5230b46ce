"""One remote voice from its packets to the loudspeaker's blocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.sound.jitter import Conceal, Counts, JitterBuffer, Pace, Play, Recover, Rest
from edge_client.sound.opus import OpusDecoder, OpusError
from edge_client.sound.redundancy import Earlier
from edge_client.sound.stretch import NEEDED, squeeze, stretch

Samples = npt.NDArray[np.float32]

CONCEALED: Final = 120
"""libopus conceals multiples of so many samples: 2.5 ms."""

LOUDEST: Final = 1.0
"""What a decoder gives beyond full scale is cut: loud clipping harms ears."""


LOOKAHEAD_S: Final = 0.0065
"""What comes out of a decoder was captured so much before its time stamp says (RFC 7845, 4.2,
and RFC 6716, 2: 4 ms to align SILK with CELT, 2.5 ms of overlap)."""


HELD_FOR_S: Final = 2.0
"""A voice waits no longer for pictures that do not come any more."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The RTP time stamp, at 48 kHz, of what was pulled at `at`, monotonic seconds."""

    timestamp: int
    at: float


class VoiceDecoder(Protocol):
    """What is needed of `OpusDecoder`."""

    def decode(self, packet: bytes) -> Samples:
        """A packet's sound; raises OpusError."""

    def recover(self, following: bytes, samples: int) -> Samples:
        """A lost packet's sound from the next one."""

    def conceal(self, samples: int) -> Samples:
        """Something in the place of what is lost."""


class VoiceReceiver:
    """Packets in, from the network's thread; blocks out, to the loudspeaker's.

    The loudspeaker's clock sets the pace: when the sender's runs otherwise, the delay drifts,
    and the jitter buffer's `pace` squeezes or stretches it back.
    """

    def __init__(
        self,
        decoder: VoiceDecoder | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._decoder = decoder or OpusDecoder()
        self._clock = clock
        self._lock = threading.Lock()
        self._buffer = JitterBuffer()
        self._ready = np.zeros(0, np.float32)
        self._since_stretch = 0
        self._genuine = 0
        """Samples at the end of `_ready` that are no concealment."""
        self._held_until = 0.0
        self.pulled: Moment | None = None
        """The last time that the voice itself was pulled, and not something in its place."""

    @property
    def counts(self) -> Counts:
        """What happened to its packets so far."""
        return self._buffer.counts

    @property
    def delay(self) -> float:
        """The present delay in seconds after the quickest packet's way."""
        return self._buffer.delay

    @property
    def target(self) -> float:
        """The delay in seconds that is aimed at."""
        return self._buffer.target

    def hold(self, seconds: float) -> None:
        """Be later by so much than the way needs it; to be said again within `HELD_FOR_S`."""
        with self._lock:
            self._held_until = self._clock() + HELD_FOR_S
            self._buffer.hold(seconds)

    def put(
        self, number: int, timestamp: int, payload: bytes, again: Sequence[Earlier] = ()
    ) -> None:
        """A packet came: its sequence number, its time stamp at 48 kHz, and what was in those
        before it, if it brings that again.
        """
        with self._lock:
            self._buffer.put(number, timestamp, payload, self._clock(), again)

    def restart(self) -> None:
        """What comes next is another stream, with numbers and times of its own."""
        with self._lock:
            self._buffer.restart()

    def pull(self) -> Block | None:
        """The next 20 ms; None when nothing is said. Never waits for packets."""
        with self._lock:
            now = self._clock()
            if now > self._held_until:
                self._buffer.hold(0.0)
            while self._ready.size < BLOCK:
                if not self._add(now):
                    break
            if self._ready.size < BLOCK:
                return None
            self._keep_pace(now)
            position = self._buffer.position
            if position is not None and self._genuine == self._ready.size:
                lookahead = round(LOOKAHEAD_S * RATE)
                self.pulled = Moment(position - self._ready.size - lookahead, now)
            block, self._ready = self._ready[:BLOCK], self._ready[BLOCK:]
            self._genuine = min(self._genuine, self._ready.size)
            return block

    def _add(self, now: float) -> bool:
        """Decode or conceal a little more; False when nothing is to be played."""
        step = self._buffer.take(now)
        if isinstance(step, Rest):
            return False
        sound, genuine = self._sound(step)
        self._genuine = self._genuine + sound.size if genuine else 0
        self._ready = np.concatenate([self._ready, np.clip(sound, -LOUDEST, LOUDEST)])
        return True

    def _sound(self, step: Play | Recover | Conceal) -> tuple[Samples, bool]:
        """The sound of a step, and whether it is the voice itself."""
        try:
            match step:
                case Play(packet):
                    return self._decoder.decode(packet.payload), True
                case Recover(following, samples):
                    return self._decoder.recover(following.payload, samples), True
        except OpusError:
            pass  # damaged on the way: concealed like a lost one
        samples = step.packet.samples if isinstance(step, Play) else step.samples
        return self._decoder.conceal(max(1, samples // CONCEALED) * CONCEALED), False

    def _keep_pace(self, now: float) -> None:
        """Squeeze or stretch what is ready by a period, when the delay asks for it."""
        pace = self._buffer.pace()
        self._since_stretch += 1
        # Twice in a row would be heard as roughness.
        if pace is Pace.STEADY or self._since_stretch < (1 if pace is Pace.MUCH_FASTER else 3):
            return
        wanted = BLOCK if pace is Pace.SLOWER else NEEDED + BLOCK // 2
        while self._ready.size < wanted and self._buffer.has_next:
            self._add(now)
        if self._genuine < wanted:
            return
        at = self._ready.size - self._genuine
        before, voice = self._ready[:at], self._ready[at:]
        if pace is Pace.SLOWER:
            changed = stretch(voice)
        else:
            changed = squeeze(voice, eager=pace is Pace.MUCH_FASTER)
        if changed.size != voice.size:
            self._since_stretch = 0
            self._buffer.stretched(changed.size - voice.size)
            self._genuine = changed.size
            self._ready = np.concatenate([before, changed])
