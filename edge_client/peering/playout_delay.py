"""The header extension that tells a receiver to show pictures at once.

Without it Chromium holds each picture for its jitter buffer and an even pace, about 25 ms on a
quiet line; with a delay of 0 to 0 it shows what has arrived
(webrtc.googlesource.com/src, docs/native-code/rtp-hdrext/playout-delay). What the line loses is
still waited for. A browser that does not know it answers without it.
"""

from __future__ import annotations

from typing import Final

from aiortc.codecs import HEADER_EXTENSIONS
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import (
    HeaderExtensions,
    HeaderExtensionsMap,
    pack_header_extensions,
    unpack_header_extensions,
)

from edge_client.peering import send_time

URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
OFFERED_ID: Final = 4
"""In offers of ours; no other extension of aiortc's has it."""

AT_ONCE: Final = b"\0\0\x14"
"""The least and the most delay, 12 bits each, in units of 10 ms: none, but up to 200 ms where a
browser lets the picture wait for its voice."""


def know_playout_delay() -> None:
    """Let aiortc negotiate the extension for video. May be repeated."""
    known = HEADER_EXTENSIONS["video"]
    if all(extension.uri != URI for extension in known):
        known.append(RTCRtpHeaderExtensionParameters(id=OFFERED_ID, uri=URI))


class ShownAtOnce(HeaderExtensionsMap):
    """Adds the extension to each packet of one sender, if it was agreed on."""

    def __init__(self) -> None:
        super().__init__()
        self._id: int | None = None
        self.send_time_id: int | None = None
        """The agreed number of the extension that says when a packet leaves."""

    def configure(self, parameters: RTCRtpParameters) -> None:
        """Take the agreed numbers."""
        super().configure(parameters)
        for extension in parameters.headerExtensions:
            if extension.uri == URI:
                self._id = extension.id
            elif extension.uri == send_time.URI:
                self.send_time_id = extension.id

    def set(self, values: HeaderExtensions) -> tuple[int, bytes]:
        """The profile and the bytes of one packet's extensions (RFC 8285)."""
        profile, packed = super().set(values)
        if self._id is None:
            return profile, packed
        extensions = unpack_header_extensions(profile, packed)
        return pack_header_extensions([*extensions, (self._id, AT_ONCE)])
