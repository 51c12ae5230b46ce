"""What the microphone heard, without the loudspeaker's echo and the room's noise, evenly loud.

Two stages (docs/adr/0017). `LinearEcho` takes out what is a linear echo of what was played, which
costs a near voice nothing. Then WebRTC's audio processing, by way of pywebrtc-audio, takes out
what is left of the echo, noise, and what is below a voice, and brings the voice to an even level.
All of it works at 48 kHz on the whole band.

Called by the sound engine's pump, never by the event loop. What is no sound is taken for silence;
where the library is missing or fails, the microphone is heard as it is.
"""

from __future__ import annotations

import importlib
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import structlog

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK_SECONDS, RATE, SILENCE, Block, decibels
from edge_client.sound.echo_line import LinearEcho

log = structlog.get_logger(__name__)

LIBRARY: Final = "pywebrtc_audio"

NOISE_LEVEL: Final = 1
"""Of 0 to 3: noise falls by 12 dB."""

GAIN_MOST_DB: Final = 10.0
"""A quiet voice is raised by so much at most: more would raise what is left of the echo too."""

FAULTS: Final = 5
"""Failures of the library, one after another, after which it is left alone."""

_PLAYS: Final = 1e-3
"""Effective value of a block that is loud enough for its echo to be judged."""
_SECOND: Final = round(1 / BLOCK_SECONDS)
_MOST_DB: Final = 60.0
_NOISE_BLOCKS: Final = 5 * _SECOND
_OVER_NOISE: Final = 2.0
"""By so much more power than the noise has a far voice's echo is known from it."""
_FORGET_BLOCKS: Final = 30 * _SECOND
"""An echo that was not seen for so long while something played is no echo any more."""


class Processing(Protocol):
    """What is used of the library's `AudioProcessor`."""

    gain_db: float

    def process(self, near: Block, far: Block | None = None) -> Block:
        """Any whole number of 10 ms of each; what is left of the near one."""

    def reset(self) -> None:
        """Forget all that was learnt."""


@dataclass(frozen=True)
class CleaningFigures:
    """What the cleaner knows now.

    `delay_ms`: from playing to hearing, None until an echo was recognised. `erle_db`: how much
    less of himself the other end hears (ITU-T G.168's ERLE), None while nobody there has spoken;
    a near voice makes it lower, not higher. `echo_heard`: the microphone hears the loudspeaker,
    so that without a canceller the other end would hear himself. `drift_ppm`: how much slower the
    loudspeaker's clock is than the microphone's. `working`: an echo is cancelled here.
    """

    working: bool = False
    delay_ms: float | None = None
    erle_db: float | None = None
    echo_heard: bool = False
    drift_ppm: float = 0.0
    gain_db: float = 0.0


class Cleaner:
    """A `BlockProcessor` for the sound engine; `figures` may be read from any thread.

    `echo` says who cancels: "software" is done here; with "device" the device or the system does,
    and noise and level are left to be done here; "off" leaves all as it is.
    """

    def __init__(self, section: VoiceSection, processing: Processing | None = None) -> None:
        self.figures = CleaningFigures()
        self._cancels = section.echo == "software"
        self._processing = processing
        if processing is None and section.echo != "off":
            self._processing = load(echo=self._cancels)
        self._linear = LinearEcho() if self._cancels and self._processing else None
        self._faults = 0
        self._loss = EchoLoss()
        self._looks = 0
        self._unseen = 0

    def capture(self, block: Block, played_block: Block) -> Block:
        """The captured block, cleaned, given what the loudspeaker played beside it."""
        heard = tame(block)
        if self._processing is None:
            return heard
        played = tame(played_block)
        try:
            cleaned = self._clean(self._processing, heard, played)
        except Exception:  # a library's fault must not end the sound
            self._fault("sound.cleaning.failed")
            return heard
        if not np.isfinite(cleaned).all():
            self._processing.reset()
            self._fault("sound.cleaning.no_sound")
            return SILENCE
        self._faults = 0
        self._tell(heard, played, cleaned)
        return np.clip(cleaned, -1.0, 1.0)

    def _clean(self, processing: Processing, heard: Block, played: Block) -> Block:
        if self._linear is None:
            return processing.process(heard, None)
        return processing.process(self._linear.process(heard, played), played)

    def _fault(self, event: str) -> None:
        self._faults += 1
        log.warning(event, times=self._faults)
        if self._faults >= FAULTS:
            log.error("sound.cleaning.given_up", hint="the microphone is heard as it is")
            self._processing, self._linear = None, None
            self.figures = CleaningFigures()

    def _tell(self, heard: Block, played: Block, cleaned: Block) -> None:
        gain = self._processing.gain_db if self._processing else 0.0
        linear = self._linear
        if linear is None:
            self.figures = CleaningFigures(gain_db=gain)
            return
        plays = float(played @ played) > _PLAYS**2 * played.size
        self._loss.add(heard, cleaned, gain, plays)
        # A block that plays and in which the delay is not seen anew counts against it.
        if linear.looks != self._looks:
            self._looks, self._unseen = linear.looks, 0
        elif plays:
            self._unseen += 1
        delay = linear.delay
        self.figures = CleaningFigures(
            working=True,
            delay_ms=None if delay is None else round(delay * 1e3, 1),
            erle_db=self._loss.db,
            echo_heard=delay is not None and self._unseen < _FORGET_BLOCKS,
            drift_ppm=round(linear.drift * 1e6, 1),
            gain_db=round(gain, 1),
        )


class EchoLoss:
    """How much less of itself a far voice hears, from seconds in which it speaks. Pure.

    What is there while nobody speaks is the room's noise and no echo: it is taken off both of what
    was heard and of what is left, and an echo below the noise is heard by nobody.
    """

    def __init__(self) -> None:
        self._heard, self._left = _Second(), _Second()
        self._blocks = self._pause = 0
        self._seconds: deque[float] = deque(maxlen=20)

    @property
    def db(self) -> float | None:
        """None while the far voice is silent, as nothing is known of then. Of the last 20 s of far speech the better quarter, or the last one where it is better.

        In the others somebody near spoke; who speaks while the other end hardly says a word may
        have spoken in nearly all of them, and is silent in the last.
        """
        if not self._seconds or self._pause >= _SECOND:
            return None
        return round(max(float(np.percentile(self._seconds, 75)), self._seconds[-1]), 1)

    def add(self, heard: Block, cleaned: Block, gain_db: float, plays: bool) -> None:
        """One block; the gain that it was given is taken off again."""
        self._heard.add(float(heard @ heard), plays)
        self._left.add(float(cleaned @ cleaned) / 10 ** (gain_db / 10), plays)
        self._pause = 0 if plays else self._pause + 1
        self._blocks += plays
        if self._pause == _SECOND:
            # What was said before a pause says nothing of what comes after it.
            self._blocks = 0
            self._heard.taken()
            self._left.taken()
        if self._blocks < _SECOND:
            return
        self._blocks = 0
        heard_noise, left_noise = self._heard.noise, self._left.noise
        heard_power, left_power = self._heard.taken(), self._left.taken()
        if heard_power < _OVER_NOISE * heard_noise:
            self._seconds.append(_MOST_DB)
            return
        echo, left = heard_power - heard_noise, max(left_power - left_noise, 0.0)
        loss = decibels((echo / RATE) ** 0.5) - decibels((left / RATE) ** 0.5)
        self._seconds.append(min(_MOST_DB, loss))


class _Second:
    """Sums of squares of a second in which the far voice is heard, and of the noise in as much."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._quiet: deque[float] = deque(maxlen=_NOISE_BLOCKS)

    @property
    def noise(self) -> float:
        """By the quieter blocks of the last seconds."""
        return float(np.percentile(self._quiet, 20)) * _SECOND if self._quiet else 0.0

    def add(self, power: float, plays: bool) -> None:
        """One block's sum of squares."""
        self._quiet.append(power)
        self._sum += power if plays else 0.0

    def taken(self) -> float:
        """The sum; the next one begins."""
        total, self._sum = self._sum, 0.0
        return total


def cleaner_of(section: VoiceSection) -> Cleaner | None:
    """For a microphone; what is played from a file or made is clean already."""
    return Cleaner(section) if section.source == "device" else None


def load(*, echo: bool) -> Processing | None:
    """The library's processing, None with a word in the log where it cannot be had."""
    try:
        library = importlib.import_module(LIBRARY)
        made: Processing = library.AudioProcessor(
            sample_rate=RATE,
            echo_cancellation=echo,
            high_pass_filter=True,
            noise_suppression=True,
            ns_level=NOISE_LEVEL,
            auto_gain_control=True,
            agc_max_gain_db=GAIN_MOST_DB,
        )
    except Exception as error:  # a missing wheel, a missing system library, another version
        log.warning(
            "sound.cleaning.missing",
            error=str(error),
            hint="the microphone is heard as it is: pip install pywebrtc-audio, or use a "
            'speakerphone that cancels echo itself and set echo = "device"',
        )
        return None
    return made


def tame(block: Block) -> Block:
    """Within full scale; what is no number is silence."""
    if not np.isfinite(block).all():
        block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(block, -1.0, 1.0).astype(np.float32, copy=False)
