"""A booth's whole sound on a clock that is turned by hand: lines, cards, clocks that differ.

Two remote voices come over a line with jitter and loss, from senders whose clocks are wrong; a
loudspeaker and a microphone are two cards with wrong clocks of their own, whose drivers call back
unevenly; the microphone hears the loudspeaker. All between is the terminal's own code.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine, BlockProcessor
from edge_client.devices.blocks import BLOCK, BLOCK_SECONDS, RATE, SILENCE, Block
from edge_client.sound.opus import OpusEncoder
from edge_client.sound.receiving import VoiceReceiver
from tests.support.fake_devices import FakeSound
from tests.support.waiting import eventually_sync

Samples = npt.NDArray[np.float32]

ECHO_S = 0.12
"""From a callback of the loudspeaker to its sound's being in a callback of the microphone."""

ECHO = 0.2
UNEVEN_S = 0.01
"""How uneven the drivers' callbacks are."""

JITTER_S, LOSS = 0.03, 0.01
BEEP_EVERY = 250
"""Packets between two beeps of the second voice: 5 s."""


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def beep() -> Samples:
    """What the second voice says now and then: a block that is found again."""
    time = np.arange(BLOCK) / RATE
    sound: Samples = (0.4 * np.hanning(BLOCK) * np.sin(2 * np.pi * 2500 * time)).astype(np.float32)
    return sound


@dataclass
class Seen:
    """What the world saw while it ran; times in seconds since its beginning."""

    sent: dict[int, float] = field(default_factory=dict)
    """When each beep was sent, by number."""
    delays: list[tuple[float, float]] = field(default_factory=list)
    """From sending a beep to its being handed to the loudspeaker."""
    echoes: list[tuple[float, float]] = field(default_factory=list)
    """How much later the echo is than what was played beside it, as the processor is told."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """How long a captured block waited until it was encoded."""
    underruns: int = 0
    """Blocks that a voice could not give although its sender never paused."""
    encoded: int = 0


class Watching:
    """The processor in the middle: looks at the pairs, and lets the real one work on them."""

    def __init__(self, inner: BlockProcessor | None) -> None:
        self._inner = inner
        self._pairs: deque[tuple[Block, Block]] = deque(maxlen=25)

    def capture(self, block: Block, played_block: Block) -> Block:
        """See `BlockProcessor`."""
        self._pairs.append((played_block, block))
        return self._inner.capture(block, played_block) if self._inner else block

    def lag(self) -> float | None:
        """By how much the echo is later than what was played, in seconds; None in a pause."""
        played, heard = (np.concatenate(side) for side in zip(*self._pairs, strict=True))
        if float(np.abs(played).max()) < 0.05:
            return None
        size = 2 * played.size
        cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
        product = np.fft.irfft(cross, size)[: RATE // 4]
        return float(np.argmax(product)) / RATE


class Voice:
    """A remote voice: packets made before, sent in a loop by a clock that is wrong."""

    def __init__(self, world: World, packets: list[bytes], ppm: float, beeps: bool) -> None:
        self.receiver = VoiceReceiver(clock=world.clock)
        self._world = world
        self._packets = packets
        self._period = BLOCK_SECONDS / (1 + ppm * 1e-6)
        self._beeps = beeps
        self._number = 0
        self._begun = False
        world.engine.sink.attach(self, fair=True)

    def send(self) -> float:
        """The next packet; how long until the one after it."""
        world, number = self._world, self._number
        self._number += 1
        packet = self._packets[number % len(self._packets)]
        if self._beeps and number % BEEP_EVERY == 0:
            world.seen.sent[number] = world.clock.now
        if world.chance.random() >= LOSS or (self._beeps and number % BEEP_EVERY < 2):
            late = JITTER_S * float(world.chance.random())
            world.later(late, lambda: self._arrive(number, packet))
        return self._period

    def _arrive(self, number: int, packet: bytes) -> None:
        self.receiver.put(number & 0xFFFF, (number * BLOCK) & 0xFFFFFFFF, packet)

    def pull(self) -> Block | None:
        """See `Playable`."""
        block = self.receiver.pull()
        self._begun = self._begun or block is not None
        self._world.seen.underruns += self._begun and block is None
        return block


class World:
    """Everything, and the clock; `run` turns it."""

    def __init__(
        self,
        voices: tuple[list[bytes], list[bytes]],
        processor: BlockProcessor | None,
        ppm: float,
        seed: int,
    ) -> None:
        """Sender, loudspeaker and microphone are wrong by `ppm`, each in another direction."""
        self.clock = Clock()
        self.chance = np.random.default_rng(seed)
        self.seen = Seen()
        self.sound = FakeSound(joins=False)
        self.watching = Watching(processor)
        self.engine = AudioEngine(
            VoiceSection(device="microphone"),
            LoudspeakerSection(device="speaker"),
            self.sound,
            processor=self.watching,
            clock=self.clock,
        )
        self._order = count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._encoder = OpusEncoder()
        self._captured_at: deque[float] = deque(maxlen=50)
        self._begin = self.clock.now
        self._beep = beep()
        self._voices = [
            Voice(self, packets, sign * ppm, beeps)
            for packets, sign, beeps in zip(voices, (1, -1), (False, True), strict=True)
        ]
        self._air = _Air(BLOCK_SECONDS / (1 + ppm * 1e-6))
        self._capture_period = BLOCK_SECONDS / (1 - ppm * 1e-6)
        self.engine.voice.put = self._encode  # type: ignore[method-assign]

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return self.clock.now - self._begin

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Do it then."""
        heapq.heappush(self._due, (self.clock.now + seconds, next(self._order), what))

    def start(self) -> None:
        """Open the devices: threads do it, in real time."""

        def both() -> bool:
            self.engine.turn(self.clock.now)
            for stream in self.sound.open_streams:
                stream.block(SILENCE if stream.input_device else None)
            self.clock.now += 0.01
            parted = len(self.sound.open_streams) == 2
            live = self.engine.voice_status.live and self.engine.loudspeaker_status.live
            return parted and live

        eventually_sync(both, timeout_s=10, what="both devices are open")
        self._begin = self.clock.now
        for voice in self._voices:
            self._again(voice.send)
        self._evenly(self._play, self._air.period)
        self._evenly(self._capture, self._capture_period)
        self._evenly(self._turn, BLOCK_SECONDS / 2, 0.0)

    def run(self, seconds: float) -> Iterator[float]:
        """Turn the clock; gives the time after each minute."""
        minute = 60.0
        while self.now < seconds:
            at, _, what = heapq.heappop(self._due)
            self.clock.now = max(self.clock.now, at)
            what()
            if self.now >= minute:
                minute += 60.0
                yield self.now

    def _again(self, what: Callable[[], float]) -> None:
        def act() -> None:
            self.later(what(), act)

        self.later(0.0, act)

    def _evenly(self, what: Callable[[], None], period: float, uneven: float = UNEVEN_S) -> None:
        """Again and again on an even clock, each time a little late."""
        number = count()
        begin = self.clock.now

        def act() -> None:
            what()
            due = begin + (next(number) + 1) * period + uneven * float(self.chance.random())
            self.later(max(0.0, due - self.clock.now), act)

        self.later(0.0, act)

    def _stream(self, capture: bool) -> Callable[[Block | None], Block] | None:
        for stream in self.sound.open_streams:
            if bool(stream.input_device) is capture:
                return stream.block
        return None

    def _play(self) -> None:
        call = self._stream(capture=False)
        if call is not None:
            played = call(None)
            self._air.play(played)
            self._look_for_beep(played)

    def _capture(self) -> None:
        call = self._stream(capture=True)
        if call is not None:
            noise = 0.001 * self.chance.standard_normal(BLOCK).astype(np.float32)
            heard = self._air.hear(self._capture_period)
            self._captured_at.append(self.clock.now)
            call(ECHO * heard + noise)

    def _turn(self) -> None:
        self.engine.turn(self.clock.now)

    def _encode(self, samples: Block, captured_at: float) -> None:
        self._encoder.encode(samples)
        self.seen.encoded += 1
        if self._captured_at:
            waited = self.clock.now - self._captured_at.popleft()
            # Now and then: a list of every block would itself be what grows.
            if self.seen.encoded % 250 == 0:
                self.seen.waits.append((self.now, waited))
        if self.seen.encoded % 500 == 250:
            lag = self.watching.lag()
            if lag is not None:
                self.seen.echoes.append((self.now, lag))

    def _look_for_beep(self, played: Block) -> None:
        """A beep is looked for where the last second was played; its delay is told once."""
        for number, at in list(self.seen.sent.items()):
            if self.clock.now - at > 0.8:
                del self.seen.sent[number]
                found = self._air.find(self._beep, self.clock.now - at)
                if found is not None:
                    self.seen.delays.append((self.now, found))


class _Air:
    """What the loudspeaker played, and what the microphone hears of it, by two clocks."""

    def __init__(self, period: float) -> None:
        self.period = period
        self._tape = np.zeros(2 * RATE, np.float32)
        self._played = 0
        self._heard: float | None = None

    def play(self, block: Block) -> None:
        self._tape[:-BLOCK] = self._tape[BLOCK:]
        self._tape[-BLOCK:] = block
        self._played += BLOCK

    def hear(self, period: float) -> Block:
        """The next block of the microphone: exact on both even clocks, whenever it is asked."""
        if self._heard is None:
            self._heard = self._played - ECHO_S * RATE
        step = period / self.period
        places = self._heard + step * np.arange(BLOCK) - (self._played - self._tape.size)
        self._heard += step * BLOCK
        whole = np.clip(places.astype(np.int64), 0, self._tape.size - 2)
        part = (places - whole).astype(np.float32)
        heard: Block = self._tape[whole] * (1 - part) + self._tape[whole + 1] * part
        return heard

    def find(self, sound: Samples, ago: float) -> float | None:
        """How long after it was sent, `ago` seconds before, a sound was handed out."""
        # What is on the tape's end was handed out just now.
        first = self._tape.size - round(ago * RATE)
        part = self._tape[first:]
        size = part.size + sound.size
        product = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(sound, size)), size)[
            : part.size - sound.size
        ]
        at = int(np.argmax(product))
        likeness = product[at] / np.dot(sound, sound)
        return at / RATE if likeness > 0.15 else None
