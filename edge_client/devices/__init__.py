"""Cameras, microphone and loudspeaker: real, played from files, synthetic, or off.

A device that is missing, busy, unplugged or stuck never ends a conversation: its source goes
on with a placeholder or silence, tells its `SourceStatus`, and comes back by itself.
"""
