"""Rooms, voices and judges of `make bench-echo`."""
