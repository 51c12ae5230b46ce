"""The screens spoken aloud: what waits, how it sounds, how it stops, when it is on."""

from __future__ import annotations

import struct
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from edge_client.booth.messages import (
    FROM_BOOTH,
    BoothDismiss,
    BoothEnd,
    BoothTouched,
    FromBooth,
    Screen,
)
from edge_client.booth.sound_messages import BoothLoudness
from edge_client.booth.speech_messages import BoothHush, BoothSay, BoothSpeech, SpeechState, Spoken
from edge_client.config import SpeechSection
from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block, decibels
from edge_client.devices.mixer import PlaybackSink
from edge_client.events import BoothSaid, HeadphonesSeen, SpeechFailed, Tick
from edge_client.showing import booth_state
from edge_client.sound.clarity import LOUDNESS_DB, Clarity, Wish
from edge_client.speech.announcer import Announcer
from edge_client.speech.queue import MOST_WAITING, Piece, Utterances
from edge_client.speech.speaker import BESIDE_DB, FAILURES, READY_BLOCKS, Speaker
from edge_client.speech.switch import IDLE_S, Speech
from edge_client.speech.synthesiser import Espeak, SynthesisError, languages_in, plain, voice_for
from edge_client.speech.waveform import CEILING, at_our_rate, blocks_of, levelled, parse_wav
from edge_client.terminal import Terminal, reduce
from tests.support.waiting import eventually_sync

HELLO = Piece("Hei", "fi")


def wav(samples: np.ndarray[tuple[int], np.dtype[np.int16]], rate: int = 22_050) -> bytes:
    """As a program writes it to a pipe: the sizes are not known yet."""
    endless = 0x7FFFF000
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", endless + 36, b"WAVE")
    return head + form + struct.pack("<4sI", b"data", endless) + samples.tobytes()


def tone(seconds: float, rate: int, amplitude: float = 0.05) -> np.ndarray[tuple[int], np.dtype]:
    time = np.arange(round(seconds * rate)) / rate
    return (amplitude * 32767 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


class Said:
    """A synthesiser that gives a second of a steady sound for each piece, when it is let."""

    def __init__(self, blocks: int = 2 * READY_BLOCKS) -> None:
        self.asked: list[str] = []
        self.canceled = 0
        self.may = threading.Event()
        self.may.set()
        self.fails = False
        self._blocks = blocks

    def blocks(self, piece: Piece) -> list[Block]:
        self.asked.append(piece.text)
        assert self.may.wait(10)
        if self.fails:
            raise SynthesisError("exit code 1")
        return [np.full(BLOCK, 0.1, np.float32)] * self._blocks

    def cancel(self) -> None:
        self.canceled += 1


@pytest.fixture
def sink() -> PlaybackSink:
    return PlaybackSink()


def heard(speaker: Speaker) -> Block:
    """The next block that is spoken, waited for."""
    found: list[Block] = []

    def one() -> bool:
        block = speaker.pull()
        found.extend([] if block is None else [block])
        return bool(found)

    eventually_sync(one, timeout_s=10, what="speech")
    return found[0]


class TestUtterances:
    def test_one_after_the_other_and_no_more_than_so_many(self) -> None:
        waiting = Utterances()
        pieces = [Piece(str(n), "fi") for n in range(MOST_WAITING + 5)]
        waiting.say(pieces[:3])
        waiting.say(pieces[3:])
        assert len(waiting) == MOST_WAITING
        assert [waiting.next() for _ in range(MOST_WAITING + 1)] == [*pieces[:MOST_WAITING], None]

    def test_an_interruption_makes_void_what_was(self) -> None:
        waiting = Utterances()
        waiting.say([HELLO])
        before = waiting.turn
        waiting.interrupt()
        assert waiting.turn != before
        assert waiting.next() is None


class TestWaveform:
    def test_a_pipes_wav_is_read_to_its_end(self) -> None:
        rate, samples = parse_wav(wav(tone(0.5, 22_050)))
        assert rate == 22_050
        assert np.array_equal(samples, tone(0.5, 22_050))

    @pytest.mark.parametrize("data", [b"", b"RIFFxxxx", b"RIFF\0\0\0\0WAVE", b"x" * 100])
    def test_something_else_is_refused(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="WAV"):
            parse_wav(data)

    def test_it_is_as_long_and_as_high_at_our_rate(self) -> None:
        samples = at_our_rate(22_050, tone(1.0, 22_050))
        assert samples.size == pytest.approx(RATE, rel=0.01)
        spectrum = np.abs(np.fft.rfft(samples))
        assert np.argmax(spectrum) * RATE / samples.size == pytest.approx(440, abs=2)
        assert at_our_rate(22_050, tone(0, 22_050)).size == 0

    @pytest.mark.parametrize("amplitude", [0.01, 0.05, 0.9])
    def test_it_is_as_loud_as_a_voice(self, amplitude: float) -> None:
        quiet_and_pause = np.concatenate([tone(1.0, RATE, amplitude), np.zeros(RATE, np.int16)])
        samples = levelled((quiet_and_pause / 32768).astype(np.float32))
        spoken = samples[: RATE // 2]
        assert decibels(float(np.sqrt(np.mean(spoken**2)))) == pytest.approx(-20, abs=1)
        assert float(np.abs(samples).max()) <= CEILING + 1e-6
        assert not levelled(np.zeros(RATE, np.float32)).any()

    def test_blocks_are_whole(self) -> None:
        blocks = blocks_of(np.ones(BLOCK + 1, np.float32))
        assert [block.size for block in blocks] == [BLOCK, BLOCK]
        assert float(blocks[1].sum()) == 1.0


class TestSpeaker:
    def test_pieces_follow_each_other_and_are_made_in_time(self, sink: PlaybackSink) -> None:
        said = Said()
        speaker = Speaker(said, sink)
        speaker.say([Piece("a", "fi"), Piece("b", "fi")], interrupts=False)
        for _ in range(READY_BLOCKS):
            heard(speaker)
        assert said.asked == ["a"]
        for _ in range(READY_BLOCKS):
            heard(speaker)
        heard(speaker)
        assert said.asked == ["a", "b"]
        speaker.close()

    def test_a_key_silences_it_within_a_block_and_without_a_click(self, sink: PlaybackSink) -> None:
        said = Said()
        speaker = Speaker(said, sink)
        speaker.say([HELLO] * 5, interrupts=False)
        heard(speaker)
        speaker.hush()
        dying = speaker.pull()
        assert dying is not None
        assert dying[0] == pytest.approx(0.1)
        assert dying[-1] == 0
        assert speaker.pull() is None
        assert not speaker.speaks
        assert said.canceled == 1
        speaker.close()

    def test_what_is_being_made_when_it_is_interrupted_is_never_heard(
        self, sink: PlaybackSink
    ) -> None:
        said = Said()
        said.may.clear()
        speaker = Speaker(said, sink)
        speaker.say([Piece("old", "fi")], interrupts=False)
        eventually_sync(lambda: said.asked == ["old"], timeout_s=10, what="it is being made")
        speaker.say([Piece("new", "fi")], interrupts=True)
        said.may.set()
        for _ in range(2 * READY_BLOCKS):
            heard(speaker)
        assert speaker.pull() is None
        assert said.asked == ["old", "new"]
        speaker.close()

    def test_it_is_quieter_beside_people_and_they_are_not(self, sink: PlaybackSink) -> None:
        speaker = Speaker(Said(), sink)
        speaker.say([HELLO], interrupts=False)
        usual = heard(speaker)
        speaker.beside = True
        speaker.pull()
        beside = speaker.pull()
        assert beside is not None
        change = decibels(float(beside[0])) - decibels(float(usual[0]))
        assert change == pytest.approx(BESIDE_DB, abs=0.01)
        voice = sink.add("expert")
        speaker.hush()
        for _ in range(3):
            voice.write(np.full(BLOCK, 0.2, np.float32))
        mixed = np.concatenate([sink.pull() for _ in range(4)])
        assert float(mixed.max()) >= 0.19
        speaker.close()

    def test_it_is_in_the_mix_that_the_echo_canceller_knows(self, sink: PlaybackSink) -> None:
        speaker = Speaker(Said(), sink)
        speaker.say([HELLO], interrupts=False)

        def mixed() -> bool:
            return float(np.abs(sink.pull()).max()) > 0.05

        eventually_sync(mixed, timeout_s=10, what="speech in the mix")
        speaker.close()
        speaker.say([HELLO], interrupts=True)
        assert [sink.pull() for _ in range(3)][-1] is SILENCE

    def test_one_that_fails_again_and_again_is_known_to(self, sink: PlaybackSink) -> None:
        said = Said(blocks=1)
        said.fails = True
        speaker = Speaker(said, sink)
        speaker.say([HELLO] * (FAILURES - 1), interrupts=False)
        eventually_sync(lambda: len(said.asked) == FAILURES - 1, timeout_s=10, what="it failed")
        assert not speaker.failed
        speaker.say([HELLO], interrupts=False)
        eventually_sync(lambda: speaker.failed, timeout_s=10, what="it is known")
        speaker.close()


class TestLoudness:
    @pytest.mark.parametrize("clear", [False, True])
    def test_speech_is_heard_in_a_range_of_18_db(self, clear: bool) -> None:
        """EN 301 549, 8.2.1, with the limiter in the way as at a real loudspeaker."""
        espeak = Espeak.found(160, "fi")
        assert espeak is not None
        spoken = espeak.blocks(Piece("Asiakaspalvelija avaa sinulle videoyhteyden.", "fi"))
        levels = [heard_level(spoken, Wish(db, clear)) for db in LOUDNESS_DB]
        assert levels == sorted(levels)
        assert levels[-1] - levels[0] >= 18
        middle = levels[LOUDNESS_DB.index(LOUDNESS_DB[0] + 12)]
        assert middle - levels[0] == pytest.approx(12, abs=1.5)


def heard_level(spoken: list[Block], wish: Wish) -> float:
    """Of what the loudspeaker plays, dB below full scale."""
    sink = PlaybackSink()
    sink.shape = Clarity(wish).process
    blocks = iter(spoken)

    class Played:
        def pull(self) -> Block | None:
            return next(blocks, None)

    sink.attach(Played())
    played = np.concatenate([sink.pull() for _ in spoken])
    return decibels(float(np.sqrt(np.mean(played**2))))


class TestEspeak:
    @pytest.mark.parametrize("language", ["fi", "sv", "en", "ar", "fse"])
    def test_it_speaks(self, language: str) -> None:
        espeak = Espeak.found(160, "fi")
        assert espeak is not None
        sound = np.concatenate(espeak.blocks(Piece("Etäluukku", language)))
        assert 0.4 < sound.size / RATE < 3
        assert np.abs(sound).max() > 0.1

    @pytest.mark.parametrize("script", ["exit 3", "echo no sound", "kill -9 $$"])
    def test_a_program_that_does_not_work_says_so(self, tmp_path: Path, script: str) -> None:
        program = tmp_path / "espeak-ng"
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --voices ] && echo "Pty Language" && echo " 5 fi" && exit 0\n'
            f"cat >/dev/null\n{script}\n"
        )
        program.chmod(0o755)
        with pytest.raises(SynthesisError):
            Espeak(str(program), 160, "fi").blocks(HELLO)
        with pytest.raises(SynthesisError):
            Espeak(str(tmp_path / "none"), 160, "fi").blocks(HELLO)

    def test_each_language_has_the_voice_that_is_nearest(self) -> None:
        listing = "Pty Language Age\n 5  fi  x\n 5  sv x\n 5  en-gb  x\n 5 cmn y\n"
        known = languages_in(listing)
        assert known == {"fi", "sv", "en-gb", "cmn"}
        wanted = {"fi-FI": "fi", "sv": "sv", "en": "en", "zh-Hans": "cmn", "so": "fi"}
        assert {tag: voice_for(tag, known, "fi") for tag in wanted} == wanted

    def test_nothing_in_a_text_is_a_command(self) -> None:
        assert plain("a [[b]]\x01\nc") == "a [ b ]  c"

    @pytest.mark.parametrize(
        ("text", "spoken"),
        [
            ("numeroon 040 765 4321.", "numeroon 0 4 0 7 6 5 4 3 2 1."),
            ("+358 40 765 4321", "+ 3 5 8 4 0 7 6 5 4 3 2 1"),
            ("klo 8.15–16, sijalla 12, 2500000", "klo 8.15–16, sijalla 12, 2500000"),
            ("0.75", "0.75"),
        ],
    )
    def test_a_telephone_number_is_said_digit_by_digit(self, text: str, spoken: str) -> None:
        assert plain(text) == spoken


def said(state: Terminal, message: FromBooth, now: float = 0.0) -> Terminal:
    return reduce(state, BoothSaid(message), now)[0]


class TestSwitch:
    free = Terminal(home_language="fi", language="sv", speech=Speech(wanted=True, able=True))

    def test_key_on_and_off(self) -> None:
        on = said(self.free, BoothSpeech(on=True))
        assert booth_state(on).speech.state is SpeechState.ON
        assert booth_state(said(on, BoothSpeech(on=False))).speech.state is SpeechState.OFF

    def test_where_it_cannot_be_had_it_stays_off(self) -> None:
        mute = Terminal(home_language="fi", language="fi", speech=Speech(wanted=True))
        assert booth_state(said(mute, BoothSpeech(on=True))).speech.state is SpeechState.MISSING
        off = Terminal(home_language="fi", language="fi")
        assert booth_state(said(off, BoothSpeech(on=True))).speech.state is SpeechState.NONE
        failed = reduce(said(self.free, BoothSpeech(on=True)), SpeechFailed(), 0.0)[0]
        assert booth_state(failed).speech.state is SpeechState.MISSING

    @pytest.mark.parametrize(
        ("told", "on"),
        [
            ([True], False),
            ([False, True], True),
            ([False, True, True], True),
            ([None, True], False),
            ([False, True, False], False),
            ([False, True, None], True),
        ],
    )
    def test_headphones_that_are_plugged_in_switch_it(
        self, told: list[bool | None], on: bool
    ) -> None:
        state = self.free
        for plugged in told:
            state = reduce(state, HeadphonesSeen(plugged), 0.0)[0]
        assert state.speech.on is on

    def test_who_only_tried_it_does_not_leave_it_on(self) -> None:
        on = said(self.free, BoothSpeech(on=True), 10.0)
        on = said(on, BoothHush(), 50.0)
        still = reduce(on, Tick(), 50.0 + IDLE_S - 1)[0]
        assert still.speech.on
        left = reduce(still, Tick(), 50.0 + IDLE_S)[0]
        assert not left.speech.on
        assert left.language == "fi"

    def test_it_ends_with_the_visit_and_its_loudness_too(self) -> None:
        on = said(said(self.free, BoothSpeech(on=True)), BoothLoudness(db=12))
        assert booth_state(on).hearing.loudness_db == 12
        ended = Terminal(
            home_language="fi", language="sv", screen=Screen.ENDED, speech=on.speech, aids=on.aids
        )
        assert said(ended, BoothEnd()).speech.on
        start = said(ended, BoothDismiss())
        assert start.screen is Screen.START
        assert not start.speech.on
        assert booth_state(start).hearing.loudness_db == 0


class TestAnnouncer:
    def test_it_says_how_to_have_it_back_in_the_language_of_the_visit(
        self, sink: PlaybackSink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard_pieces: list[Piece] = []

        def kept(_: Espeak, piece: Piece) -> list[Block]:
            heard_pieces.append(piece)
            return [np.full(BLOCK, 0.1, np.float32)]

        monkeypatch.setattr("shutil.which", lambda _: "/bin/true")
        monkeypatch.setattr(Espeak, "blocks", kept)
        announcer = Announcer(SpeechSection(), "fi", sink)
        page_says = BoothSay(pieces=[Spoken(text="Hej", language="sv")], interrupts=True)
        announcer.say(page_says)
        free = Terminal(home_language="fi", language="sv", speech=announcer.speech)
        on = said(free, BoothSpeech(on=True))
        announcer.seen(booth_state(on))
        announcer.say(page_says)
        eventually_sync(lambda: len(heard_pieces) == 1, timeout_s=10, what="the page is spoken")
        reads = BoothSaid(BoothTouched())
        eventually_sync(
            lambda: announcer.news(None) == reads, timeout_s=10, what="somebody is read to"
        )
        warned = SimpleNamespace(idle_left_s=5)
        announcer.seen(booth_state(on).model_copy(update={"choosing": warned}))
        assert announcer.news(None) is None, "the warning is no answer to itself"
        announcer.seen(booth_state(on))
        assert announcer.news(None) == reads
        eventually_sync(
            lambda: sink.pull() is SILENCE and announcer.news(None) is None,
            timeout_s=10,
            what="the reading's end",
        )
        off = reduce(on, Tick(), 2 * IDLE_S)[0]
        assert off.language == "fi"
        announcer.seen(booth_state(off))
        eventually_sync(lambda: len(heard_pieces) == 2, timeout_s=10, what="the farewell")
        assert heard_pieces[0] == Piece("Hej", "sv")
        assert heard_pieces[1].language == "sv"
        assert "F2" in heard_pieces[1].text
        announcer.close()

    def test_without_a_synthesiser_that_is_said(
        self, sink: PlaybackSink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shutil.which", lambda _: None)
        announcer = Announcer(SpeechSection(), "fi", sink)
        assert announcer.speech == Speech(wanted=True, able=False)
        assert not Announcer(SpeechSection(enabled=False), "fi", sink).speech.wanted
        announcer.say(BoothSay(pieces=[Spoken(text="Hej", language="sv")], interrupts=True))
        announcer.hush()
        assert announcer.news(None) is None
        assert announcer.news(False) == HeadphonesSeen(False)
        assert announcer.news(False) is None
        announcer.close()


@pytest.mark.parametrize(
    "bad",
    [
        '{"type":"booth.say","pieces":[],"interrupts":true}',
        '{"type":"booth.say","pieces":[{"text":"","language":"fi"}],"interrupts":true}',
        '{"type":"booth.say","pieces":[{"text":"a","language":"-v x"}],"interrupts":true}',
    ],
)
def test_what_the_page_may_say_is_bounded(bad: str) -> None:
    with pytest.raises(ValueError, match="booth"):
        FROM_BOOTH.validate_json(bad)
