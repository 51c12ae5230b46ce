"""The parts of `make bench-narrow`."""
