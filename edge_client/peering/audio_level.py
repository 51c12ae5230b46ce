"""The header extension by which each packet of a voice says how loud it is (RFC 6464).

Browsers send it, and show it by `getSynchronizationSources()`, so everybody can show who speaks
without decoding anything. aiortc negotiates and reads it, but writes it only of what it encodes
itself.
"""

from __future__ import annotations

from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap

from edge_client.peering.outlet import VoiceOutlet


class LevelTold(HeaderExtensionsMap):
    """Adds the level of what `outlet` packed last to each packet, if that was agreed on."""

    def __init__(self, outlet: VoiceOutlet) -> None:
        super().__init__()
        self._outlet = outlet

    def set(self, values: HeaderExtensions) -> tuple[int, bytes]:
        """The profile and the bytes of one packet's extensions (RFC 8285)."""
        values.audio_level = tuple(self._outlet.level)
        return super().set(values)
