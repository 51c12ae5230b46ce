"""The microphone as tracks, and remote voices as blocks for the loudspeaker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK, RATE
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.status import SourceState, SourceStatus
from edge_client.media.voice_player import play_voice
from edge_client.peering.gate import GuardedVoice
from edge_client.peering.hearing import VoiceTrack
from edge_client.sound.opus import OpusDecoder, OpusEncoder, Samples
from edge_client.sound.packets import repeats_last
from edge_client.sound.speaking import MOST_BEHIND, EncodedVoice, Speech, SpokenTrack
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


async def record(track: SpokenTrack, count: int) -> list[EncodedVoice]:
    return [await track.recv() for _ in range(count)]


def decoded(heard: list[EncodedVoice]) -> Samples:
    decoder = OpusDecoder()
    return np.concatenate([decoder.decode(voice.payload) for voice in heard])


async def test_every_peer_hears_the_same_tone_in_step_encoded_once(engine: AudioEngine) -> None:
    speech = Speech(engine.voice)
    tracks = [speech.track() for _ in range(3)]
    heard = await asyncio.gather(*[record(track, 30) for track in tracks])
    for voices in heard:
        assert np.diff([voice.timestamp for voice in voices]).tolist() == [BLOCK] * 29
        assert tone_in(decoded(voices)) == pytest.approx(1000, abs=3)
    first, *others = heard
    for other in others:
        assert all(a is b for a, b in zip(first, other, strict=True)), "encoded once"


async def test_pace_is_that_of_the_clock(engine: AudioEngine) -> None:
    track = Speech(engine.voice).track()
    await record(track, 10)
    started = time.monotonic()
    await record(track, 50)
    assert time.monotonic() - started == pytest.approx(1.0, abs=0.2 * SCALE)


async def test_time_stamps_are_the_monotonic_clock(engine: AudioEngine) -> None:
    voice = await Speech(engine.voice).track().recv()
    assert voice.timestamp / RATE == pytest.approx(time.monotonic(), abs=0.3 * SCALE)


async def test_slow_reader_loses_the_oldest_and_keeps_the_time(engine: AudioEngine) -> None:
    track = Speech(engine.voice).track()
    first = await track.recv()
    await eventually(lambda: track.dropped >= 5, timeout_s=5, what="packets are dropped")
    voices = await record(track, MOST_BEHIND)
    jump = voices[0].timestamp - first.timestamp
    assert jump > BLOCK * 5
    assert jump % BLOCK == 0


async def test_stopped_track_ends_alone(engine: AudioEngine) -> None:
    speech = Speech(engine.voice)
    track, other = speech.track(), speech.track()
    await track.recv()
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()
    await other.recv()


async def test_whoever_listens_after_all_had_stopped_hears_again(engine: AudioEngine) -> None:
    speech = Speech(engine.voice)
    track = speech.track()
    await track.recv()
    track.stop()
    assert tone_in(decoded(await record(speech.track(), 30))) == pytest.approx(1000, abs=3)


async def test_stopped_engine_ends_all_tracks(engine: AudioEngine) -> None:
    speech = Speech(engine.voice)
    track = speech.track()
    await asyncio.to_thread(engine.stop)
    with pytest.raises(MediaStreamError):
        await record(track, 20)
    assert track.readyState == "ended"
    with pytest.raises(MediaStreamError):
        await speech.track().recv()


async def test_a_listener_who_loses_packets_is_sent_what_repairs_them(engine: AudioEngine) -> None:
    speech = Speech(engine.voice)
    track, other = speech.track(), speech.track()
    assert not any(repeats_last(voice.payload) for voice in await record(track, 10))
    for _ in range(20):
        other.lost(0.2)

    async def repaired() -> bool:
        return all(repeats_last(voice.payload) for voice in await record(track, 5))

    await eventually(repaired, timeout_s=5, what="packets that repeat the one before")


async def test_missing_device_is_silence_in_time_and_hardly_sent() -> None:
    sound = FakeSound(devices=set())
    made = AudioEngine(VoiceSection(device="microphone"), LoudspeakerSection(source="off"), sound)
    told: list[tuple[str, SourceStatus]] = []
    made.observe(lambda name, status: told.append((name, status)))
    made.start()
    track = Speech(made.voice).track()
    voices = await record(track, 14)
    assert float(np.abs(decoded(voices)).max()) < 1e-4
    assert np.diff([voice.timestamp for voice in voices]).max() > 5 * BLOCK, "DTX"
    states = [status.state for name, status in told if name == "voice"]
    assert states[-1] is SourceState.MISSING
    await asyncio.to_thread(made.stop)
    await asyncio.to_thread(made.stop)
    made.start()
    await record(Speech(made.voice).track(), 2)
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
    # The limiter's 4 ms were granted.
    assert not np.concatenate(played[51:]).any(), "what is not granted is not heard"

    voice.granted = True
    assert sink.pull().any()
    track.stop()
    await playing
    sink.pull()
    assert not sink.pull().any(), "the voice left the mix"
