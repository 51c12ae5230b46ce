"""The microphone as tracks, and remote voices as blocks for the loudspeaker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from fractions import Fraction

import av
import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK, RATE
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.status import SourceState, SourceStatus
from edge_client.devices.voice_feed import WAITING_BLOCKS
from edge_client.media.voice_player import play_voice
from edge_client.media.voice_track import MicrophoneTrack
from edge_client.peering.gate import GuardedVoice
from edge_client.peering.hearing import VoiceTrack
from edge_client.sound.opus import OpusEncoder
from tests.support.fake_devices import FakeSound
from tests.support.media import tone_in
from tests.support.waiting import SCALE, eventually


@pytest.fixture
async def engine() -> AsyncIterator[AudioEngine]:
    """A tone of 1000 Hz and a loudspeaker that keeps levels only."""
    made = AudioEngine(
        VoiceSection(source="synthetic", tone=1000.0),
        LoudspeakerSection(source="null"),
        FakeSound(),
    )
    made.start()
    yield made
    await asyncio.to_thread(made.stop)


async def test_every_peer_hears_the_same_tone_in_step(engine: AudioEngine) -> None:
    tracks = [MicrophoneTrack(engine.voice) for _ in range(3)]
    heard = await asyncio.gather(*[record(track, 30) for track in tracks])
    for frames in heard:
        assert {(f.sample_rate, f.samples, f.format.name, f.layout.name) for f in frames} == {
            (RATE, BLOCK, "s16", "mono")
        }
        times = [frame.pts or 0 for frame in frames]
        assert np.diff(times).tolist() == [BLOCK] * 29
        samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
        assert tone_in(samples / 32768) == pytest.approx(1000, abs=3)
    assert len({frames[0].pts for frames in heard}) == 1


async def record(track: MicrophoneTrack, count: int) -> list[av.AudioFrame]:
    return [await track.recv() for _ in range(count)]


async def test_pace_is_that_of_the_clock(engine: AudioEngine) -> None:
    track = MicrophoneTrack(engine.voice)
    await record(track, 10)
    started = time.monotonic()
    await record(track, 50)
    assert time.monotonic() - started == pytest.approx(1.0, abs=0.2 * SCALE)


async def test_time_stamps_are_the_monotonic_clock(engine: AudioEngine) -> None:
    frame = await MicrophoneTrack(engine.voice).recv()
    assert frame.time_base == Fraction(1, RATE)
    assert (frame.pts or 0) / RATE == pytest.approx(time.monotonic(), abs=0.3 * SCALE)


async def test_muted_track_is_silent_and_others_are_not(engine: AudioEngine) -> None:
    muted, open_track = MicrophoneTrack(engine.voice), MicrophoneTrack(engine.voice)
    muted.enabled = False
    assert (await muted.recv()).to_ndarray().any() == np.False_
    assert (await open_track.recv()).to_ndarray().any() == np.True_
    muted.enabled = True
    assert (await muted.recv()).to_ndarray().any() == np.True_


async def test_slow_reader_loses_the_oldest_and_keeps_the_time(engine: AudioEngine) -> None:
    track = MicrophoneTrack(engine.voice)
    first = await track.recv()
    await eventually(lambda: track.dropped >= 5, timeout_s=5, what="blocks are dropped")
    frames = await record(track, WAITING_BLOCKS)
    jump = (frames[0].pts or 0) - (first.pts or 0)
    assert jump > BLOCK * 5
    assert jump % BLOCK == 0


async def test_stopped_track_ends_alone(engine: AudioEngine) -> None:
    track, other = MicrophoneTrack(engine.voice), MicrophoneTrack(engine.voice)
    await track.recv()
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()
    await other.recv()


async def test_stopped_engine_ends_all_tracks(engine: AudioEngine) -> None:
    track = MicrophoneTrack(engine.voice)
    await asyncio.to_thread(engine.stop)
    with pytest.raises(MediaStreamError):
        await record(track, 20)
    assert track.readyState == "ended"
    with pytest.raises(MediaStreamError):
        await MicrophoneTrack(engine.voice).recv()


async def test_missing_device_is_silence_in_time() -> None:
    sound = FakeSound(devices=set())
    made = AudioEngine(VoiceSection(device="microphone"), LoudspeakerSection(source="off"), sound)
    told: list[tuple[str, SourceStatus]] = []
    made.observe(lambda name, status: told.append((name, status)))
    made.start()
    frames = await record(MicrophoneTrack(made.voice), 10)
    assert not any(frame.to_ndarray().any() for frame in frames)
    states = [status.state for name, status in told if name == "voice"]
    assert states[-1] is SourceState.MISSING
    await asyncio.to_thread(made.stop)
    await asyncio.to_thread(made.stop)
    made.start()
    await record(MicrophoneTrack(made.voice), 2)
    await asyncio.to_thread(made.stop)


async def test_remote_voice_is_played_at_its_level_and_pitch() -> None:
    sink, now = PlaybackSink(), 0.0
    track = VoiceTrack(lambda: now)
    voice = GuardedVoice(track)
    playing = asyncio.create_task(play_voice(voice, sink))
    await asyncio.sleep(0)
    encoder = OpusEncoder(64_000)
    times = np.arange(60 * BLOCK) / RATE
    tone = (0.25 * np.sin(2 * np.pi * 700 * times)).astype(np.float32)
    played = []
    for number in range(60):
        now += 0.02
        packet = encoder.encode(tone[number * BLOCK : (number + 1) * BLOCK])
        track.voice.put(number, number * BLOCK, packet)
        voice.granted = number < 50
        played.append(sink.pull())
    samples = np.concatenate(played[5:50])
    assert tone_in(samples) == pytest.approx(700, abs=3)
    assert float(np.abs(samples).max()) == pytest.approx(0.25, rel=0.1)
    assert not np.concatenate(played[50:]).any(), "what is not granted is not heard"

    voice.granted = True
    assert sink.pull().any()
    track.stop()
    await playing
    assert not sink.pull().any(), "the voice left the mix"
