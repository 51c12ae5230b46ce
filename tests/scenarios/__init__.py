"""Whole conversations on real parts: Redis, nodes, terminals, experts. Each a second or two."""
