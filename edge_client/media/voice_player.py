"""A remote voice, from its WebRTC track to the loudspeaker."""

from __future__ import annotations

from edge_client.devices.mixer import PlaybackSink
from edge_client.peering.gate import GuardedVoice


async def play_voice(voice: GuardedVoice, sink: PlaybackSink) -> None:
    """Let the loudspeaker pull a remote voice until it ends. Cancel the task to stop sooner."""
    sink.attach(voice, fair=True)
    try:
        await voice.ended()
    finally:
        sink.remove(voice)
