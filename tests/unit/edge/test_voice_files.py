"""Sound in place of a microphone."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.devices.status import DeviceError, Reason
from edge_client.devices.voice_file import FileVoice, NoiseVoice, ToneVoice, open_voice
from edge_client.simulation import ASSETS


def wav(path: Path, rate: int, channels: int, seconds: float) -> Path:
    """A tone of 500 Hz."""
    time = np.arange(round(rate * seconds)) / rate
    samples = (8000 * np.sin(2 * np.pi * 500 * time)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).tobytes())
    return path


def loudest(samples: Block) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum) * RATE / samples.size)


def test_tone_has_no_seams() -> None:
    voice = ToneVoice(440)
    samples = np.concatenate([voice.next_block() for _ in range(50)])
    assert loudest(samples) == pytest.approx(440, abs=2)
    assert float(np.abs(np.diff(samples)).max()) < 2 * np.pi * 440 / RATE * 0.26


def test_noise_is_noise_and_not_loud() -> None:
    voice = NoiseVoice()
    samples = np.concatenate([voice.next_block() for _ in range(50)])
    assert float(samples.std()) == pytest.approx(0.05, rel=0.05)
    assert abs(float(np.corrcoef(samples[:-1], samples[1:])[0, 1])) < 0.05


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_file_of_any_rate_in_a_loop(tmp_path: Path, rate: int, channels: int) -> None:
    voice = FileVoice(wav(tmp_path / "a.wav", rate, channels, 0.5))
    blocks = [voice.next_block() for _ in range(60)]
    assert all(block.shape == (BLOCK,) and block.dtype == np.float32 for block in blocks)
    samples = np.concatenate(blocks[:20])
    assert loudest(samples) == pytest.approx(500, abs=3)
    assert float(np.abs(samples).max()) == pytest.approx(8000 / 32768, rel=0.05)
    assert np.abs(np.concatenate(blocks[30:50])).max() > 0.2, "the second loop sounds too"
    voice.close()


def test_real_speech_is_heard() -> None:
    voice = FileVoice(ASSETS / "demo-instruct.wav")
    samples = np.concatenate([voice.next_block() for _ in range(200)])
    assert 0.01 < float(samples.std()) < 0.5


def test_missing_and_broken(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as missing:
        open_voice(VoiceSection(source="file", file=tmp_path / "no.wav"))
    assert missing.value.reason is Reason.FILE_NOT_FOUND
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"not a sound" * 50)
    with pytest.raises(DeviceError) as caught:
        open_voice(VoiceSection(source="file", file=broken))
    assert caught.value.reason is Reason.FILE_UNREADABLE


def test_synthetic_follows_the_settings() -> None:
    assert isinstance(open_voice(VoiceSection(source="synthetic", sound="noise")), NoiseVoice)
    voice = open_voice(VoiceSection(source="synthetic", tone=1234.0))
    samples = np.concatenate([voice.next_block() for _ in range(50)])
    assert loudest(samples) == pytest.approx(1234, abs=2)
