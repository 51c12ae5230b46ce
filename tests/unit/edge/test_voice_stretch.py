"""Time squeezed and stretched: the length changes, the pitch and the loudness stay."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.sound.opus import OpusDecoder, OpusEncoder, OpusError
from edge_client.sound.stretch import LONGEST, NEEDED, SHORTEST, squeeze, stretch

Samples = npt.NDArray[np.float32]
RATE = 48_000


def voice(pitch: float, seconds: float = 0.06) -> Samples:
    """A buzz with overtones, as a vowel has them."""
    times = np.arange(int(RATE * seconds)) / RATE
    waves = sum(np.sin(2 * np.pi * pitch * k * times) / k for k in range(1, 8))
    return (0.2 * np.asarray(waves)).astype(np.float32)


def pitch_of(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size), 2**16))
    return float(np.argmax(spectrum)) * RATE / 2**16


@pytest.mark.parametrize("pitch", [90.0, 120.0, 210.0, 330.0])
def test_a_period_less_and_a_period_more(pitch: float) -> None:
    sound = voice(pitch)
    for changed, sign in ((squeeze(sound), -1), (stretch(sound), 1)):
        difference = sign * (changed.size - sound.size)
        assert SHORTEST <= difference <= LONGEST
        periods = difference * pitch / RATE
        assert abs(periods - round(periods)) < 0.06
        assert pitch_of(changed) == pytest.approx(pitch, rel=0.02)
        # No step where it was joined: nothing steeper than in the voice itself.
        assert np.abs(np.diff(changed)).max() < 1.1 * np.abs(np.diff(sound)).max()


def test_noise_is_left_alone_and_quiet_is_not() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.1, 2 * NEEDED).astype(np.float32)
    assert squeeze(noise) is noise
    assert stretch(noise) is noise
    quiet = (noise * 0.01).astype(np.float32)
    assert squeeze(quiet).size < quiet.size


def test_too_little_is_left_alone() -> None:
    sound = voice(100.0)[:100]
    assert squeeze(sound) is sound


def test_a_lost_packet_comes_back_from_the_next_one() -> None:
    encoder, whole, lossy = OpusEncoder(24_000), OpusDecoder(), OpusDecoder()
    encoder.loss = 0.2
    rng = np.random.default_rng(5)
    sound = voice(140.0, 1.0) * np.repeat(rng.uniform(0.2, 1.0, 50), 960).astype(np.float32)
    packets = [encoder.encode(sound[at : at + 960]) for at in range(0, 48_000, 960)]
    kept = [whole.decode(packet) for packet in packets]
    for packet in packets[:30]:
        lossy.decode(packet)
    recovered = lossy.recover(packets[31], 960)
    alike = np.corrcoef(kept[30], recovered)[0, 1]
    assert alike > 0.8


def test_concealment_goes_on_and_fades() -> None:
    encoder, decoder = OpusEncoder(), OpusDecoder()
    sound = voice(140.0, 1.0)
    last = sound
    for at in range(0, 24_000, 960):
        last = decoder.decode(encoder.encode(sound[at : at + 960]))
    concealed = [decoder.conceal(960) for _ in range(20)]
    assert np.sqrt(np.mean(concealed[0] ** 2)) > 0.3 * np.sqrt(np.mean(last**2))
    assert np.sqrt(np.mean(concealed[-1] ** 2)) < 0.1 * np.sqrt(np.mean(last**2))


@pytest.mark.parametrize("packet", [b"", b"\xff\xff\xff"])
def test_what_cannot_be_decoded_is_told(packet: bytes) -> None:
    with pytest.raises(OpusError):
        OpusDecoder().decode(packet)


def test_silence_costs_nothing() -> None:
    encoder = OpusEncoder()
    sizes = [len(encoder.encode(np.zeros(960, np.float32))) for _ in range(50)]
    assert min(sizes[20:]) <= 2
