"""Signaling: who is free, who is together in a room, and the messages that arrange it."""
