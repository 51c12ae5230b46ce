"""What one RTP payload of video holds: H.264 (RFC 6184) and VP8 (RFC 7741). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_START_CODE: Final = b"\0\0\0\1"
_SLICE, _IDR, _SPS, _LAST_SINGLE, _STAP_A, _FU_A = 1, 5, 7, 23, 24, 28
_LARGEST_SIDE: Final = 4096
"""Pixels. A key frame of VP8 may claim 16383, whose planes would take 400 MB."""


class PayloadError(ValueError):
    """It cannot be read: of another kind, or cut short."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an encoded picture, as the decoder takes it.

    `opens` tells that a key frame may begin with it, `intra` that it belongs to one. Both must
    be seen: H.264 says the first in a parameter set, and the second in the slices.
    """

    data: bytes
    opens: bool = False
    intra: bool = False


PADDING: Final = Part(b"")


def read_payload(codec: str, payload: bytes) -> Part:
    """A payload of "H264" or "VP8". An empty one is padding. Raises PayloadError."""
    if not payload:
        return PADDING
    if codec == "H264":
        return _read_h264(payload)
    if codec == "VP8":
        return _read_vp8(payload)
    raise PayloadError(codec)


def _read_h264(payload: bytes) -> Part:
    kind = payload[0] & 0x1F
    if _SLICE <= kind <= _LAST_SINGLE:
        return Part(_START_CODE + payload, kind == _SPS, kind == _IDR)
    if kind == _FU_A and len(payload) > 2:
        header = payload[1]
        data = payload[2:]
        if header & 0x80:
            data = _START_CODE + bytes([payload[0] & 0xE0 | header & 0x1F]) + data
        return Part(data, False, header & 0x1F == _IDR)
    if kind == _STAP_A:
        units = _aggregated(payload)
        kinds = [unit[0] & 0x1F for unit in units]
        return Part(b"".join(_START_CODE + unit for unit in units), _SPS in kinds, _IDR in kinds)
    raise PayloadError(f"NAL unit type {kind}")


def _aggregated(payload: bytes) -> list[bytes]:
    units: list[bytes] = []
    at = 1
    while at < len(payload):
        end = at + 2 + int.from_bytes(payload[at : at + 2], "big")
        unit = payload[at + 2 : end]
        if end > len(payload) or not unit:
            raise PayloadError("STAP-A is cut short")
        units.append(unit)
        at = end
    return units


def _read_vp8(payload: bytes) -> Part:
    first = payload[0]
    at = 1
    if first & 0x80:
        extended = _octet(payload, at)
        at += 1
        if extended & 0x80:  # picture id, of one or two octets
            at += 2 if _octet(payload, at) & 0x80 else 1
        at += bool(extended & 0x40) + bool(extended & 0x30)
    data = payload[at:]
    if not data:
        raise PayloadError("VP8 descriptor is cut short")
    begins = bool(first & 0x10) and not first & 0x07
    key = begins and not data[0] & 0x01
    if key:
        _check_vp8_size(data)
    return Part(data, key, key)


def _check_vp8_size(data: bytes) -> None:
    """Of a key frame's header, RFC 6386 section 9.1."""
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        raise PayloadError("no key frame of VP8")
    sides = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if max(sides) > _LARGEST_SIDE:
        raise PayloadError("larger than any picture here")


def _octet(payload: bytes, at: int) -> int:
    if at >= len(payload):
        raise PayloadError("VP8 descriptor is cut short")
    return payload[at]
