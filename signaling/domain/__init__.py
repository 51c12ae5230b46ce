"""Presence, request, reservation, room and matching: pure rules, no I/O."""
