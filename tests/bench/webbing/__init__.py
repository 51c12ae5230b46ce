"""The parts of `make bench-web`."""
