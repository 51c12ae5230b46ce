"""Sender reports that tell when what is sent was captured (RFC 3550, 6.4.1)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from aiortc.rtp import RtcpSrPacket

from edge_client.lip_sync.reported import ReportedClock
from edge_client.lip_sync.sent import SentTimes, ntp_time

_FROM_1900_S: Final = 2_208_988_800
_BEGAN: Final = time.time() - time.monotonic() + _FROM_1900_S
"""NTP's time when the monotonic clock was 0, by the wall clock as it was at the start: all that
this program sends has one clock, which nobody puts forward or back."""


def tell_captures(packets: Sequence[Any], times: SentTimes, now: float) -> int | None:
    """Let the sender reports among the packets say which time stamp is captured now.

    Returns their NTP time; None when there is nothing to be reported of yet.
    """
    timestamp = times.at(now)
    if timestamp is None:
        return None
    ntp = ntp_time(now + _BEGAN)
    for packet in packets:
        if isinstance(packet, RtcpSrPacket):
            packet.sender_info.ntp_timestamp = ntp
            packet.sender_info.rtp_timestamp = timestamp
    return ntp


def take_report(packet: object, reported: ReportedClock) -> None:
    """Learn from a sender report; other packets say nothing of times."""
    if isinstance(packet, RtcpSrPacket):
        told = packet.sender_info
        reported.report(packet.ssrc, told.ntp_timestamp, told.rtp_timestamp)
