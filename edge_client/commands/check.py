"""`edge_client check`: tries each configured device and says in plain words what is wrong."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

import numpy as np
import numpy.typing as npt

from edge_client.commands.options import (
    SubCommands,
    add_config,
    add_language,
    language_of,
    read_config,
)
from edge_client.config import CameraSection, Config, LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK_SECONDS, SILENCE, Block
from edge_client.devices.camera import CaptureOpener, OpenCvCapture
from edge_client.devices.cameras import CameraKind, make_video_source
from edge_client.devices.echo_path import LONGEST_S, echo_path
from edge_client.devices.inspection import (
    STUMBLES,
    Finding,
    Mark,
    PictureStatistics,
    chime,
    judge_chime,
    judge_echo,
    judge_pictures,
    judge_status,
    judge_voice,
    level_db,
)
from edge_client.devices.mixer import HANDLE_BLOCKS
from edge_client.devices.outputs import OutputChoice, OutputId
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.sound_stream import SoundSystem
from edge_client.devices.status import SourceState
from edge_client.devices.voice_feed import VoiceListener
from edge_client.locales import Language, has_text, text
from edge_client.printing.printer import IppPrinter, Printer
from edge_client.speech.synthesiser import installed
from edge_client.video.contexts import SOFTWARE
from edge_client.video.hardware import find

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class CheckTimes:
    """How long the check takes, in seconds."""

    live_within: float = 5.0
    watch: float = 3.0


@dataclass(frozen=True)
class Machine:
    """Where devices come from; tests bring their own."""

    sound: SoundSystem
    open_capture: CaptureOpener = OpenCvCapture
    times: CheckTimes = CheckTimes()
    find_encoder: Callable[[], str] = find
    find_synthesiser: Callable[[], str | None] = installed
    printer: Callable[[str], Printer] = IppPrinter


def add(sub_commands: SubCommands, language: Language) -> None:
    """Add the sub-command."""
    parser = sub_commands("check", help=text(language, "cli.check"))
    add_config(parser, language)
    add_language(parser, language)
    parser.add_argument(
        "--seconds", type=float, default=CheckTimes.watch, help=text(language, "cli.seconds")
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, out: TextIO) -> int:
    """0 when all devices work, 1 when one does not. Raises ConfigError."""
    config = read_config(options)
    language = language_of(options, config)
    machine = Machine(PortAudio(), times=CheckTimes(watch=min(max(options.seconds, 0.5), 60.0)))
    return asyncio.run(check(config, language, out, machine))


async def check(config: Config, language: Language, out: TextIO, machine: Machine) -> int:
    """Check all devices at once and write one line for each; returns the exit code."""
    report = _Report(out, language)
    seconds = round(machine.times.watch * 2 + 2)
    report.say("check.title", seconds=seconds)
    if config.voice.source == "device":
        report.say("check.listening")
    (face, document), sound = await asyncio.gather(
        asyncio.gather(
            _check_camera("face", config.face, language, machine),
            _check_camera("document", config.document, language, machine),
        ),
        _check_sound(config, machine),
    )
    report.line("face", config.face, face)
    report.line("document", config.document, document)
    report.line("voice", config.voice, sound.voice)
    report.line("loudspeaker", config.loudspeaker, sound.loudspeaker)
    report.sound(sound)
    encoder = await asyncio.to_thread(machine.find_encoder)
    if encoder == SOFTWARE:
        report.say("check.encoder.software", mark=text(language, "check.mark.ok"))
    else:
        report.say("check.encoder.hardware", mark=text(language, "check.mark.ok"), name=encoder)
    if config.speech.enabled:
        report.speech(there=machine.find_synthesiser() is not None)
    if config.printer.uri:
        report.printer(await _check_printer(config.printer.uri, machine))
    return report.verdict()


async def _check_printer(uri: str, machine: Machine) -> Finding:
    problem = await machine.printer(uri).problem()
    if problem is None:
        return Finding(Mark.OK, "check.printer.good")
    return Finding(Mark.FAULT, f"check.printer.{problem}")


async def _check_camera(
    kind: CameraKind, section: CameraSection, language: Language, machine: Machine
) -> Finding:
    if section.source == "off":
        return Finding(Mark.OK, "check.off")
    source = make_video_source(kind, section, lambda: language, open_capture=machine.open_capture)
    seen = PictureStatistics()
    source.start()
    seq, limit = -1, machine.times.live_within
    try:
        while True:
            async with asyncio.timeout(limit):
                frame = await source.next(seq)
                while frame.placeholder:
                    frame = await source.next(frame.seq)
            seq, limit = frame.seq, 2.0
            seen.add(frame)
            if seen.times[-1] - seen.times[0] >= machine.times.watch:
                return judge_pictures(seen, section.fps, real=section.source == "camera")
    except TimeoutError:
        return judge_status(source.status)
    finally:
        await asyncio.to_thread(source.stop)


@dataclass
class _Sound:
    """All that is to be said of the sound."""

    voice: Finding
    loudspeaker: Finding
    echo: Finding | None = None
    outputs: list[tuple[OutputChoice, Finding]] = field(default_factory=list)
    stumbles: int = 0


class _Pairs:
    """Keeps what was captured and what was played beside it: a processor that changes nothing."""

    def __init__(self) -> None:
        self._pairs: list[tuple[Block, Block]] = []
        self.on = False

    def capture(self, block: Block, played_block: Block) -> Block:
        if self.on:
            self._pairs.append((played_block, block))
        return block

    def played_and_captured(self) -> tuple[Samples, Samples]:
        played, captured = zip(*self._pairs, strict=True) if self._pairs else ([SILENCE], [SILENCE])
        return np.concatenate(played), np.concatenate(captured)


async def _check_sound(config: Config, machine: Machine) -> _Sound:
    pairs = _Pairs()
    engine = AudioEngine(config.voice, config.loudspeaker, machine.sound, processor=pairs)
    await asyncio.to_thread(engine.start)
    listener = engine.voice.listen()
    try:
        await _wait_until_live(engine, machine.times.live_within)
        before = await _record(listener, machine.times.watch)
        found = _Sound(
            _voice_finding(config, engine, before),
            *await _check_loudspeaker(config, engine, listener, before, pairs),
        )
        found.stumbles = engine.figures.lost + engine.figures.faults
        if engine.loudspeaker_status.live and config.loudspeaker.source == "device":
            found.outputs = [
                (choice, await _check_output(engine, listener, choice, machine))
                for choice in engine.outputs()
                if choice.id is not OutputId.LOUDSPEAKER
            ]
        return found
    finally:
        listener.close()
        await asyncio.to_thread(engine.stop)


async def _wait_until_live(engine: AudioEngine, within: float) -> None:
    """Until both sides are live or off, or the time is over."""
    settled = {SourceState.LIVE, SourceState.OFF}
    listener = engine.voice.listen()
    try:
        async with asyncio.timeout(within):
            while not {engine.voice_status.state, engine.loudspeaker_status.state} <= settled:
                await listener.next()
    except TimeoutError:
        return
    finally:
        listener.close()


async def _record(listener: VoiceListener, seconds: float) -> list[Block]:
    return [(await listener.next()).samples for _ in range(round(seconds / BLOCK_SECONDS))]


def _voice_finding(config: Config, engine: AudioEngine, blocks: list[Block]) -> Finding:
    if config.voice.source == "off":
        return Finding(Mark.OK, "check.off")
    if not engine.voice_status.live:
        return judge_status(engine.voice_status)
    if engine.figures.damaged:
        return Finding(Mark.FAULT, "check.voice.damaged")
    return judge_voice(blocks)


async def _check_loudspeaker(
    config: Config,
    engine: AudioEngine,
    listener: VoiceListener,
    before: list[Block],
    pairs: _Pairs,
) -> tuple[Finding, Finding | None]:
    """Play the chime and listen for it, if a real microphone works beside it.

    What is found of the loudspeaker, and of the echo where it was heard.
    """
    if config.loudspeaker.source == "off":
        return Finding(Mark.OK, "check.off"), None
    if not engine.loudspeaker_status.live:
        return judge_status(engine.loudspeaker_status), None
    pairs.on = True
    await _play_chime(engine, listener)
    await _record(listener, LONGEST_S + 0.4)
    pairs.on = False
    if config.loudspeaker.source == "null":
        return Finding(Mark.NOTE, "check.loudspeaker.null"), None
    if config.voice.source != "device" or not engine.voice_status.live:
        return Finding(Mark.NOTE, "check.loudspeaker.played"), None
    played, captured = pairs.played_and_captured()
    path = echo_path(played, captured)
    if path is None:
        return Finding(Mark.FAULT, "check.loudspeaker.unheard"), None
    noise = level_db(np.concatenate(before))
    return judge_chime(level_db(played) - path.loss_db - noise), judge_echo(path)


async def _play_chime(engine: AudioEngine, listener: VoiceListener) -> None:
    handle = engine.sink.add("chime")
    try:
        # One block in for one block out: the microphone's pace is also the loudspeaker's.
        for block in chime():
            handle.write(block)
            await _record(listener, BLOCK_SECONDS)
        await _record(listener, HANDLE_BLOCKS * BLOCK_SECONDS)
    finally:
        handle.close()


async def _check_output(
    engine: AudioEngine, listener: VoiceListener, choice: OutputChoice, machine: Machine
) -> Finding:
    """Play the chime there: whether it is heard, a person has to say."""
    engine.choose_output(choice.id)
    # Until the pump has turned, the status is that of the output before.
    await _record(listener, 10 * BLOCK_SECONDS)
    await _wait_until_live(engine, machine.times.live_within)
    if any(each.away for each in engine.outputs()):
        return Finding(Mark.FAULT, "reason.not_found")
    if not engine.loudspeaker_status.live:
        return judge_status(engine.loudspeaker_status)
    await _play_chime(engine, listener)
    return Finding(Mark.OK, "check.output.played")


class _Report:
    """Lines for people, and how many faults they told of."""

    def __init__(self, out: TextIO, language: Language) -> None:
        self._out = out
        self._language = language
        self._faults = 0

    def say(self, key: str, **fields: object) -> None:
        self._out.write(text(self._language, key, **fields) + "\n")
        self._out.flush()

    def sound(self, found: _Sound) -> None:
        """What concerns the sound as a whole, and the outputs of choice."""
        for choice, finding in found.outputs:
            self._device(choice.id, "device", choice.device, finding)
        if found.echo is not None:
            mark = text(self._language, f"check.mark.{found.echo.mark}")
            self.say(found.echo.text_key, mark=mark, **found.echo.fields)
        if found.stumbles >= STUMBLES:
            note = text(self._language, f"check.mark.{Mark.NOTE}")
            self.say("check.stumbles", mark=note, count=found.stumbles)

    def speech(self, *, there: bool) -> None:
        """Whether the screens can be read aloud."""
        mark = text(self._language, f"check.mark.{Mark.OK if there else Mark.FAULT}")
        self._faults += not there
        self.say("check.speech.good" if there else "check.speech.missing", mark=mark)

    def printer(self, finding: Finding) -> None:
        """How the printer is."""
        self._faults += finding.mark is Mark.FAULT
        self.say(
            "check.printer",
            mark=text(self._language, f"check.mark.{finding.mark}"),
            finding=text(self._language, finding.text_key),
        )

    def line(
        self,
        device: str,
        section: CameraSection | VoiceSection | LoudspeakerSection,
        finding: Finding,
    ) -> None:
        from_file = not isinstance(section, LoudspeakerSection) and section.source == "file"
        name = getattr(section, "file" if from_file else "device")
        self._device(device, section.source, name, finding)

    def _device(self, device: str, source: str, name: object, finding: Finding) -> None:
        sentence = text(self._language, finding.text_key, **finding.fields)
        advice = "advice." + finding.text_key.removeprefix("reason.")
        if finding.text_key.startswith("reason.") and has_text(advice):
            sentence += " " + text(self._language, advice)
        self._faults += finding.mark is Mark.FAULT
        self.say(
            "check.line",
            mark=text(self._language, f"check.mark.{finding.mark}"),
            device=text(self._language, f"device.{device}"),
            source=text(self._language, f"source.{source}", device=name),
            finding=sentence,
        )

    def verdict(self) -> int:
        if self._faults:
            self.say("check.verdict.bad", count=self._faults)
            return 1
        self.say("check.verdict.good")
        return 0
