"""What bad senders give: heard as well as can be, never a crash, a screech or a growing memory."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block
from edge_client.devices.mixer import CEILING, PlaybackSink
from edge_client.peering.hearing import Hearing
from edge_client.sound.jitter import MOST
from edge_client.sound.opus import OpusEncoder
from edge_client.sound.receiving import VoiceReceiver

Samples = npt.NDArray[np.float32]
SECONDS = 6


def tone(seconds: float = SECONDS, hertz: float = 500.0, rate: int = RATE) -> Samples:
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(0.3 * np.sin(2 * np.pi * hertz * time), np.float32)


def packets(sound: Samples) -> list[bytes]:
    encoder = OpusEncoder(dtx=False)
    return [encoder.encode(block) for block in sound.reshape(-1, BLOCK)]


class Heard:
    """One packet and one block every 20 ms, on a clock of its own, through the mix."""

    def __init__(self) -> None:
        self.now = 0.0
        self.receiver = VoiceReceiver(clock=lambda: self.now)
        self.sink = PlaybackSink()
        self.sink.attach(self.receiver)
        self.blocks: list[Block] = []

    def step(self, *packets: tuple[int, int, bytes]) -> None:
        for number, timestamp, payload in packets:
            self.receiver.put(number & 0xFFFF, timestamp & 0xFFFFFFFF, payload)
        self.blocks.append(self.sink.pull())
        self.now += 0.02
        held = len(self.receiver._buffer)
        assert held <= MOST, "it keeps more and more"
        assert self.receiver._ready.size < 10 * BLOCK

    def last(self, seconds: float = 1.0) -> Samples:
        heard = np.concatenate(self.blocks)
        assert np.isfinite(heard).all()
        assert float(np.abs(heard).max()) <= CEILING
        return heard[-round(seconds * RATE) :]


def share_at(sound: Samples, hertz: float) -> float:
    """How much of its power is near a frequency."""
    power = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2
    at = round(hertz * sound.size / RATE)
    return float(power[at - 30 : at + 31].sum() / max(float(power.sum()), 1e-12))


STAMPS: dict[str, Callable[[int], int]] = {
    "always the same": lambda n: 0,
    "backwards": lambda n: -n * BLOCK,
    "at 8 kHz": lambda n: n * 160,
    "at 96 kHz": lambda n: n * 2 * BLOCK,
    "anything": lambda n: int(np.random.default_rng(n).integers(0, 2**32)),
    "jumping by a minute now and then": lambda n: n * BLOCK + (n // 50) * 60 * RATE,
}


@pytest.mark.parametrize("stamp", STAMPS.values(), ids=list(STAMPS))
def test_wrong_time_stamps(stamp: Callable[[int], int]) -> None:
    """What they say of time cannot be; afterwards a right sender is heard at once."""
    heard, said = Heard(), packets(tone())
    for n, packet in enumerate(said):
        heard.step((n, stamp(n), packet))
    heard.last()
    heard.receiver.restart()
    for n, packet in enumerate(said):
        heard.step((n, n * BLOCK, packet))
    assert share_at(heard.last(), 500) > 0.9


def test_every_packet_three_times() -> None:
    heard = Heard()
    for n, packet in enumerate(packets(tone())):
        heard.step(*[(n, n * BLOCK, packet)] * 3)
    assert share_at(heard.last(), 500) > 0.99
    assert heard.receiver.counts.duplicate == 2 * SECONDS * 50


def test_the_same_number_again_and_again() -> None:
    heard = Heard()
    for n, packet in enumerate(packets(tone())):
        heard.step((7, n * BLOCK, packet))
    heard.last()


def encoded_by(sound: npt.NDArray[np.int16], rate: int, layout: str) -> list[bytes]:
    """Opus as another's encoder makes it."""
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format = rate, layout, "s16"
    made: list[bytes] = []
    size = rate // 50
    channels = 2 if layout == "stereo" else 1
    for at in range(0, sound.size // channels - size + 1, size):
        part = sound[at * channels : (at + size) * channels]
        frame = av.AudioFrame.from_ndarray(part[None, :], format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate, at
        made += [bytes(packet) for packet in codec.encode(frame)]
    return made


def test_a_telephone_of_8_khz() -> None:
    sound = (tone(rate=8000) * 32767).astype(np.int16)
    heard = Heard()
    for n, packet in enumerate(encoded_by(sound, 8000, "mono")):
        heard.step((n, n * BLOCK, packet))
    assert share_at(heard.last(), 500) > 0.99


def test_stereo_is_heard_with_both_sides() -> None:
    left, right = tone(hertz=500), tone(hertz=1500)
    sound = (np.stack([left, right], axis=1).reshape(-1) * 32767).astype(np.int16)
    heard = Heard()
    for n, packet in enumerate(encoded_by(sound, RATE, "stereo")):
        heard.step((n, n * BLOCK, packet))
    both = heard.last()
    assert share_at(both, 500) == pytest.approx(0.5, abs=0.1)
    assert share_at(both, 1500) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("kind", ["silence", "noise", "direct current"])
def test_extremes_are_heard_below_the_ceiling(kind: str) -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, SECONDS * RATE)
    sound = {
        "silence": np.zeros(SECONDS * RATE),
        "noise": np.sign(noise),
        "direct current": np.ones(SECONDS * RATE),
    }[kind]
    heard = Heard()
    for n, packet in enumerate(packets(sound.astype(np.float32))):
        heard.step((n, n * BLOCK, packet))
    loudness = float(np.sqrt(np.mean(heard.last() ** 2)))
    assert (loudness < 1e-3) if kind == "silence" else (loudness <= CEILING)


async def test_packets_after_the_end() -> None:
    hearing = Hearing()
    said = packets(tone(1.0))
    hearing.take(1, 0, 0, said[0])
    hearing.stop()
    for n, packet in enumerate(said * 20):
        hearing.take(1, n + 1, (n + 1) * BLOCK, packet)
    assert len(hearing.track.voice._buffer) <= MOST
    assert hearing.track.readyState == "ended"


def test_a_sender_that_ends_is_silence() -> None:
    heard = Heard()
    for n, packet in enumerate(packets(tone(1.0))):
        heard.step((n, n * BLOCK, packet))
    for _ in range(200):
        heard.step()
    assert not heard.last(0.5).any()
    assert heard.sink.pull() is SILENCE
