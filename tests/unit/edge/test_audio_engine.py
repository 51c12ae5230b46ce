"""The sound engine turned by hand: every device fault, no real time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from edge_client.config import AudioSinkKind, AudioSourceKind, LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK, BLOCK_SECONDS, SILENCE, Block
from edge_client.devices.limiter import DELAY
from edge_client.devices.sound_duplex import STARTS_S, STRAIN_S, STRAINED
from edge_client.devices.sound_link import MAX_ABANDONED
from edge_client.devices.status import SourceState
from tests.support.fake_devices import FakeClock, FakeSound
from tests.support.waiting import eventually_sync

VOICE = np.full(BLOCK, 0.25, np.float32)


class Bench:
    """An engine, a fake sound system, and a clock that moves 10 ms a turn."""

    def __init__(
        self,
        voice: AudioSourceKind = "device",
        loudspeaker: AudioSinkKind = "device",
        microphone: str = "microphone",
        speaker: str = "speaker",
        **sound: object,
    ) -> None:
        self.clock = FakeClock()
        self.sound = FakeSound(**sound)  # type: ignore[arg-type]
        self.engine = AudioEngine(
            VoiceSection(source=voice, device=microphone),
            LoudspeakerSection(source=loudspeaker, device=speaker, headphones="headphones"),
            self.sound,
            clock=self.clock,
        )
        self.heard: list[Block] = []
        put = self.engine.voice.put

        def keep(samples: Block, captured_at: float) -> None:
            self.heard.append(samples)
            put(samples, captured_at)

        self.engine.voice.put = keep  # type: ignore[method-assign]
        self.told: list[tuple[str, SourceState]] = []

    def turn(self, seconds: float = 0.01, *, captured: Block | None = VOICE) -> None:
        """Let time pass; devices call back every 20 ms unless `captured` is None."""
        for step in range(round(seconds / 0.01)):
            self.clock.now = round(self.clock.now + 0.01, 3)
            if captured is not None and step % 2:
                self.sound.beat(captured)
            self.engine.turn(self.clock.now)

    def until(
        self, condition: Callable[[], bool], what: str, *, captured: Block | None = VOICE
    ) -> None:
        """Turn until streams, which are opened by threads, have got there."""

        def turned() -> bool:
            self.turn(0.2, captured=captured)
            return condition()

        eventually_sync(turned, timeout_s=5, what=what)

    @property
    def states(self) -> tuple[SourceState, SourceState]:
        return self.engine.voice_status.state, self.engine.loudspeaker_status.state

    def live(self) -> None:
        both = (SourceState.LIVE, SourceState.LIVE)
        self.until(lambda: self.states == both, "both are live")


def test_one_stream_serves_both() -> None:
    bench = Bench()
    bench.live()
    assert [(s.input_device, s.output_device) for s in bench.sound.open_streams] == [
        ("microphone", "speaker")
    ]
    bench.heard.clear()
    bench.turn(1.0)
    assert len(bench.heard) == 50
    assert all(block is VOICE for block in bench.heard)


def test_two_streams_where_one_cannot_serve_both() -> None:
    bench = Bench(joins=False)
    bench.live()
    bench.turn(20)
    assert bench.states == (SourceState.LIVE, SourceState.LIVE)
    assert len(bench.sound.open_streams) == 2
    assert len(bench.sound.streams) <= 4, "joining is not tried for ever"


def test_playback_reaches_the_loudspeaker() -> None:
    bench = Bench()
    bench.live()
    handle = bench.engine.sink.add("expert")
    for _ in range(3):
        handle.write(VOICE)
    assert [float(block[DELAY]) for block in bench.sound.beat(SILENCE)] == [0.25]


def test_cleaner_gets_what_was_played_beside_what_was_captured() -> None:
    bench = Bench()
    pairs: list[tuple[float, float]] = []

    class Cleaner:
        def capture(self, block: Block, played_block: Block) -> Block:
            pairs.append((float(block[0]), float(played_block[DELAY])))
            return SILENCE

    bench.engine.processor = Cleaner()
    bench.live()
    handle = bench.engine.sink.add("expert")
    for _ in range(3):
        handle.write(np.full(BLOCK, 0.125, np.float32))
    pairs.clear()
    bench.heard.clear()
    bench.sound.beat(VOICE)
    bench.engine.turn(bench.clock.now)
    assert pairs == [(0.25, 0.125)]
    assert float(bench.heard[-1].max()) == 0, "what the cleaner gives is what is sent"


def test_missing_microphone_is_silence_at_the_right_pace_and_the_speaker_plays() -> None:
    bench = Bench()
    bench.sound.devices.discard("microphone")
    missing = (SourceState.MISSING, SourceState.LIVE)
    bench.until(lambda: bench.states == missing, "the microphone is missing")
    bench.heard.clear()
    bench.turn(2.0)
    assert len(bench.heard) == pytest.approx(100, abs=1)
    assert not any(block.any() for block in bench.heard)
    bench.sound.devices.add("microphone")
    bench.live()
    bench.until(
        lambda: (
            [s.input_device and s.output_device for s in bench.sound.open_streams] == ["speaker"]
        ),
        "they are joined again",
    )


def test_missing_speaker_leaves_the_microphone() -> None:
    bench = Bench()
    bench.sound.devices.discard("speaker")
    bench.until(lambda: bench.states == (SourceState.LIVE, SourceState.MISSING), "one works")
    bench.heard.clear()
    bench.turn(1.0)
    assert sum(bool(block.any()) for block in bench.heard) == 50


def test_unplugged_in_use() -> None:
    bench = Bench()
    bench.live()
    bench.sound.devices.discard("microphone")
    for stream in bench.sound.open_streams:
        stream.alive = False
    gone = (SourceState.MISSING, SourceState.LIVE)
    bench.until(lambda: bench.states == gone, "the loudspeaker goes on alone")
    bench.sound.devices.add("microphone")
    bench.live()


def test_devices_are_joined_again_every_time() -> None:
    bench = Bench()
    bench.live()
    for _ in range(3):
        for stream in bench.sound.open_streams:
            stream.alive = False
        bench.until(
            lambda: (
                len(bench.sound.open_streams) == 1
                and bench.sound.open_streams[0].alive
                and bench.sound.open_streams[0].input_device == "microphone"
                and bench.sound.open_streams[0].output_device == "speaker"
            ),
            "joined",
        )
        bench.live()
        bench.turn(6.0)


def test_silence_of_the_driver_for_a_second_is_stuck_and_reopened() -> None:
    bench = Bench(loudspeaker="off")
    bench.until(lambda: bench.engine.voice_status.live, "it is live")
    bench.heard.clear()
    bench.turn(0.9, captured=None)
    assert bench.engine.voice_status.live
    bench.turn(0.2, captured=None)
    assert bench.engine.voice_status.state is SourceState.STUCK
    assert len(bench.heard) == pytest.approx(55, abs=6), "silence filled the gap"
    bench.until(lambda: bench.engine.voice_status.live, "it is live again")
    assert len(bench.sound.streams) == 2


def test_driver_that_hangs_in_closing_is_left_and_bounded() -> None:
    bench = Bench(loudspeaker="off")
    bench.until(lambda: bench.engine.voice_status.live, "it is live")
    bench.sound.hold.clear()
    bench.until(lambda: len(bench.sound.streams) == MAX_ABANDONED, "attempts", captured=None)
    bench.turn(60, captured=None)
    assert len(bench.sound.streams) == MAX_ABANDONED
    assert not bench.engine.voice_status.live
    bench.sound.hold.set()
    bench.until(lambda: bench.engine.voice_status.live, "it is live in the end")


def test_backlog_after_a_gap_does_not_lengthen_the_delay() -> None:
    bench = Bench(loudspeaker="off")
    bench.until(lambda: bench.engine.voice_status.live, "it is live")
    start, pts = bench.clock.now, len(bench.heard)
    bench.turn(0.2, captured=None)
    for _ in range(8):
        bench.sound.beat(VOICE)
    bench.turn(0.5)
    blocks = len(bench.heard) - pts
    assert blocks * BLOCK_SECONDS == pytest.approx(bench.clock.now - start, abs=0.05)


def test_newly_plugged_devices_are_seen_although_one_is_in_use() -> None:
    bench = Bench()
    bench.sound.devices.discard("microphone")
    bench.until(lambda: bench.states == (SourceState.MISSING, SourceState.LIVE), "one works")
    used = bench.sound.open_streams[0]
    bench.sound.stale_now = True
    bench.turn(1.0)
    bench.sound.stale_now = False
    eventually_sync(lambda: used.closed, timeout_s=5, what="the stream is closed for a look")
    bench.until(lambda: bench.states == (SourceState.MISSING, SourceState.LIVE), "it is back")


def test_off_and_null() -> None:
    bench = Bench(voice="off", loudspeaker="null")
    handle = bench.engine.sink.add("expert")
    bench.turn(0.02)
    for _ in range(4):
        handle.write(VOICE)
    bench.turn(1.0)
    assert bench.states == (SourceState.OFF, SourceState.LIVE)
    assert bench.sound.streams == []
    assert len(bench.heard) == pytest.approx(51, abs=1)
    assert bench.engine.sink.level.peak == pytest.approx(0.25), "levels are kept"
    assert handle.waiting == 0


def test_tone_needs_no_device() -> None:
    bench = Bench(voice="synthetic", loudspeaker="off")
    bench.turn(1.0)
    assert bench.engine.voice_status.live
    assert len(bench.heard) == pytest.approx(50, abs=1)
    assert bench.engine.voice.level.peak > 0.2


def test_machine_that_slept_does_not_send_the_past() -> None:
    bench = Bench(voice="synthetic", loudspeaker="off")
    bench.turn(0.1)
    bench.heard.clear()
    bench.clock.now += 3600
    bench.engine.turn(bench.clock.now)
    assert len(bench.heard) <= 2


def test_missing_file_is_silence_until_it_is_there() -> None:
    bench = Bench(voice="file", loudspeaker="off")
    bench.turn(1.0)
    assert bench.engine.voice_status.state is SourceState.MISSING
    assert len(bench.heard) == pytest.approx(50, abs=1)
    assert not any(block.any() for block in bench.heard)


def chosen(bench: Bench) -> str:
    return next(str(choice.id) for choice in bench.engine.outputs() if choice.chosen)


def test_headphones_by_choice_and_the_microphone_stays() -> None:
    bench = Bench()
    bench.sound.devices.add("headphones")
    bench.live()
    assert [(c.id, c.device) for c in bench.engine.outputs()] == [
        ("loudspeaker", "speaker"),
        ("headphones", "headphones"),
    ], "no induction loop is configured"
    assert chosen(bench) == "loudspeaker"
    bench.engine.choose_output("headphones")
    bench.until(
        lambda: [s.output_device for s in bench.sound.open_streams] == ["headphones"],
        "the headphones play",
    )
    bench.live()
    assert [s.input_device for s in bench.sound.open_streams] == ["microphone"]
    assert chosen(bench) == "headphones"
    bench.engine.choose_output("loudspeaker")
    bench.until(
        lambda: [s.output_device for s in bench.sound.open_streams] == ["speaker"],
        "the loudspeaker plays",
    )


def test_missing_headphones_leave_the_loudspeaker_and_say_so() -> None:
    bench = Bench()
    bench.live()
    bench.engine.choose_output("headphones")
    bench.turn(0.1)
    bench.until(lambda: chosen(bench) == "loudspeaker", "the loudspeaker takes over")
    bench.live()
    assert [choice.away for choice in bench.engine.outputs()] == [False, True]
    bench.sound.devices.add("headphones")
    bench.engine.choose_output("headphones")
    bench.live()
    assert [choice.away for choice in bench.engine.outputs()] == [False, False]


def test_headphones_pulled_out_in_use() -> None:
    bench = Bench()
    bench.sound.devices.add("headphones")
    bench.live()
    bench.engine.choose_output("headphones")
    bench.until(
        lambda: [s.output_device for s in bench.sound.open_streams] == ["headphones"], "they play"
    )
    bench.live()
    bench.sound.devices.discard("headphones")
    for stream in bench.sound.open_streams:
        stream.alive = False
    bench.until(lambda: chosen(bench) == "loudspeaker", "the loudspeaker takes over")
    bench.live()


def test_output_that_nobody_configured() -> None:
    bench = Bench()
    for wrong in ("induction_loop", "telephone"):
        with pytest.raises(ValueError, match=wrong):
            bench.engine.choose_output(wrong)
    assert chosen(bench) == "loudspeaker"


def test_what_was_played_is_known_although_two_streams_serve() -> None:
    bench = Bench(joins=False)
    pairs: list[Block] = []

    class Cleaner:
        def capture(self, block: Block, played_block: Block) -> Block:
            pairs.append(played_block)
            return block

    bench.engine.processor = Cleaner()
    bench.live()
    bench.turn(2.0)
    handle = bench.engine.sink.add("expert")
    for _ in range(5):
        handle.write(np.full(BLOCK, 0.125, np.float32))
    pairs.clear()
    bench.turn(0.3)
    known = np.concatenate(pairs)
    assert known.max() == pytest.approx(0.125, rel=0.01)
    assert float(np.mean(known > 0.06)) * known.size == pytest.approx(5 * BLOCK, abs=50)


@pytest.mark.parametrize(
    "wrong",
    [
        np.full(BLOCK, np.nan, np.float32),
        np.full(BLOCK, -np.inf, np.float32),
        np.zeros(160, np.float32),
        np.zeros((BLOCK, 2), np.float32),
    ],
    ids=["not numbers", "infinite", "8 kHz", "stereo"],
)
def test_a_driver_that_gives_no_sound_is_silence_and_is_told(wrong: Block) -> None:
    bench = Bench()
    bench.live()
    bench.heard.clear()
    bench.turn(0.5, captured=wrong)
    assert len(bench.heard) >= 20
    assert not np.concatenate(bench.heard).any()
    assert bench.engine.figures.damaged >= 20
    bench.heard.clear()
    bench.turn(0.1)
    assert bench.heard[-1] is VOICE, "it goes on"


def test_a_cleaner_at_fault_leaves_the_voice() -> None:
    bench = Bench()
    bench.live()

    class Faulty:
        def capture(self, block: Block, played_block: Block) -> Block:
            raise RuntimeError

    bench.engine.processor = Faulty()
    bench.heard.clear()
    bench.turn(0.2)
    assert bench.heard[-1] is VOICE
    assert bench.engine.figures.processor_faults >= 5


def test_a_change_of_the_default_is_followed_where_no_device_is_named() -> None:
    bench = Bench(microphone="default", speaker="default", devices={"default"})
    bench.live()
    bench.turn(6.0)
    used = bench.sound.open_streams[0]
    bench.sound.stale_now = True
    bench.turn(1.0)
    bench.sound.stale_now = False
    eventually_sync(lambda: used.closed, timeout_s=5, what="closed, to see what is there")
    bench.live()
    assert len(bench.sound.open_streams) == 1


def test_what_is_plugged_in_beside_named_devices_that_work_changes_nothing() -> None:
    bench = Bench()
    bench.live()
    bench.turn(6.0)
    bench.sound.stale_now = True
    bench.turn(10.0)
    assert len(bench.sound.streams) == 1


def test_two_cards_that_stumble_in_one_stream_are_parted() -> None:
    bench = Bench()
    bench.live()
    bench.turn(STARTS_S + 1)
    bench.sound.open_streams[0].faults += STRAINED - 1
    bench.turn(STRAIN_S + 1)
    assert len(bench.sound.streams) == 1, "so few are borne"
    bench.sound.open_streams[0].faults += STRAINED
    bench.until(lambda: len(bench.sound.open_streams) == 2, "two streams")
    bench.live()
    bench.turn(20)
    assert len(bench.sound.open_streams) == 2
    assert bench.engine.figures.faults == 2 * STRAINED - 1
