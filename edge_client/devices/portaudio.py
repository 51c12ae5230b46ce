"""Sound devices through PortAudio: the one place that imports sounddevice."""

from __future__ import annotations

import contextlib
import ctypes
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from edge_client.devices.blocks import RATE, SILENCE, Block, BlockResampler
from edge_client.devices.sound_server import DeviceWatch, SoundServer
from edge_client.devices.sound_stream import BlockCallback, SoundDevice, SoundStream
from edge_client.devices.status import DeviceError, Reason, SourceState

LATENCY: Final = 0.04
"""Seconds of buffering asked from the driver, each way."""

_OTHER_RATES: Final = (44_100, 32_000, 96_000, 16_000)
_MOST_LATENCY: Final = 1.0
_LOCK_WITHIN: Final = 10.0
_CARDS: Final = Path("/proc/asound/cards")


class PortAudio:
    """The machine's sound devices.

    PortAudio sees devices only when it is initialised, and its calls may not overlap: so calls
    are taken one by one, and it is initialised anew before opening whenever no stream is open.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_streams = 0
        self._cards = self._told = _read_cards()
        self._server = SoundServer()

    @property
    def plugged(self) -> bool | None:
        """Whether headphones are plugged in; see `TellsPlug`."""
        return self._server.plugged

    def devices(self) -> list[SoundDevice]:
        """All devices now. Raises DeviceError when there is no sound system."""
        with self._alone():
            self._refresh()
            return _devices()

    def stale(self) -> bool:
        """Whether the list of sound cards changed while streams are open."""
        cards = _read_cards()
        changed = self._open_streams > 0 and cards not in (self._cards, self._told)
        # Each change once: while a hanging stream is open the list cannot be read anew.
        self._told = cards
        return changed

    def open(
        self, input_device: str | int | None, output_device: str | int | None, block: BlockCallback
    ) -> SoundStream:
        """Open and start. Raises DeviceError."""
        with self._alone():
            self._refresh()
            source, sink = find_sides(input_device, output_device, _devices())
            plan = _plan(source, sink)
            self._server.begin()
            # A side that follows the system's default is right wherever the system puts it.
            watch = self._server.watch(
                inputs=source is not None and input_device != "default",
                outputs=sink is not None and output_device != "default",
            )
            stream = _Stream(self, plan, block, watch)
            self._open_streams += 1
            return stream

    def close(self, stream: Any) -> None:
        """Close a sounddevice stream; afterwards the list of devices can be read anew."""
        with self._alone():
            try:
                # abort: what is not played yet is of no use to anybody.
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)
            finally:
                self._open_streams -= 1
                if not self._open_streams:
                    self._server.end()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_LOCK_WITHIN):
            raise DeviceError(SourceState.STUCK, Reason.NO_DATA)
        try:
            yield
        finally:
            self._lock.release()

    def _refresh(self) -> None:
        """See devices that came or went; needs that no stream is open."""
        if self._open_streams:
            return
        sd = _sounddevice()
        self._cards = _read_cards()
        # sounddevice has no public name for this; it is how its own documentation advises it.
        sd._terminate()  # noqa: SLF001
        sd._initialize()  # noqa: SLF001


@dataclass(frozen=True)
class _Plan:
    """What to ask the driver for: channels of 0 mean that side is not used."""

    source: SoundDevice | None
    sink: SoundDevice | None
    rate: int
    inputs: int
    outputs: int


class _Stream:
    """One open PortAudio stream; converts rate and channels in the driver's callback."""

    def __init__(
        self, owner: PortAudio, plan: _Plan, block: BlockCallback, watch: DeviceWatch
    ) -> None:
        sd = _sounddevice()
        self._owner = owner
        self._watch = watch
        self._plan = plan
        self._block = block
        self._from_device = BlockResampler(plan.rate, RATE)
        self._to_device = BlockResampler(RATE, plan.rate)
        self._faults = 0
        self._ended = False
        self._latency_in = self._latency_out = 0.0
        common = {
            "samplerate": plan.rate,
            "blocksize": plan.rate // 50,
            "dtype": "float32",
            "latency": LATENCY,
            "finished_callback": self._finished,
        }
        try:
            if plan.source and plan.sink:
                self._stream = sd.Stream(
                    device=(plan.source.index, plan.sink.index),
                    channels=(plan.inputs, plan.outputs),
                    callback=self._duplex,
                    **common,
                )
            elif plan.source:
                self._stream = sd.InputStream(
                    device=plan.source.index,
                    channels=plan.inputs,
                    callback=self._input,
                    **common,
                )
            else:
                assert plan.sink is not None
                self._stream = sd.OutputStream(
                    device=plan.sink.index,
                    channels=plan.outputs,
                    callback=self._output,
                    **common,
                )
            self._stream.start()
        except sd.PortAudioError as error:
            raise _problem(error) from None

    @property
    def alive(self) -> bool:
        """False when the driver ended the stream, or its device went and it was moved."""
        return not self._ended and not self._watch.gone

    @property
    def faults(self) -> int:
        """Over-runs and under-runs that the driver reported."""
        return self._faults

    @property
    def latency(self) -> tuple[float, float]:
        """As the driver told it with the last block; see `SoundStream`."""
        return self._latency_in, self._latency_out

    def close(self) -> None:
        """Stop and release."""
        self._owner.close(self._stream)

    def _finished(self) -> None:
        self._ended = True

    def _duplex(self, captured: Any, played: Any, frames: int, time: Any, status: Any) -> None:
        if status:
            self._faults += 1
        self._latency_in = _told(time.currentTime - time.inputBufferAdcTime)
        self._latency_out = _told(time.outputBufferDacTime - time.currentTime)
        played[:] = self._played(self._block(self._heard(captured)))

    def _input(self, captured: Any, frames: int, time: Any, status: Any) -> None:
        if status:
            self._faults += 1
        self._latency_in = _told(time.currentTime - time.inputBufferAdcTime)
        self._block(self._heard(captured))

    def _output(self, played: Any, frames: int, time: Any, status: Any) -> None:
        if status:
            self._faults += 1
        self._latency_out = _told(time.outputBufferDacTime - time.currentTime)
        played[:] = self._played(self._block(None))

    def _heard(self, samples: Any) -> Block:
        """The captured block; another size than was agreed is damaged sound, and no error here
        may reach the driver, which would end the stream.
        """
        try:
            return self._captured(samples)
        except ValueError:
            self._faults += 1
            return SILENCE

    def _captured(self, samples: Any) -> Block:
        # The driver reuses its buffer: an own copy, and the mean of its channels.
        mono = samples[:, 0].copy() if samples.shape[1] == 1 else samples.mean(axis=1)
        return self._from_device.process(mono.astype(np.float32, copy=False))

    def _played(self, block: Block) -> Any:
        return self._to_device.process(block)[:, None]


def _told(latency: float) -> float:
    """A driver's figure, seconds, or what was asked for where it has none (it tells zeros)."""
    return latency if 0.0 < latency < _MOST_LATENCY else LATENCY


def plain_name(name: str) -> str:
    """A device's name without the parts that change when it is plugged in elsewhere.

    `USB Audio: - (hw:2,0)` is `USB Audio` wherever it is.
    """
    return re.sub(r"[\s:,-]*\(hw:\d+,\d+\)\s*$", "", name).strip() or name


@cache
def _sounddevice() -> Any:
    _quiet_alsa()
    try:
        import sounddevice
    except OSError:
        # The wheel has no PortAudio on Linux: Debian's libportaudio2 brings it.
        raise DeviceError(SourceState.FAILED, Reason.NO_SOUND_SYSTEM) from None
    return sounddevice


def _nothing(*_: object) -> None:
    """Takes ALSA's messages."""


# ALSA calls this for as long as the process lives, so Python must keep it.
_ALSA_HANDLER: Final = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(_nothing)


def _quiet_alsa() -> None:
    """Keep ALSA from writing dozens of lines about every device that is not there.

    What matters of them reaches us as PortAudio's errors, and is told in our own words.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_ALSA_HANDLER)


def _read_cards() -> str:
    try:
        return _CARDS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _devices() -> list[SoundDevice]:
    sd = _sounddevice()
    hosts = sd.query_hostapis()
    defaults = tuple(sd.default.device)
    return [
        SoundDevice(
            index=int(entry["index"]),
            name=str(entry["name"]),
            host=str(hosts[entry["hostapi"]]["name"]),
            inputs=int(entry["max_input_channels"]),
            outputs=int(entry["max_output_channels"]),
            rate=float(entry["default_samplerate"]),
            default_input=entry["index"] == defaults[0],
            default_output=entry["index"] == defaults[1],
        )
        for entry in sd.query_devices()
    ]


def find_sound_device(
    wanted: str | int, devices: list[SoundDevice], *, capture: bool
) -> SoundDevice | None:
    """The device of that number or name, or the default one for "default".

    A name matches whole first, then without its changing part, then as a beginning, then
    anywhere in a name.
    """
    return next(iter(_matches(wanted, devices, capture=capture)), None)


def find_sides(
    input_device: str | int | None, output_device: str | int | None, devices: list[SoundDevice]
) -> tuple[SoundDevice | None, SoundDevice | None]:
    """The microphone and the loudspeaker to open; of both in one stream a pair that PortAudio
    can join, which has to be of one host interface.

    A speakerphone may show up as two cards, and each card under several interfaces. Raises
    DeviceError when a side is missing, or both are there and cannot be joined.
    """
    sources = [] if input_device is None else _matches(input_device, devices, capture=True)
    sinks = [] if output_device is None else _matches(output_device, devices, capture=False)
    if (input_device is not None and not sources) or (output_device is not None and not sinks):
        raise DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
    if not sources or not sinks:
        return next(iter(sources), None), next(iter(sinks), None)
    pairs = ((source, sink) for source in sources for sink in sinks)
    for source, sink in pairs:
        if source.host == sink.host:
            return source, sink
    raise DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)


def _matches(wanted: str | int, devices: list[SoundDevice], *, capture: bool) -> list[SoundDevice]:
    """All devices that are meant by this, the best first and each once."""
    usable = [device for device in devices if (device.inputs if capture else device.outputs)]
    if isinstance(wanted, int):
        return [device for device in usable if device.index == wanted]
    name = wanted.casefold()
    if name == "default":
        chosen = [d for d in usable if (d.default_input if capture else d.default_output)]
        if chosen:
            return chosen
    tests = (
        lambda shown: shown == name,
        lambda shown: plain_name(shown) == name,
        lambda shown: shown.startswith(name),
        lambda shown: name in shown,
    )
    for test in tests:
        # Only of the best kind: a vaguer match would be another device.
        if found := [device for device in usable if test(device.name.casefold())]:
            return found
    return []


def _plan(source: SoundDevice | None, sink: SoundDevice | None) -> _Plan:
    """The first rate and number of channels that both sides take; 48 kHz mono if possible."""
    sd = _sounddevice()
    own = (round(side.rate) for side in (source, sink) if side is not None)
    rates = dict.fromkeys((RATE, *own, *_OTHER_RATES))
    error: Exception | None = None
    for rate in (rate for rate in rates if rate > 0 and rate % 50 == 0):
        try:
            inputs = _channels(sd.check_input_settings, source, rate) if source else 0
            outputs = _channels(sd.check_output_settings, sink, rate) if sink else 0
        except (sd.PortAudioError, ValueError) as refused:
            error = refused
            continue
        return _Plan(source, sink, rate, inputs, outputs)
    raise _problem(error)


def _channels(check: Any, device: SoundDevice, rate: int) -> int:
    """One channel, or two where the device has no mono. Raises what the check raises."""
    try:
        check(device=device.index, channels=1, dtype="float32", samplerate=rate)
    except (_sounddevice().PortAudioError, ValueError):
        check(device=device.index, channels=2, dtype="float32", samplerate=rate)
        return 2
    return 1


def _problem(error: Exception | None) -> DeviceError:
    """PortAudio's error as a state: it has a number for busy and for gone, words for others."""
    message = str(error).casefold()
    if "unavailable" in message or "busy" in message:
        return DeviceError(SourceState.BUSY, Reason.IN_USE)
    if "invalid device" in message or "no such device" in message or "-9996" in message:
        return DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
    return DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)
