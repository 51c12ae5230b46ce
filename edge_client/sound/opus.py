"""libopus itself: the only file that calls it.

PyAV decodes Opus but cannot conceal a loss, use the in-band error correction of the next
packet, or change the loss that an encoder reckons with while it runs. The library is the one
that PyAV's wheel brings; a system's own serves where the wheel has none.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

RATE: Final = 48_000
"""In Hz; libopus converts to it whatever a packet was made from."""

LONGEST: Final = 5760
"""Samples at `RATE` in the longest packet: 120 ms (RFC 6716, 2.1.4)."""

Samples = npt.NDArray[np.float32]

_APPLICATION_VOIP: Final = 2048
_SET_BITRATE, _SET_BANDWIDTH_MAX, _SET_DTX = 4002, 4004, 4016
_SET_FEC, _SET_LOSS, _SET_SIGNAL = 4012, 4014, 4024
_SET_COMPLEXITY, _RESET = 4010, 4028
_SIGNAL_VOICE: Final = 3001
_FULLBAND: Final = 1105
_MAX_PACKET: Final = 1275
"""Bytes: of one frame (RFC 6716, 3.4), and we send one a packet."""


class OpusError(Exception):
    """libopus is missing or refused what it was given."""


class OpusDecoder:
    """One stream of packets to mono samples. Used by one thread at a time."""

    def __init__(self) -> None:
        """Raises OpusError."""
        self._library = library()
        error = ctypes.c_int()
        self._state = self._library.opus_decoder_create(RATE, 1, ctypes.byref(error))
        if error.value or not self._state:
            raise OpusError(f"no decoder: {error.value}")

    def decode(self, packet: bytes) -> Samples:
        """The packet's sound. Raises OpusError for bytes that are no Opus packet."""
        return self._decode(packet, LONGEST, 0)

    def recover(self, following: bytes, samples: int) -> Samples:
        """The sound of the lost packet before `following`, from what that one repeats of it.

        Where it repeats nothing the loss is concealed. `samples` is a multiple of 120.
        """
        return self._decode(following, samples, 1)

    def conceal(self, samples: int) -> Samples:
        """Something that goes on like what came before and fades. `samples`: multiple of 120."""
        return self._decode(None, samples, 0)

    def reset(self) -> None:
        """Forget what was heard: another stream begins."""
        self._library.opus_decoder_ctl(self._state, _RESET)

    def _decode(self, packet: bytes | None, samples: int, fec: int) -> Samples:
        room = np.empty(samples, np.float32)
        place = room.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        length = 0 if packet is None else len(packet)
        if packet is not None and not packet:
            raise OpusError("an empty packet")
        got = self._library.opus_decode_float(self._state, packet, length, place, samples, fec)
        if got < 0:
            raise OpusError(f"not a packet: {got}")
        return room[:got]

    def __del__(self) -> None:
        state, self._state = getattr(self, "_state", None), None
        if state:
            self._library.opus_decoder_destroy(state)


class OpusEncoder:
    """Mono voice to packets: in-band error correction, and silence that costs nothing (DTX)."""

    def __init__(self, bitrate: int = 32_000, *, dtx: bool = True) -> None:
        """`bitrate` in bit/s. Raises OpusError."""
        self._library = library()
        error = ctypes.c_int()
        self._state = self._library.opus_encoder_create(
            RATE, 1, _APPLICATION_VOIP, ctypes.byref(error)
        )
        if error.value or not self._state:
            raise OpusError(f"no encoder: {error.value}")
        self._set(_SET_SIGNAL, _SIGNAL_VOICE)
        self._set(_SET_BANDWIDTH_MAX, _FULLBAND)
        self._set(_SET_FEC, 1)
        self._set(_SET_DTX, int(dtx))
        self.bitrate = bitrate
        self.loss = 0.0

    @property
    def bitrate(self) -> int:
        """In bit/s; may be set at any time."""
        return self._bitrate

    @bitrate.setter
    def bitrate(self, bitrate: int) -> None:
        self._bitrate = min(max(bitrate, 6_000), 128_000)
        self._set(_SET_BITRATE, self._bitrate)

    @property
    def loss(self) -> float:
        """The share of packets that gets lost, 0 to 1, as the receiver reports it."""
        return self._loss

    @loss.setter
    def loss(self, share: float) -> None:
        self._loss = min(max(share, 0.0), 1.0)
        self._set(_SET_LOSS, round(self._loss * 100))

    def encode(self, samples: Samples) -> bytes:
        """A packet of 2.5, 5, 10, 20, 40 or 60 ms. One of at most 2 bytes need not be sent.

        Raises OpusError for another length.
        """
        room = ctypes.create_string_buffer(_MAX_PACKET)
        flat = np.ascontiguousarray(samples, np.float32)
        place = flat.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        got = self._library.opus_encode_float(self._state, place, flat.size, room, _MAX_PACKET)
        if got < 0:
            raise OpusError(f"cannot encode {flat.size} samples: {got}")
        return room.raw[:got]

    def _set(self, request: int, value: int) -> None:
        answer = self._library.opus_encoder_ctl(self._state, request, ctypes.c_int(value))
        if answer:
            raise OpusError(f"setting {request}: {answer}")

    def __del__(self) -> None:
        state, self._state = getattr(self, "_state", None), None
        if state:
            self._library.opus_encoder_destroy(state)


@functools.cache
def library() -> Any:
    """The loaded libopus. Raises OpusError with what to do where there is none."""
    for path in _places():
        try:
            return _described(ctypes.CDLL(path))
        except (OSError, AttributeError):
            continue
    raise OpusError(
        "libopus was not found: install PyAV from its wheel, or the system's libopus (libopus0)"
    )


def _places() -> Iterator[str]:
    package = Path(av.__file__).parent
    for folder in (package.parent / "av.libs", package / ".dylibs"):
        yield from sorted(str(path) for path in folder.glob("*opus-*"))
        yield from sorted(str(path) for path in folder.glob("libopus*"))
    system = ctypes.util.find_library("opus")
    if system:
        yield system


def _described(library: Any) -> Any:
    """The library with its functions' types (opus.h)."""
    whole, pointer = ctypes.c_int, ctypes.c_void_p
    samples = ctypes.POINTER(ctypes.c_float)
    create = [ctypes.c_int32, whole, ctypes.POINTER(whole)]
    signatures: list[tuple[str, Any, list[Any]]] = [
        ("opus_decoder_create", pointer, create),
        ("opus_decode_float", whole, [pointer, ctypes.c_char_p, whole, samples, whole, whole]),
        ("opus_decoder_destroy", None, [pointer]),
        ("opus_encoder_create", pointer, [create[0], whole, *create[1:]]),
        ("opus_encode_float", whole, [pointer, samples, whole, ctypes.c_char_p, whole]),
        ("opus_encoder_destroy", None, [pointer]),
    ]
    for name, result, arguments in signatures:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    for name in ("opus_decoder_ctl", "opus_encoder_ctl"):
        # Variadic: only the fixed arguments have types.
        function = getattr(library, name)
        function.restype, function.argtypes = whole, [pointer, whole]
    return library
