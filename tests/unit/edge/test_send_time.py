"""The time at which a packet leaves, in its header extension."""

from __future__ import annotations

import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from edge_client.peering.send_time import URI, send_time, stamped


def known(number: int) -> HeaderExtensionsMap:
    found = HeaderExtensionsMap()
    found.configure(
        RTCRtpParameters(
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(id=1, uri="urn:ietf:params:rtp-hdrext:sdes:mid"),
                RTCRtpHeaderExtensionParameters(id=number, uri=URI),
            ]
        )
    )
    return found


def packet(extensions: HeaderExtensionsMap) -> bytes:
    made = RtpPacket(payload_type=97, sequence_number=5, timestamp=9, payload=b"picture")
    made.extensions.mid = "12"
    made.extensions.abs_send_time = 77
    return made.serialize(extensions)


@given(st.integers(2, 14), st.floats(0, 4e9))
def test_the_time_is_written_and_nothing_else_changes(number: int, seconds: float) -> None:
    extensions = known(number)
    before = packet(extensions)
    after = RtpPacket.parse(stamped(before, number, seconds), extensions)
    assert after.extensions.abs_send_time == int.from_bytes(send_time(seconds), "big")
    after.extensions.abs_send_time = 77
    assert after.serialize(extensions) == before


def test_times_are_64_seconds_in_24_bits() -> None:
    assert send_time(0.5) == (1 << 17).to_bytes(3, "big")
    assert send_time(64.5) == send_time(0.5)


@pytest.mark.parametrize("number", [None, 3])
def test_a_packet_without_the_extension_stays_as_it_is(number: int | None) -> None:
    whole = packet(known(2))
    assert stamped(whole, number, 1.0) == whole


@given(st.binary(max_size=60), st.integers(1, 14))
def test_no_packet_breaks_it(data: bytes, number: int) -> None:
    assert len(stamped(data, number, 1.0)) == len(data)
