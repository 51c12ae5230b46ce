"""The terminal's sound: one microphone for many peers, many voices for one loudspeaker.

Everything is a 48 kHz block of 20 ms (see `blocks`). One thread, the pump, hands captured
blocks on, plays files in a microphone's place, gives silence while a device is away, and
watches the devices. A driver's callback only moves blocks through bounded rings.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.alignment import PlayedTape
from edge_client.devices.blocks import (
    BLOCK,
    BLOCK_SECONDS,
    RATE,
    SILENCE,
    Block,
    BlockRing,
    LevelMeter,
    sound_block,
)
from edge_client.devices.limiter import DELAY
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.outputs import OutputChoice, Outputs
from edge_client.devices.recovery import AUDIO_TIMES, RecoveryTimes
from edge_client.devices.sound_duplex import DeviceSound
from edge_client.devices.sound_server import TellsPlug
from edge_client.devices.sound_stream import SoundSystem
from edge_client.devices.status import SourceState, SourceStatus
from edge_client.devices.voice_feed import PlayedVoice, VoiceFeed, steady

STARVED: Final = 0.1
"""Seconds without a captured block after which silence fills the gap."""

STALE_BLOCKS: Final = 10
"""More played blocks than so many are not waiting to be given beside a file's or silence."""

StatusObserver = Callable[[str, SourceStatus], None]
"""Told the name, "voice" or "loudspeaker", and its new status; "output" and the loudspeaker's
status when another output was chosen or the loudspeaker took over."""


@dataclass(frozen=True)
class SoundFigures:
    """What went wrong so far, in blocks, and how two cards' clocks differ."""

    lost: int
    """Came from the driver and could not be taken in time."""
    faults: int
    """Over-runs and under-runs that the drivers told of."""
    damaged: int
    """Captured blocks that were no sound."""
    processor_faults: int
    """Blocks that could not be cleaned and were sent as they were."""
    mix_faults: int
    """Blocks given to be played that were no sound."""
    drift_ppm: float
    """How much faster the loudspeaker's clock is than the microphone's; 0 in one stream."""
    slips: int
    """How often what was played had to be found anew beside what is captured."""


class BlockProcessor(Protocol):
    """Where echo cancellation and noise suppression belong."""

    def capture(self, block: Block, played_block: Block) -> Block:
        """The captured block, cleaned, given what the loudspeaker played beside it."""


class AudioEngine:
    """Microphone and loudspeaker; see the module's text.

    `voice` is what peers read from, `sink` is where remote voices are written.
    Observers are called from the pump, must return quickly and must not stop the engine.
    """

    def __init__(
        self,
        voice: VoiceSection,
        loudspeaker: LoudspeakerSection,
        system: SoundSystem,
        *,
        processor: BlockProcessor | None = None,
        times: RecoveryTimes = AUDIO_TIMES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.voice = VoiceFeed()
        self.sink = PlaybackSink()
        self.captured = LevelMeter(blocks=5)
        """How loud the last 100 ms of the microphone were, before any processing."""
        self.processor = processor
        self._clock = clock
        self._voice_source = voice.source
        self._speaker_source = loudspeaker.source
        self._system = system
        self._captured = BlockRing(10)
        self._played = BlockRing(50)
        self._tape = PlayedTape()
        self._wake = threading.Event()
        self._pump_thread: threading.Thread | None = None
        self._observers: list[StatusObserver] = []
        self._told: dict[str, SourceStatus] = {}
        self._outputs = Outputs(loudspeaker)
        self._outputs_lock = threading.Lock()
        self._told_outputs = self._outputs.choices()
        self._file = PlayedVoice(voice, times) if voice.source in {"file", "synthetic"} else None
        self._device = DeviceSound(
            system,
            voice.device if voice.source == "device" else None,
            loudspeaker.device if loudspeaker.source == "device" else None,
            self._on_block,
            times,
        )
        self._since = clock()
        self._due = self._since
        self._null_due = self._since
        self._owed = 0
        self._damaged = 0
        self._processor_faults = 0

    @property
    def voice_status(self) -> SourceStatus:
        """What the microphone does."""
        if self._voice_source == "off":
            return steady(SourceState.OFF, self._since)
        return self._file.status if self._file else self._device.input_status

    @property
    def loudspeaker_status(self) -> SourceStatus:
        """What the loudspeaker does."""
        if self._speaker_source == "off":
            return steady(SourceState.OFF, self._since)
        if self._speaker_source == "null":
            return steady(SourceState.LIVE, self._since)
        return self._device.output_status

    @property
    def lost_blocks(self) -> int:
        """Blocks lost between the driver and the pump, and faults the driver reported."""
        return self._captured.dropped + self._device.faults

    @property
    def input_latency(self) -> float:
        """Seconds from a block's first sample at the microphone to its coming out here."""
        return 0.0 if self._file else self._device.input_latency

    @property
    def output_latency(self) -> float:
        """Seconds from the sink's being asked for a block to its first sample's being heard."""
        return self._device.output_latency + DELAY / RATE

    @property
    def figures(self) -> SoundFigures:
        """What went wrong since the engine was made."""
        return SoundFigures(
            lost=self._captured.dropped,
            faults=self._device.faults,
            damaged=self._damaged,
            processor_faults=self._processor_faults,
            mix_faults=self.sink.faults + self.sink.shape_faults,
            drift_ppm=round(self._tape.drift_ppm, 1),
            slips=self._tape.slips,
        )

    @property
    def plugged(self) -> bool | None:
        """Whether headphones are plugged into the machine; None: it cannot be told."""
        return self._system.plugged if isinstance(self._system, TellsPlug) else None

    def outputs(self) -> tuple[OutputChoice, ...]:
        """The outputs that a person can choose from, the loudspeaker first."""
        with self._outputs_lock:
            return self._outputs.choices()

    def choose_output(self, output: str) -> None:
        """Play there from now on, until another is chosen or this one fails.

        A device of both sides is opened anew, so the microphone is silent for a moment. Raises
        ValueError when the configuration names no such output.
        """
        with self._outputs_lock:
            self._outputs.choose(output)
        self._wake.set()

    def observe(self, observer: StatusObserver) -> Callable[[], None]:
        """Be told every change of status; returns the function that ends it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer) if observer in self._observers else None

    def start(self) -> None:
        """Begin; an engine that runs already goes on."""
        if self._pump_thread is not None:
            return
        now = self._clock()
        self._since = self._due = self._null_due = now
        self._owed = 0
        self.voice.start(now)
        self._wake.clear()
        self._pump_thread = threading.Thread(target=self._pump, name="sound-pump", daemon=True)
        self._pump_thread.start()

    def stop(self) -> None:
        """Release the devices and join the pump. May be repeated."""
        pump, self._pump_thread = self._pump_thread, None
        if pump is None:
            return
        self._wake.set()
        pump.join()
        self._device.close()
        if self._file:
            self._file.close()
        self.voice.stop()

    def _on_block(self, captured: Block | None, plays: bool) -> Block:
        """Called by the driver: bounded rings only, no waiting, no event loop."""
        played = self.sink.pull() if plays else SILENCE
        now = self._clock()
        if captured is None:
            self._played.push((played, now))
        else:
            if captured.shape != (BLOCK,) or not np.isfinite(captured).all():
                self._damaged += 1
            self._captured.push((sound_block(captured), played if plays else None, now))
            self._wake.set()
        return played

    def _pump(self) -> None:
        while self._pump_thread is threading.current_thread():
            self.turn(self._clock())
            self._tell()
            self._wake.wait(BLOCK_SECONDS / 2)
            if self._pump_thread is threading.current_thread():
                self._wake.clear()

    def turn(self, now: float) -> None:
        """One turn of the pump at this time: public so that tests can turn it by hand."""
        self._follow_output(now)
        self._device.tick(now)
        if self._file:
            self._play_file(now)
        else:
            self._hand_on_captured(now)
            self._fill_gap(now)
        if self._speaker_source == "null":
            while self._null_due <= now:
                self._played.push((self.sink.pull(), now))
                self._null_due = _next(self._null_due, now)

    def _follow_output(self, now: float) -> None:
        if self._speaker_source != "device":
            return
        with self._outputs_lock:
            self._outputs.seen(self._device.output_status, now)
            device = self._outputs.device
        self._device.play_on(device)

    def _play_file(self, now: float) -> None:
        assert self._file is not None
        while self._due <= now:
            self._emit(self._file.next_block(now), self._handed(), self._due)
            self._due = _next(self._due, now)

    def _hand_on_captured(self, now: float) -> None:
        items = []
        while (item := self._captured.pop()) is not None:
            items.append(item)
        while (handed := self._played.pop()) is not None:
            self._tape.played(*handed)
        if not items:
            return
        # A backlog whose time silence has filled already is left out: keep the delay short.
        for number, (block, played, at) in enumerate(items):
            beside = self._tape.beside(at) if played is None else played
            if number >= min(self._owed, len(items) - 1):
                self._emit(block, beside, at - self.input_latency)
        self._owed = 0
        self._due = now + BLOCK_SECONDS

    def _fill_gap(self, now: float) -> None:
        """Silence at the right pace, so that a peer's clock goes on."""
        patience = STARVED if self.voice_status.live else 0.0
        if now < self._due + patience:
            return
        while self._due <= now:
            self._emit(SILENCE, self._handed(), self._due)
            self._due = _next(self._due, now)
            self._owed += 1 if patience else 0

    def _emit(self, block: Block, played: Block, captured_at: float) -> None:
        self.captured.add(block)
        if self.processor is not None:
            block = self._processed(self.processor, block, played)
        self.voice.put(block, captured_at)

    def _processed(self, processor: BlockProcessor, block: Block, played: Block) -> Block:
        """A fault of the processor must not end the pump, and with it all sound."""
        try:
            cleaned = processor.capture(block, played)
        except Exception:
            self._processor_faults += 1
            return block
        sound = sound_block(cleaned)
        self._processor_faults += sound is SILENCE and cleaned is not SILENCE
        return sound

    def _handed(self) -> Block:
        """The oldest block that was played and not given beside another; for what is no device."""
        while len(self._played) > STALE_BLOCKS:
            self._played.pop()
        handed = self._played.pop()
        return SILENCE if handed is None else handed[0]

    def _tell(self) -> None:
        for name, status in (
            ("voice", self.voice_status),
            ("loudspeaker", self.loudspeaker_status),
        ):
            if self._told.get(name) != status:
                self._told[name] = status
                self._tell_one(name, status)
        outputs = self.outputs()
        if outputs != self._told_outputs:
            self._told_outputs = outputs
            self._tell_one("output", self.loudspeaker_status)

    def _tell_one(self, name: str, status: SourceStatus) -> None:
        for observer in tuple(self._observers):
            observer(name, status)


def _next(due: float, now: float) -> float:
    """The time of the next block; after a long stop of the machine it goes on from now."""
    return due + BLOCK_SECONDS if now - due < 0.5 else now + BLOCK_SECONDS
