"""The parts of `make bench-picture`: the scene, the terminals that send it, the receivers."""
